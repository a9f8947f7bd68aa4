import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import type { Acceptance, Plan } from '#src/model/plan.ts'
import { lookAt } from '#src/operations/run/ask-gates.ts'
import { planOn } from '#src/operations/run/make-plan.ts'
import {
  healthyCluster,
  nothingAround,
  observationOf,
  pod,
  type Records,
  replica,
  takenAt,
} from '#test/support/drain-cluster.ts'

const site = { cluster: 'home', clock: fixedClock(takenAt), around: nothingAround }

function plan(
  name: string,
  change: (cluster: Records) => void = () => {},
  accept: Acceptance[] = [],
): { plan: Plan; digest: string } {
  const cluster = healthyCluster()
  change(cluster)
  const goal = { name, target: 'pi03', options: {} }
  return planOn(lookAt(observationOf(cluster)), { goal, accept }, site)
}

const instanceManager = pod('instance-manager-3', 'pi03', {
  namespace: 'longhorn-system',
  owner: { kind: 'InstanceManager', name: 'instance-manager-3' },
  labels: {},
})

describe('drain', () => {
  test('names every pod of the node, what becomes of it, and nothing else', () => {
    const { plan: made } = plan('drain', (cluster) => {
      const bare = pod('once', 'pi03', { labels: {}, emptyDirs: ['tmp', 'cache'] })
      delete bare.owner
      cluster.pods.push(
        bare,
        instanceManager,
        pod('done', 'pi03', { phase: 'Succeeded' }),
        pod('etcd-pi03', 'pi03', { namespace: 'kube-system', mirror: true }),
        pod('going', 'pi03', { deletedAt: '2026-03-01T11:59:58Z' }),
      )
    })
    expect(made.steps.map(({ step, title, risk, undo }) => [step, title, risk, undo])).toEqual([
      ['drain-node', 'Drain pi03', 'disruptive', 'possible'],
    ])
    expect(made.steps[0]?.preview).toEqual([
      'cordon pi03',
      'evict default/once; emptyDir tmp, cache is lost; nothing starts it again',
      'evict default/web-1',
      'evict longhorn-system/instance-manager-3',
      'leave default/done: it has ended',
      'leave default/flannel-3: belongs to the DaemonSet flannel',
      'leave kube-system/etcd-pi03: a static pod of the kubelet',
      'wait for default/going: it is Terminating',
    ])
    expect(made.steps[0]?.input).toEqual({
      node: 'pi03',
      leaving: 'drain',
      timeoutSeconds: 600,
      pods: [
        { namespace: 'default', name: 'going', uid: 'uid-going', last: false },
        { namespace: 'default', name: 'once', uid: 'uid-once', last: false },
        { namespace: 'default', name: 'web-1', uid: 'uid-web-1', last: false },
        {
          namespace: 'longhorn-system',
          name: 'instance-manager-3',
          uid: 'uid-instance-manager-3',
          last: true,
        },
      ],
      leave: [],
    })
  })

  test('is the same plan for the same facts in any order, and another one for others', () => {
    const { digest } = plan('drain')
    expect(plan('drain', (cluster) => cluster.pods.reverse()).digest).toBe(digest)
    const others: ((cluster: Records) => void)[] = [
      (cluster) => cluster.pods.push(pod('web-9', 'pi03')),
      (cluster) => Object.assign(cluster.pods[0] ?? {}, { uid: 'uid-of-the-next-one' }),
      (cluster) => Object.assign(cluster.nodes[2] ?? {}, { unschedulable: true }),
      (cluster) => Object.assign(cluster.nodes[2] ?? {}, { bootId: 'another boot' }),
    ]
    for (const change of others) expect(plan('drain', change).digest).not.toBe(digest)
    // What happens elsewhere is the gates' to judge.
    expect(plan('drain', (cluster) => cluster.pods.push(pod('web-9', 'pi01'))).digest).toBe(digest)
  })

  test('of a node that is empty and cordoned has nothing to do', () => {
    const { plan: made } = plan('drain', (cluster) => {
      Object.assign(cluster.nodes[2] ?? {}, { unschedulable: true })
      cluster.pods.shift()
    })
    expect(made.steps).toEqual([])
  })

  const single = (cluster: Records) => {
    cluster.pods.push(instanceManager)
    Object.assign(cluster.longhornVolumes[0] ?? {}, { wantedReplicas: 1 })
    cluster.longhornReplicas = [replica('data', 'pi03')]
  }
  const accepted = [{ subject: 'volume/data', reason: 'it may be away' }]

  test('leaves the instance manager of an accepted single copy, whose budget never opens', () => {
    const { plan: made } = plan('drain', single, accepted)
    expect(made.steps[0]?.input).toMatchObject({ leave: ['longhorn-system/instance-manager-3'] })
    expect(JSON.stringify(made.steps[0]?.input['pods'])).not.toContain('instance-manager')
    expect(made.steps[0]?.preview).toContainEqual(
      expect.stringMatching(/^leave longhorn-system\/instance-manager-3: its budget stays closed/),
    )
  })

  test('evicts it where the drain policy of Longhorn allows it', () => {
    const { plan: made } = plan(
      'drain',
      (cluster) => {
        single(cluster)
        cluster.longhornSettings = [{ name: 'node-drain-policy', value: 'always-allow' }]
      },
      accepted,
    )
    expect(made.steps[0]?.input).toMatchObject({ leave: [] })
    expect(JSON.stringify(made.steps[0]?.input['pods'])).toContain('instance-manager')
  })

  test('of pods without uid is not planned', () => {
    expect(() => plan('drain', (cluster) => delete cluster.pods[0]?.uid)).toThrow('has no uid')
  })
})

test.each([0, -5, 1.5, 1801, 'long'])('a drain does not wait %j seconds', (timeoutSeconds) => {
  const goal = { name: 'drain', target: 'pi03', options: { timeoutSeconds } }
  const look = lookAt(observationOf(healthyCluster()))
  expect(() => planOn(look, { goal, accept: [] }, site)).toThrow('between 1 and 1800')
})

describe('uncordon', () => {
  test('is one safe step, or none', () => {
    const { plan: made } = plan('uncordon', (cluster) => {
      Object.assign(cluster.nodes[2] ?? {}, { unschedulable: true })
    })
    expect(made.steps).toEqual([
      {
        step: 'uncordon-node',
        title: 'Uncordon pi03',
        reason: 'pi03 is to take pods again',
        risk: 'safe',
        undo: 'possible',
        input: { node: 'pi03' },
        preview: ['uncordon pi03'],
      },
    ])
    expect(plan('uncordon').plan.steps).toEqual([])
  })
})

test.each(['fly', 'constructor', '__proto__'])('there is no goal %j', (name) => {
  expect(() => plan(name)).toThrow(`There is no goal "${name}"`)
})
