import { expect, test } from 'vitest'
import type * as z from 'zod'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { pressure } from '#src/model/facts/node.ts'
import { facts, takenAt } from '#test/support/pattern.ts'
import { decidingWords } from './deciding.ts'
import { diagnose } from './diagnose.ts'
import { patterns } from './patterns/index.ts'

type State = Partial<z.infer<typeof pods.schema>['containers'][number]>

const crashed = (now: State) =>
  facts(pods, [
    {
      namespace: 'shop',
      name: 'shop-0',
      nodeName: 'pi02',
      phase: 'Running',
      createdAt: '2026-03-01T11:00:00Z',
      ready: false,
      containers: [
        {
          name: 'app',
          restarts: 4,
          lastReason: 'Error',
          lastExitCode: 2,
          lastFinishedAt: '2026-03-01T11:59:00Z',
          ...now,
        },
      ],
    },
  ])
const crashing = crashed({ state: 'waiting', reason: 'CrashLoopBackOff' })

const squeezed = facts(
  pressure,
  [{ resource: 'cpu', someAvg10: 80, someAvg60: 80, someAvg300: 80 }],
  'pi02',
)
const short = facts(nodes, [
  {
    name: 'pi02',
    conditions: [{ type: 'MemoryPressure', status: 'True' }],
    unschedulable: false,
    taints: [],
    roles: [],
    addresses: [],
  },
])

/** Containers that are asked what they said, by what a first look found. */
function askedAfter(...evidence: readonly (typeof crashing)[]): string[] {
  const queries = patterns.flatMap((pattern) => pattern.queries)
  const index = indexEvidence(evidence, queries, Date.parse(takenAt))
  const seen = {
    schema: 'bramble/observation/1' as const,
    cluster: 'test',
    takenAt,
    coverage: [],
    evidence: [...evidence],
  }
  const found = diagnose({ patterns, checks: [] }, index, seen)
  expect(found.findings.map(({ cause }) => cause)).toContain('pods-not-well')
  return decidingWords(found, index).map(
    ({ pod, container, previous }) => `${pod} ${container}${previous ? ' before' : ''}`,
  )
}

test('what a pod said is asked for where nothing explains it', () => {
  expect(askedAfter(crashing)).toEqual(['shop-0 app before'])
})

test('a suspicion about its node does not keep the pod from being asked', () => {
  expect(askedAfter(crashing, squeezed)).toEqual(['shop-0 app before'])
})

test('what is certain about its node does', () => {
  expect(askedAfter(crashing, squeezed, short)).toEqual([])
})

test('a container that just ended is asked itself, not the one before it', () => {
  const ended = crashed({ state: 'terminated', reason: 'Error', exitCode: 2 })
  expect(askedAfter(ended)).toEqual(['shop-0 app'])
})
