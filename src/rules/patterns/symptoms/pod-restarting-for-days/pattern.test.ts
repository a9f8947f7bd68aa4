import { trends } from '#src/model/facts/trends.ts'
import { daily } from '#test/support/course.ts'
import { facts, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const course = (...values: number[]) => daily('pod-restarts', 'pod/default/web-1', values)

testPattern(pattern, {
  finds: [
    {
      name: 'on three days of the last fortnight',
      evidence: [facts(trends, [course(3, 4, 4, 6, 7)])],
      confidence: 'confirmed',
      subject: 'pod/default/web-1',
    },
    {
      name: 'beside figures that went on as ever',
      evidence: [
        facts(trends, [daily('temperature', 'node/pi01', [50, 51]), course(3, 4, 4, 6, 7)]),
      ],
    },
  ],
  staysQuiet: [
    { name: 'on two days', evidence: [facts(trends, [course(0, 4, 4, 9)])] },
    {
      name: 'longer ago',
      evidence: [facts(trends, [course(0, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)])],
    },
    {
      name: 'of another figure',
      evidence: [facts(trends, [daily('unit-restarts', 'node/pi01', [0, 1, 0, 2, 0, 3])])],
    },
  ],
  cannotTell: [
    { name: 'one look', silent: true, evidence: [facts(trends, [course(9)])] },
    { name: 'no journal', silent: true, evidence: [] },
  ],
})
