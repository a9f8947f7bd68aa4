import { expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Acceptance } from '#src/model/plan.ts'
import {
  node,
  observationOf,
  pod,
  type Records,
  replica,
  takenAt,
  unseen,
} from '#test/support/drain-cluster.ts'
import { refusalsOf, stepsOf } from '#test/support/leaving-plan.ts'
import { storageCluster } from '#test/support/storage-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Each reason to refuse `stop` is the only one; `start` has none. pi01 to pi03 are servers. */
const names = ['pi01', 'pi02', 'pi03', 'pi04']

interface Wanted {
  readonly change?: (cluster: Records) => void
  readonly accept?: Acceptance[]
  /** Nodes on which K3s runs. */
  readonly running?: readonly string[]
  readonly named?: readonly string[]
  readonly hasApi?: boolean
}

function plan(name: 'stop' | 'start', wanted: Wanted = {}) {
  const { change, accept = [], running = names, named = names, hasApi = true } = wanted
  const cluster = storageCluster((one) =>
    one === 'pi02' || one === 'pi03' ? [`data-r-${one}`] : [],
  )
  Object.assign(cluster.pods[1] ?? {}, { claims: ['grafana-data'] })
  change?.(cluster)
  const seen = observationOf(cluster, (piece) =>
    hasApi ? piece : unseen(piece, 'silent', 'connection refused'),
  )
  const told = named.map((one) =>
    unitEvidence(one, {
      name: one === 'pi04' ? 'k3s-agent.service' : 'k3s.service',
      activeState: running.includes(one) ? 'active' : 'inactive',
    }),
  )
  const configuration = Configuration.parse({
    cluster: 'home',
    nodes: Object.fromEntries(
      named.map((one, place) => [
        one,
        { address: `10.0.0.${place + 1}`, role: one === 'pi04' ? 'agent' : 'server' },
      ]),
    ),
  })
  const look = lookAt({ ...seen, evidence: [...seen.evidence, ...told] })
  const site = {
    cluster: 'home',
    clock: fixedClock(takenAt),
    around: { configuration, ownNode: undefined },
  }
  return planOn(look, { goal: { name, target: '', options: {} }, accept }, site)
}

test('what uses a volume ends first, then agents, then all servers at once', () => {
  const made = plan('stop')
  expect(refusalsOf(made)).toEqual([])
  expect(made.plan.steps.map(({ input }) => input)).toEqual([
    { nodes: names, pods: [{ namespace: 'default', name: 'web-2', uid: 'uid-web-2' }] },
    { nodes: [{ node: 'pi04', unit: 'k3s-agent.service' }] },
    { nodes: ['pi01', 'pi02', 'pi03'].map((one) => ({ node: one, unit: 'k3s.service' })) },
  ])
  expect(made.plan.steps[0]?.preview[1]).toBe('delete default/web-2; it waits until the start')
})

test('a node that has stopped already is not stopped again', () => {
  const made = plan('stop', { running: ['pi01', 'pi02', 'pi03'] })
  expect(stepsOf(made)).toEqual(['quiet-workloads', 'stop-nodes'])
})

test.each([
  [
    'is faulted',
    (cluster: Records) => {
      Object.assign(cluster.longhornVolumes[0] ?? {}, { robustness: 'faulted' })
    },
  ],
  [
    'has no healthy replica',
    (cluster: Records) => {
      cluster.longhornReplicas = [replica('data', 'pi02', { failedAt: takenAt })]
    },
  ],
])('a volume that %s is cured first, and nothing can be accepted for it', (words, change) => {
  const made = plan('stop', { change })
  expect(refusalsOf(made)).toEqual(['data volumes-have-a-healthy-copy volume/data'])
  expect(made.refusals[0]?.reason).toContain(words)
  const accept = [{ subject: 'volume/data', reason: 'a test' }]
  expect(refusalsOf(plan('stop', { change, accept }))).toEqual(refusalsOf(made))
})

test('a volume that was never written to refuses nothing', () => {
  const change = (cluster: Records) => {
    Object.assign(cluster.longhornVolumes[0] ?? {}, { state: 'detached' })
    cluster.longhornReplicas = [replica('data', 'pi02', { healthyAt: '' })]
  }
  expect(refusalsOf(plan('stop', { change }))).toEqual([])
})

test('a bare pod with a volume has to be accepted, one without may end', () => {
  const bare = (claims: string[]) => (cluster: Records) => {
    const one = pod('once', 'pi02', { labels: {}, claims })
    delete one.owner
    cluster.pods.push(one)
  }
  const subject = 'pod/default/once'
  expect(refusalsOf(plan('stop', { change: bare(['films']) }))).toEqual([
    `availability volume-users-come-back ${subject}`,
  ])
  const accept = [{ subject, reason: 'its manifest is kept' }]
  expect(refusalsOf(plan('stop', { change: bare(['films']), accept }))).toEqual([])
  expect(refusalsOf(plan('stop', { change: bare([]) }))).toEqual([])
})

test('a node that bramble.yaml does not name is no node to leave running', () => {
  const change = (cluster: Records) => void cluster.nodes.push(node('pi05'))
  expect(() => plan('stop', { change })).toThrow('bramble.yaml does not name pi05')
  expect(() => plan('stop', { named: [] })).toThrow('names no nodes')
})

test('without an API nothing is known of what uses volumes, and nothing is stopped', () => {
  expect(() => plan('stop', { hasApi: false })).toThrow('connection refused')
})

test('start needs no API: servers first, and all of them at once', () => {
  const made = plan('start', { hasApi: false, running: [] })
  expect(refusalsOf(made)).toEqual([])
  expect(stepsOf(made)).toEqual([
    ...['start-nodes', 'wait-for', 'start-nodes'],
    ...['wait-for', 'wait-for', 'wait-for', 'wait-for'],
    ...['lift-cordons', 'wait-for'],
  ])
  expect(made.plan.steps[0]?.input).toMatchObject({
    nodes: [{ node: 'pi01' }, { node: 'pi02' }, { node: 'pi03' }],
  })
})

test('a cluster that runs has nothing to start, unless the cordons of a stop are left', () => {
  expect(stepsOf(plan('start'))).toEqual([])
  const held = (annotation: string) => (cluster: Records) => {
    const annotations = { 'bramble/cordoned': annotation }
    Object.assign(cluster.nodes[3] ?? {}, { unschedulable: true, annotations })
  }
  expect(stepsOf(plan('start', { change: held('stop') }))).toContain('lift-cordons')
  expect(stepsOf(plan('start', { change: held('drain') }))).toEqual([])
})
