import { trends } from '#src/model/facts/trends.ts'
import { daily } from '#test/support/course.ts'
import { facts, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const course = (...values: number[]) => daily('unit-restarts', 'node/pi01', values)

testPattern(pattern, {
  finds: [
    {
      name: 'on three days of the last fortnight',
      evidence: [facts(trends, [course(0, 1, 2, 2, 3)])],
      confidence: 'confirmed',
      subject: 'node/pi01',
    },
    {
      name: 'beside figures that went on as ever',
      evidence: [
        facts(trends, [daily('temperature', 'node/pi01', [50, 51]), course(0, 1, 2, 2, 3)]),
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
      evidence: [facts(trends, [daily('pod-restarts', 'node/pi01', [0, 1, 0, 2, 0, 3])])],
    },
  ],
  cannotTell: [
    { name: 'one look', silent: true, evidence: [facts(trends, [course(9)])] },
    { name: 'no journal', silent: true, evidence: [] },
  ],
})
