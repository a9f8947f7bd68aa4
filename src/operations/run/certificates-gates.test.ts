import { expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { certificates } from '#src/model/facts/node.ts'
import type { Acceptance } from '#src/model/plan.ts'
import {
  healthyCluster,
  node,
  observationOf,
  type Records,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Each reason to refuse alone. pi01 to pi03 are servers with etcd, pi04 is an agent. */
const names = ['pi04', 'pi03', 'pi01', 'pi02']
const configuration = Configuration.parse({
  cluster: 'home',
  nodes: Object.fromEntries(
    names.map((name) => [
      name,
      { address: `10.0.0.${name.at(-1)}`, role: name === 'pi04' ? 'agent' : 'server' },
    ]),
  ),
})

const home = '/var/lib/rancher/k3s'
const ends = [
  [`${home}/agent/client-kubelet.crt`, '2026-09-01T00:00:00.000Z'],
  [`${home}/agent/serving-kubelet.crt`, '2026-10-01T00:00:00.000Z'],
  [`${home}/agent/client-ca.crt`, '2035-01-01T00:00:00.000Z'],
] as const

function certificateEvidence(name: string, records: readonly object[]): Evidence {
  return { ...unitEvidence(name), id: `c-${name}`, kind: certificates.kind, records: [...records] }
}

interface Wanted {
  readonly change?: (cluster: Records) => void
  readonly nodes?: string
  readonly ownNode?: string
  readonly accept?: Acceptance[]
  readonly without?: string
}

function rotate({ change, nodes, ownNode, accept = [], without }: Wanted = {}) {
  const cluster = healthyCluster()
  cluster.nodes.push(node('pi04'))
  change?.(cluster)
  const observation = observationOf(cluster)
  const own = ends.map(([path, notAfter]) => ({ path, notAfter }))
  const evidence = [
    ...observation.evidence,
    ...names.flatMap((name) => [
      unitEvidence(name, { name: name === 'pi04' ? 'k3s-agent.service' : 'k3s.service' }),
      certificateEvidence(name, name === without ? [] : own),
    ]),
  ]
  const goal = {
    name: 'certificates rotate',
    target: '',
    options: nodes === undefined ? {} : { nodes },
  }
  const around = { configuration, ownNode }
  const site = { cluster: 'home', clock: fixedClock(takenAt), around }
  return planOn(lookAt({ ...observation, evidence }), { goal, accept }, site)
}

const refusalsOf = ({ refusals }: ReturnType<typeof rotate>) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
const orderOf = ({ plan }: ReturnType<typeof rotate>) =>
  plan.steps.filter(({ step }) => step === 'rotate-certificates').map(({ input }) => input['node'])

test('servers one by one, then agents, and last the node that Bramble runs on', () => {
  expect(refusalsOf(rotate())).toEqual([])
  expect(orderOf(rotate())).toEqual(['pi01', 'pi02', 'pi03', 'pi04'])
  expect(orderOf(rotate({ ownNode: 'pi01' }))).toEqual(['pi02', 'pi03', 'pi04', 'pi01'])
  expect(orderOf(rotate({ nodes: 'pi04, pi02' }))).toEqual(['pi02', 'pi04'])
})

test('an authority is not waited for: no rotation renews it', () => {
  const [first] = rotate({ nodes: 'pi04' }).plan.steps
  expect(first?.input['endedAt']).toBe('2026-10-01T00:00:00.000Z')
  expect(first?.reason).toContain('the first of its certificates ends 2026-09-01')
  expect(first?.preview.join()).toContain('2 certificates')
})

test('refused where etcd would lose its quorum', () => {
  const change = ({ nodes }: Records) => {
    const found = nodes.find(({ name }) => name === 'pi02')
    if (found) found.leaseRenewedAt = '2026-03-01T11:58:00.000Z'
  }
  expect(refusalsOf(rotate({ nodes: 'pi01', change }))).toEqual([
    'availability quorum-survives-without-node quorum/pi01',
  ])
  expect(refusalsOf(rotate({ nodes: 'pi04', change }))).toEqual([])
})

test('refused where no other server answers, unless that is accepted', () => {
  const change = ({ nodes }: Records) => {
    for (const one of nodes) if (one.name !== 'pi01') one.roles = []
  }
  expect(refusalsOf(rotate({ nodes: 'pi01', change }))).toEqual([
    'availability another-server-answers server/pi01',
  ])
  const accept = [{ subject: 'server/pi01', reason: 'at night' }]
  expect(refusalsOf(rotate({ nodes: 'pi01', change, accept }))).toEqual([])
})

test('a node without certificates, and one that nobody named, are said by name', () => {
  expect(() => rotate({ without: 'pi03' })).toThrow('No certificate of K3s was found on pi03')
  expect(() => rotate({ nodes: 'pi09' })).toThrow('names no node "pi09"')
})
