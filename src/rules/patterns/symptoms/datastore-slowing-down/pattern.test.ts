import { datastoreLatency } from '#src/model/facts/kubernetes.ts'
import { trends } from '#src/model/facts/trends.ts'
import { course } from '#test/support/course.ts'
import { facts, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const store = { series: 'datastore-p99', subject: 'cluster' } as const
const now = (p99Milliseconds: number) =>
  facts(datastoreLatency, [{ requests: 9000, meanMilliseconds: 9, p99Milliseconds }])
const rising = facts(trends, [course(20, 200, store)])

testPattern(pattern, {
  finds: [
    {
      name: 'from 20 to 200 ms',
      evidence: [rising, now(200)],
      confidence: 'confirmed',
      subject: 'cluster',
    },
    {
      name: 'one of two servers that is slow now',
      evidence: [rising, now(40), now(400)],
    },
  ],
  staysQuiet: [
    {
      name: 'a datastore that was always slow',
      rival: 'slow-datastore-disk',
      evidence: [facts(trends, [course(800, 800, store)]), now(800)],
    },
    { name: 'from 5 to 50 ms', evidence: [facts(trends, [course(5, 50, store)]), now(50)] },
    { name: 'one that recovers', evidence: [facts(trends, [course(400, 150, store)]), now(150)] },
    {
      name: 'a board that gets warmer, beside a slow datastore',
      evidence: [facts(trends, [course(40, 70, { ...store, series: 'temperature' })]), now(200)],
    },
  ],
  cannotTell: [
    {
      name: 'a journal of one day',
      silent: true,
      evidence: [facts(trends, [course(20, 200, { ...store, days: 1 })]), now(200)],
    },
    { name: 'a course, and no figure of now', silent: true, evidence: [rising] },
  ],
})
