import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { diagnoseFiles } from '#src/operations/diagnose.ts'
import type { PracticeOptions } from '#src/practice/kubernetes/start.ts'
import { brambleOn, folder, node, pod } from './support.ts'

/**
 * A live diagnosis makes the observation that decides by itself. Wrong programs that these tests
 * tell apart: one that reads no log, one that reads those of now instead of those before the
 * restart, one that reads every pod's, and one that fails where logs are forbidden.
 */

const crashing = (name: string, owner = name) =>
  pod(name, 'pi02', {
    metadata: {
      name,
      namespace: 'default',
      creationTimestamp: new Date(Date.now() - 3_600_000).toISOString(),
      ownerReferences: [{ kind: 'StatefulSet', name: owner, controller: true }],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 7,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: {
            terminated: {
              reason: 'Error',
              exitCode: 1,
              finishedAt: new Date(Date.now() - 60_000).toISOString(),
            },
          },
        },
      ],
    },
  })

const words = 'starting\nFATAL: password authentication failed for user "app"\n'
const logs = new Map([['default/db-0/app', { previous: words, now: 'starting\n' }]])

async function diagnosed(options: PracticeOptions) {
  const objects = [node('pi01'), node('pi02'), ...(options.objects ?? [])]
  const { out, api } = await brambleOn(['diagnose', '--json'], { ...options, objects })
  const asked = api.requests.filter(({ path }) => path.endsWith('/log'))
  return { diagnosis: JSON.parse(out) as Diagnosis, asked }
}

test('what a container said before it ended is read, and decides', async () => {
  const { diagnosis, asked } = await diagnosed({
    objects: [crashing('db-0'), pod('web', 'pi02')],
    logs,
  })
  expect(asked.map(({ path }) => path)).toEqual(['/api/v1/namespaces/default/pods/db-0/log'])
  expect(asked[0]?.query).toContain('previous=true')
  expect(diagnosis.cause).toBe('app-fault')
  expect(diagnosis.findings[0]?.evidence.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('password authentication failed'),
  )
})

test('nothing more is asked where nothing is wrong, and a few at most', async () => {
  expect((await diagnosed({ objects: [pod('web', 'pi02')], logs })).asked).toEqual([])
  const many = Array.from({ length: 9 }, (_, place) => crashing(`many-${place}`))
  expect((await diagnosed({ objects: many, logs })).asked).toHaveLength(3)
  // Replicas of one owner say the same.
  const alike = Array.from({ length: 9 }, (_, place) => crashing(`alike-${place}`, 'alike'))
  expect((await diagnosed({ objects: alike, logs })).asked).toHaveLength(1)
})

test.each([
  ['forbidden', { logs, forbid: (_, { resource }) => resource === 'pods/log' }],
  ['not there', { logs: new Map() }],
] satisfies [string, PracticeOptions][])(
  'a log that is %s leaves the answer open',
  async (_, options) => {
    const { diagnosis, asked } = await diagnosed({ objects: [crashing('db-0')], ...options })
    expect(asked).toHaveLength(1)
    expect(diagnosis.cause).toBe('unknown')
    expect(diagnosis.findings.map(({ cause }) => cause)).toContain('pods-not-well')
    expect(diagnosis.next.map(({ command }) => command)).toContain(
      'kubectl -n default logs db-0 --previous --tail=50',
    )
  },
)

test('a bundle holds what decided', async () => {
  const bundle = join(await folder(), 'bundle.tar.gz')
  const objects = [node('pi01'), node('pi02'), crashing('db-0')]
  expect((await brambleOn(['collect', '--output', bundle], { objects, logs })).err).not.toContain(
    'defect',
  )
  const replayed = await diagnoseFiles([bundle], {
    signal: new AbortController().signal,
    inIsTerminal: false,
  })
  expect(replayed.cause).toBe('app-fault')
})
