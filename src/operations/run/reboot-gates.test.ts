import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { Acceptance } from '#src/model/plan.ts'
import {
  healthyCluster,
  nothingAround,
  observationOf,
  replica,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { identityOf, rebootCases, type Spoiling } from '#test/support/reboot-cases.ts'
import { lookAt } from './ask-gates.ts'
import { type PlanMade, planOn } from './make-plan.ts'

const site = { cluster: 'home', clock: fixedClock(takenAt), around: nothingAround }
const goal = { name: 'reboot', target: 'pi03', options: {} }

function reboot(spoil: (found: Spoiling) => void = () => {}, accept: Acceptance[] = []): PlanMade {
  const cluster = healthyCluster()
  const identity = identityOf('pi03')
  spoil({ cluster, identity })
  const seen = observationOf(cluster)
  const observation: Observation = { ...seen, evidence: [...seen.evidence, identity] }
  return planOn(lookAt(observation), { goal, accept }, site)
}

const refusalsOf = ({ refusals }: PlanMade) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
const stepsOf = ({ plan }: PlanMade) => plan.steps.map(({ step, title }) => `${step}: ${title}`)

test('nothing refuses on the cluster that every case below spoils in one place', () => {
  const made = reboot()
  expect(refusalsOf(made)).toEqual([])
  expect(new Set(made.gates.map(({ gate }) => gate)).size).toBe(15)
  expect(made.gates.filter(({ verdict }) => verdict === 'not-applicable')).toEqual([])
})

test('the plan goes through every stage, names what it waits for, and cannot take the boot back', () => {
  const made = reboot()
  expect(stepsOf(made)).toEqual([
    'drain-node: Drain pi03',
    'reboot-node: Reboot pi03',
    'wait-for: Wait for pi03 to be back',
    'uncordon-node: Uncordon pi03',
    'wait-for: Wait for Longhorn to work on pi03',
    'wait-for: Wait for whole volumes',
  ])
  expect(made.plan.steps.flatMap(({ preview }) => preview)).toEqual([
    'cordon pi03',
    'evict default/web-1',
    'leave default/flannel-3: belongs to the DaemonSet flannel',
    'systemctl reboot on pi03',
    'wait for a boot id other than boot-pi03, at most 15 min',
    'wait for node to be Ready, at most 10 min',
    'wait for Longhorn on the node to be Ready, at most 10 min',
    'uncordon pi03',
    "wait for Longhorn's instance manager on the node to run, at most 10 min",
    'wait for Longhorn volumes to be healthy, at most 4 h',
  ])
  expect(made.plan.steps.map(({ undo }) => undo)).toEqual([
    'possible',
    'impossible',
    ...['possible', 'possible', 'possible', 'possible'],
  ])
  expect(made.plan.steps[0]?.input).toMatchObject({ leaving: 'reboot' })
})

test.each(rebootCases)('where %s, that alone refuses', (_, spoil, refusal) => {
  expect(new Set(refusalsOf(reboot(spoil)))).toEqual(new Set([refusal]))
})

test('the board that answers elsewhere cannot be accepted', () => {
  const accept = [{ subject: 'node/pi03', reason: 'go on' }]
  const made = reboot(({ identity }) => {
    Object.assign(identity, { records: [{ hostname: 'pi09', bootId: 'boot-pi09' }] })
  }, accept)
  expect(refusalsOf(made)).toEqual(['data node-is-the-one-meant node/pi03'])
})

describe('what is left out', () => {
  test('a node that somebody cordoned stays cordoned, and the plan says so', () => {
    const made = reboot(({ cluster }) => {
      Object.assign(cluster.nodes[2] ?? {}, { unschedulable: true })
      cluster.pods.shift()
    })
    expect(stepsOf(made)).toEqual([
      'reboot-node: Reboot pi03',
      'wait-for: Wait for pi03 to be back',
    ])
    expect(made.plan.leaves).toMatchObject([{ what: 'pi03', instead: ['bramble uncordon pi03'] }])
    // Even without a drain the gates of data are asked.
    expect(made.gates.map(({ gate }) => gate)).toContain('volumes-survive-without-node')
  })

  test('where Bramble runs on the node, the plan says that its run ends with it', () => {
    const made = reboot(({ cluster }) => {
      cluster.observers = [{ hostname: 'pi03', bootId: 'boot-pi03' }]
    })
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.leaves).toMatchObject([
      { kind: 'by-hand', what: 'pi03', instead: [expect.stringContaining('bramble resume')] },
    ])
  })

  test('nothing of Longhorn is waited for on a node that is none of its own', () => {
    const made = reboot(({ cluster }) => {
      cluster.longhornNodes.pop()
      cluster.longhornReplicas = [replica('data', 'pi01'), replica('data', 'pi02')]
      const [engine] = cluster.longhornEngines
      if (engine) engine.replicaModes = { 'data-r-pi01': 'RW', 'data-r-pi02': 'RW' }
    })
    expect(stepsOf(made)).toEqual([
      'drain-node: Drain pi03',
      'reboot-node: Reboot pi03',
      'wait-for: Wait for pi03 to be back',
      'uncordon-node: Uncordon pi03',
    ])
  })

  test('a volume that was not whole before, or never can be, is not waited for', () => {
    const made = reboot(({ cluster }) => {
      const [data] = cluster.longhornVolumes
      if (!data) return
      cluster.longhornVolumes.push(
        { ...data, name: 'sick', state: 'detached', robustness: 'faulted' },
        { ...data, name: 'vain', state: 'detached', robustness: 'unknown', wantedReplicas: 4 },
      )
    })
    expect(made.plan.steps.at(-1)?.input).toMatchObject({
      tolerates: ['volume/sick', 'volume/vain'],
    })
  })
})
