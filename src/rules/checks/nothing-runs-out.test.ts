import { trends } from '#src/model/facts/trends.ts'
import { testCheck } from '#test/support/check.ts'
import { course } from '#test/support/course.ts'
import { facts } from '#test/support/pattern.ts'
import { nothingRunsOut } from './nothing-runs-out.ts'

testCheck(nothingRunsOut, [
  [
    'a disk that is full within the fortnight',
    [facts(trends, [course(20e9, 10e9)])],
    'fail: disk/pi01:/ at the rate of the last days no room on the disk is left in 12',
  ],
  ['a disk that is full tomorrow', [facts(trends, [course(20e9, 1e9)])], 'fail: critical'],
  ['a disk that is full in seven weeks', [facts(trends, [course(20e9, 16e9)])], 'pass'],
  ['a disk that lasts for months', [facts(trends, [course(20e9, 18e9)])], 'pass'],
  ['a disk that gets emptier', [facts(trends, [course(10e9, 20e9)])], 'pass'],
  [
    'a young journal beside one that is full soon',
    [facts(trends, [course(20e9, 19e9, { days: 1 }), course(20e9, 10e9)])],
    'fail',
  ],
])
