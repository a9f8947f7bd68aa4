import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { type NodeAnswers, observed } from '#test/support/autopsy.ts'
import { journal } from '#test/support/journal.ts'
import { diagnose } from '../diagnose.ts'
import { timelineOfDiagnosis } from './of-diagnosis.ts'

const day = '2026-11-24'
const at = (time: string) => `${day}T${time}.000Z`
const queries = patterns.flatMap((pattern) => pattern.queries)

const card = (node: string, offsetSeconds: number): NodeAnswers => ({
  clockOffsetSeconds: offsetSeconds,
  kernel: journal(
    `07:50:00 kernel: mmc0: Card stuck being busy! __mmc_poll_for_busy
07:51:00 kernel: I/O error, dev mmcblk0, sector 1234 op 0x1:(WRITE)
07:51:02 kernel: I/O error, dev mmcblk0, sector 5678 op 0x1:(WRITE)`,
    { node, day, offsetSeconds },
  ),
})
const ready = (name: string, since: string) => ({
  name,
  conditions: [{ type: 'Ready', status: 'True' as const, lastTransitionAt: since }],
})
const event = (reason: string, time: string, node: string) => ({
  type: 'Normal',
  reason,
  objectKind: 'Node',
  objectName: node,
  message: `Node ${node} status is now: ${reason}`,
  source: 'node-controller',
  firstAt: at(time),
  lastAt: at(time),
})

function timeline(events: readonly ReturnType<typeof event>[]) {
  const observation = observed(
    { pi02: card('pi02', 90), pi03: {} },
    { nodes: [ready('pi02', at('07:53:30')), ready('pi03', '2026-10-01T00:00:00.000Z')], events },
  )
  const index = indexEvidence(observation.evidence, queries, Date.parse(observation.takenAt))
  const diagnosis = diagnose({ patterns, checks: [] }, index, observation)
  expect(diagnosis.cause).toBe('sd-card-failing')
  return timelineOfDiagnosis(diagnosis, index)
}

test('what findings rest on and what the API saw are one story by one clock', () => {
  const { rows, clocks } = timeline([event('NodeNotReady', '07:52:00', 'pi02')])
  expect(
    rows.map(({ at: time, node, program, count }) => [time.slice(11, 19), node, program, count]),
  ).toEqual([
    ['07:50:00', 'pi02', 'kernel', 1],
    ['07:51:00', 'pi02', 'kernel', 2],
    ['07:52:00', 'pi02', 'API', 1],
    ['07:53:30', 'pi02', 'API', 1],
  ])
  expect(clocks).toContainEqual({ node: 'pi02', offsetSeconds: 90, uncertaintySeconds: 0.1 })
})

test('a node that was never lost has no news', () =>
  expect(timeline([]).rows.filter(({ program }) => program === 'API')).toEqual([]))
