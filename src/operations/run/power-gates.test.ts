import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { powerCuts, powerOutlets } from '#src/model/facts/power.ts'
import type { Acceptance } from '#src/model/plan.ts'
import {
  healthyCluster,
  observationOf,
  type Records,
  replica,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { lookAt } from './ask-gates.ts'
import { type PlanMade, planOn } from './make-plan.ts'

const configuration = Configuration.parse({
  nodes: {
    pi03: { address: '10.0.0.13', role: 'agent', power: { switch: 'closet', port: 3 } },
    pi02: { address: '10.0.0.12', role: 'agent' },
  },
  switches: { closet: { snmp: { address: '10.0.0.2', community: { env: 'C' } } } },
})
const site = {
  cluster: 'home',
  clock: fixedClock(takenAt),
  around: { configuration, ownNode: undefined },
}

interface Spoiled {
  cluster: Records
  outlet: Record<string, unknown>
  cuts: { node: string; minutesAgo: number }[]
  power: (piece: Evidence) => Evidence
}

interface Case {
  readonly options?: Record<string, boolean>
  readonly target?: string
  readonly accept?: Acceptance[]
}

function plan(
  name: string,
  spoil: (spoiled: Spoiled) => void = () => {},
  { options = {}, target = 'pi03', accept = [] }: Case = {},
): PlanMade {
  const spoiled: Spoiled = {
    cluster: healthyCluster(),
    outlet: { name: 'closet port 3', outlet: 'on', flows: 'yes', words: 'on, deliveringPower' },
    cuts: [],
    power: (piece) => piece,
  }
  spoil(spoiled)
  const { evidence, ...seen } = observationOf(spoiled.cluster)
  const common = {
    node: 'pi03',
    takenAt,
    outcome: 'answered',
    truncated: false,
    redacted: 0,
  } as const
  const outlet = spoiled.power({
    ...common,
    ...{ id: 'power', kind: powerOutlets.kind, source: 'closet port 3' },
    records: [powerOutlets.schema.parse(spoiled.outlet)],
  })
  const cuts = ['pi03', 'pi02'].map((node): Evidence => {
    const records = spoiled.cuts
      .filter((cut) => cut.node === node)
      .map(({ minutesAgo }, place) => ({
        at: new Date(Date.parse(takenAt) - minutesAgo * 60_000).toISOString(),
        run: place + 1,
      }))
    return { ...common, id: `cuts/${node}`, node, kind: powerCuts.kind, source: 'journal', records }
  })
  const observation = { ...seen, evidence: [...evidence, outlet, ...cuts] }
  return planOn(lookAt(observation), { goal: { name, target, options }, accept }, site)
}

const refusalsOf = ({ refusals }: PlanMade) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
const hold = { options: { hold: true } }

/** Each goal that cuts power, on a cluster where nothing refuses. */
const goals: [string, Case, number][] = [
  ['power-cycle', {}, 9],
  ['power-off', {}, 12],
  ['power-off', hold, 13],
]

/** What refuses every one of them, alone. */
const cases: [string, (spoiled: Spoiled) => void, string][] = [
  [
    'the last healthy replica of a volume is here',
    ({ cluster }) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt: '2026-03-01T11:49:00Z' })
    },
    'data volumes-survive-without-node volume/data',
  ],
  [
    'a volume has its one copy here by its own wish',
    ({ cluster }) => {
      cluster.longhornReplicas.shift()
      Object.assign(cluster.longhornVolumes[0] ?? {}, { wantedReplicas: 1 })
    },
    'data volumes-have-another-copy volume/data',
  ],
  [
    'the port is one that is never switched',
    ({ outlet }) => {
      outlet['forbidden'] = 'bramble.yaml names the port under switches.closet.never'
    },
    'data outlet-may-be-switched power/pi03',
  ],
  [
    'Bramble runs on it',
    ({ cluster }) => {
      cluster.observers = [{ hostname: 'desk', bootId: 'boot-pi03' }]
    },
    'data bramble-runs-elsewhere node/pi03',
  ],
  [
    'this machine has its name, and nobody reported its boot',
    ({ cluster }) => {
      cluster.observers = [{ hostname: 'pi03', bootId: 'another' }]
    },
    'data bramble-runs-elsewhere node/pi03',
  ],
  [
    'it was cut twice within the hour',
    ({ cuts }) => {
      cuts.push({ node: 'pi03', minutesAgo: 59 }, { node: 'pi03', minutesAgo: 5 })
    },
    'data power-was-seldom-cut power/pi03',
  ],
  [
    'another node is not Ready',
    ({ cluster }) => {
      const other = { ...healthyCluster().nodes[0], name: 'pi09', roles: [] }
      cluster.nodes.push({ ...other, conditions: [{ type: 'Ready', status: 'False' }] } as never)
    },
    'availability other-nodes-are-ready node/pi09',
  ],
]

