import { filesystems } from '#src/model/facts/node.ts'
import { trends } from '#src/model/facts/trends.ts'
import { course } from '#test/support/course.ts'
import { facts, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const memory = { series: 'memory-available', subject: 'node/pi01' } as const

testPattern(pattern, {
  finds: [
    {
      name: 'a disk that is full within the fortnight',
      evidence: [facts(trends, [course(20e9, 10e9)])],
      confidence: 'suspected',
      subject: 'disk/pi01:/',
    },
    {
      name: 'the one of two nodes whose second disk ends, beside memory that ends too',
      evidence: [
        facts(trends, [
          course(20e9, 19.9e9),
          course(3e9, 1e9, memory),
          course(40e9, 30e9, { subject: 'disk/pi02:/var/lib/longhorn' }),
        ]),
      ],
      subject: 'disk/pi02:/var/lib/longhorn',
    },
    { name: 'a disk that is full in seven weeks', evidence: [facts(trends, [course(20e9, 16e9)])] },
  ],
  staysQuiet: [
    {
      name: 'a disk that is full, and was so all the time',
      rival: 'node-disk-full',
      evidence: [
        facts(trends, [course(0.2e9, 0.2e9)]),
        facts(
          filesystems,
          [{ source: '/dev/sda2', target: '/', usedPercent: 99, availableBytes: 0.2e9 }],
          'pi01',
        ),
      ],
    },
    { name: 'a disk that lasts for months', evidence: [facts(trends, [course(20e9, 18e9)])] },
    { name: 'a disk that gets emptier', evidence: [facts(trends, [course(10e9, 20e9)])] },
    { name: 'memory that creeps away', evidence: [facts(trends, [course(3e9, 1e9, memory)])] },
  ],
  cannotTell: [
    {
      name: 'a journal of one day',
      silent: true,
      evidence: [facts(trends, [course(20e9, 10e9, { days: 1 })])],
    },
    { name: 'no journal', silent: true, evidence: [] },
  ],
})
