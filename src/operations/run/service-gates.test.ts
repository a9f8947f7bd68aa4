import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Acceptance } from '#src/model/plan.ts'
import {
  healthyCluster,
  node,
  observationOf,
  pod,
  type Records,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { type UnitRecord, unitEvidence } from '#test/support/unit-evidence.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Each reason to refuse alone. pi01 to pi03 are servers with etcd, pi04 is an agent. */
const names = ['pi01', 'pi02', 'pi03', 'pi04']
const configuration = Configuration.parse({
  cluster: 'home',
  nodes: Object.fromEntries(
    names.map((name, place) => [
      name,
      { address: `10.0.0.${place + 1}`, role: place < 3 ? 'server' : 'agent' },
    ]),
  ),
})
const site = {
  cluster: 'home',
  clock: fixedClock(takenAt),
  around: { configuration, ownNode: undefined },
}

interface Wanted {
  readonly verb: string
  readonly target?: string
  readonly change?: (cluster: Records) => void
  readonly unit?: Partial<UnitRecord>
  readonly accept?: Acceptance[]
}

function service({ verb, target = 'pi04', change, unit = {}, accept = [] }: Wanted) {
  const cluster = healthyCluster()
  cluster.nodes.push(node('pi04'))
  cluster.pods = cluster.pods.filter(({ owner }) => owner?.kind === 'DaemonSet')
  change?.(cluster)
  const observation = observationOf(cluster)
  const name = target === 'pi04' ? 'k3s-agent.service' : 'k3s.service'
  const evidence = [...observation.evidence, unitEvidence(target, { name, ...unit })]
  const goal = { name: `service ${verb}`, target, options: {} }
  return planOn(lookAt({ ...observation, evidence }), { goal, accept }, site)
}

function refusalsOf({ refusals }: ReturnType<typeof service>): string[] {
  return refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
}

const silent =
  (name: string) =>
  ({ nodes }: Records) => {
    const found = nodes.find((one) => one.name === name)
    if (found) found.leaseRenewedAt = '2026-03-01T11:58:00.000Z'
  }

test('an empty agent may stop, and it is said that its containers run on', () => {
  const made = service({ verb: 'stop' })
  expect(refusalsOf(made)).toEqual([])
  expect(made.plan.steps).toMatchObject([
    { step: 'stop-service', risk: 'disruptive', undo: 'possible' },
  ])
  expect(made.plan.steps[0]?.preview.join('\n')).toContain('no data gate is asked')
})

describe.each(['stop', 'restart'])('%s of a server is refused where', (verb) => {
  test('etcd would lose its quorum', () => {
    const made = service({ verb, target: 'pi01', change: silent('pi02') })
    expect(refusalsOf(made)).toEqual(['availability quorum-survives-without-node quorum/pi01'])
  })

  test('it is the only one', () => {
    const change = ({ nodes }: Records) => {
      for (const one of nodes) if (one.name !== 'pi01') one.roles = []
    }
    const made = service({ verb, target: 'pi01', change })
    expect(refusalsOf(made)).toEqual(['availability another-server-answers server/pi01'])
    const accept = [{ subject: 'server/pi01', reason: 'nobody is at home' }]
    expect(refusalsOf(service({ verb, target: 'pi01', change, accept }))).toEqual([])
  })
})

const busy = (cluster: Records) => void cluster.pods.push(pod('web-1', 'pi04'))

test('stop is refused where pods would run twice, restart is not', () => {
  const made = service({ verb: 'stop', change: busy })
  expect(refusalsOf(made)).toEqual(['availability node-runs-only-daemon-sets pod/default/web-1'])
  expect(refusalsOf(service({ verb: 'restart', change: busy }))).toEqual([])
})

test('a broken volume refuses neither: nothing of it is touched', () => {
  const change = (cluster: Records) => {
    for (const replica of cluster.longhornReplicas) replica.failedAt = '2026-03-01T11:49:00Z'
  }
  for (const verb of ['stop', 'restart']) expect(refusalsOf(service({ verb, change }))).toEqual([])
})

test.each([
  ['start', {}, []],
  ['start', { activeState: 'failed' }, ['start-service', 'wait-for']],
  ['stop', { activeState: 'inactive' }, []],
  ['restart', {}, ['restart-service', 'wait-for']],
  ['restart', { activeState: 'inactive' }, ['start-service', 'wait-for']],
  ['enable', {}, []],
  ['enable', { unitFileState: 'disabled' }, ['set-service-at-boot']],
  ['disable', {}, ['set-service-at-boot']],
  ['disable', { unitFileState: 'disabled' }, []],
])('%s with %o has the steps %o', (verb, unit, steps) => {
  expect(service({ verb, unit }).plan.steps.map(({ step }) => step)).toEqual(steps)
})

test('a node without K3s, and one that bramble.yaml does not name, are wrong names', () => {
  expect(() => service({ verb: 'stop', unit: { loadState: 'not-found' } })).toThrow(
    'pi04 has no unit k3s or k3s-agent',
  )
  expect(() => service({ verb: 'stop', target: 'pi09' })).toThrow('names no node "pi09"')
})