describe.each(goals)('%s %j', (name, parts, gates) => {
  test('nothing refuses on the cluster that every case spoils in one place', () => {
    const made = plan(name, undefined, parts)
    expect(refusalsOf(made)).toEqual([])
    expect(new Set(made.gates.map(({ gate }) => gate)).size).toBe(gates)
  })

  test.each(cases)('is refused where %s', (_, spoil, refusal) => {
    expect(refusalsOf(plan(name, spoil, parts))).toEqual([refusal])
  })

  test.each([
    ['it was cut once within the hour', [{ node: 'pi03', minutesAgo: 5 }]],
    [
      'the second cut is an hour ago',
      [
        { node: 'pi03', minutesAgo: 61 },
        { node: 'pi03', minutesAgo: 5 },
      ],
    ],
    [
      'another node was cut',
      [
        { node: 'pi02', minutesAgo: 6 },
        { node: 'pi02', minutesAgo: 5 },
      ],
    ],
  ])('is not refused where %s', (_, cuts) => {
    expect(refusalsOf(plan(name, (spoiled) => spoiled.cuts.push(...cuts), parts))).toEqual([])
  })

  test('no --accept opens what protects data', () => {
    for (const [, spoil, refusal] of cases.filter(([, , gate]) => gate.startsWith('data'))) {
      const subject = refusal.split(' ')[2] ?? ''
      const accept = [{ subject, reason: 'I know better' }]
      expect(refusalsOf(plan(name, spoil, { ...parts, accept }))).toEqual([refusal])
    }
  })

  test('a switch that says nothing is not switched', () => {
    const made = plan(
      name,
      (spoiled) => {
        spoiled.power = ({ records: _, ...piece }) => ({
          ...piece,
          outcome: 'silent',
          reason: 'closet port 3: no answer within 5 s',
        })
      },
      parts,
    )
    expect(made.refusals.map(({ gate }) => gate)).toContain('outlet-may-be-switched')
    expect(made.refusals.every(({ verdict }) => verdict === 'unknown')).toBe(true)
  })

  test('the only server takes the API with it', () => {
    const spoil = ({ cluster }: Spoiled) => {
      for (const node of cluster.nodes) node.roles = node.name === 'pi03' ? ['control-plane'] : []
    }
    expect(refusalsOf(plan(name, spoil, parts))).toContain(
      'availability another-server-answers server/pi03',
    )
  })
})

describe('a hold', () => {
  test.each([
    ['nothing measures power', { flows: 'unknown', words: 'on, not measured' }, /nothing measures/],
    [
      'no power flows now',
      { flows: 'no', words: 'on, searching' },
      /whether it feeds pi03 cannot be seen/,
    ],
  ])('is refused where %s, until somebody gives the name', (_, outlet, reason) => {
    const spoil = (spoiled: Spoiled) => Object.assign(spoiled.outlet, outlet)
    const refused = plan('power-off', spoil, hold)
    expect(refusalsOf(refused)).toEqual(['availability power-fall-is-measured power/pi03'])
    expect(refused.refusals[0]?.reason).toMatch(reason)
    const accept = [{ subject: 'power/pi03', reason: 'I pulled the plug' }]
    const accepted = plan('power-off', spoil, { ...hold, accept })
    expect(accepted.refusals).toEqual([])
    expect(accepted.plan.steps[0]?.input).toMatchObject({ hold: true, seenByPerson: true })
  })

  test('is destructive, and goes by what was measured where it can be', () => {
    const { plan: made } = plan('power-off', undefined, hold)
    expect(made.steps).toMatchObject([
      { risk: 'destructive', input: { seenByPerson: false, outlet: 'closet port 3' } },
    ])
    expect(made.steps[0]?.preview.join('\n')).toContain('out-of-service=nodeshutdown:NoExecute')
  })

  test('without the wish no taint is in the plan, nor in a cycle', () => {
    for (const name of ['power-off', 'power-cycle']) {
      const { plan: made } = plan(name)
      expect(made.steps.map(({ risk }) => risk)).toEqual(['disruptive'])
      expect(JSON.stringify(made.steps)).not.toContain('out-of-service')
    }
  })
})

const heldOff = ({ cluster }: Spoiled) => {
  const node = cluster.nodes.find(({ name }) => name === 'pi03')
  Object.assign(node ?? {}, {
    taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }],
  })
}

describe('a plan', () => {
  test('is empty for a node that runs already, or is held off already', () => {
    expect(plan('power-on').plan.steps).toEqual([])
    expect(plan('power-off', heldOff, hold).plan.steps).toEqual([])
    expect(plan('power-on', heldOff).plan.steps).toHaveLength(1)
  })

  test('does not cycle what is held off', () => {
    expect(() => plan('power-cycle', heldOff)).toThrow(/held off/)
  })

  test.each(['power-cycle', 'power-off', 'power-on'])('%s needs an outlet', (name) => {
    expect(() => plan(name, undefined, { target: 'pi02' })).toThrow(
      'bramble.yaml does not say what the power of pi02 hangs on.',
    )
  })
})
