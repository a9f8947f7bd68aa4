import { trends } from '#src/model/facts/trends.ts'
import { daily } from '#test/support/course.ts'
import { facts, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const course = (...values: number[]) => daily('degraded-volumes', 'cluster', values)

testPattern(pattern, {
  finds: [
    {
      name: 'on three days of the last fortnight',
      evidence: [facts(trends, [course(0, 1, 0, 2, 0, 1)])],
      confidence: 'confirmed',
      subject: 'cluster',
    },
    {
      name: 'beside figures that went on as ever',
      evidence: [
        facts(trends, [daily('temperature', 'node/pi01', [50, 51]), course(0, 1, 0, 2, 0, 1)]),
      ],
    },
  ],
  staysQuiet: [
    { name: 'on two days', evidence: [facts(trends, [course(0, 1, 2, 3, 0, 1)])] },
    {
      name: 'longer ago',
      evidence: [
        facts(trends, [course(0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]),
      ],
    },
    {
      name: 'of another figure',
      evidence: [facts(trends, [daily('under-voltage', 'node/pi01', [0, 1, 0, 2, 0, 3])])],
    },
  ],
  cannotTell: [
    { name: 'one look', silent: true, evidence: [facts(trends, [course(9)])] },
    { name: 'no journal', silent: true, evidence: [] },
  ],
})
