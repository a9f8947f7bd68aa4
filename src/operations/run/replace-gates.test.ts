import { expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Acceptance } from '#src/model/plan.ts'
import { bareBoard, boardObservation, releaseFiles } from '#test/support/boards.ts'
import { observationOf, type Records, replica, takenAt } from '#test/support/drain-cluster.ts'
import { refusalsOf, stepsOf } from '#test/support/leaving-plan.ts'
import { storageCluster } from '#test/support/storage-cluster.ts'
import { type Boards, joined, names } from '#test/support/up-plan.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** `replace pi03`: the old board is dead, and a bare one answers at its address. */
interface Wanted {
  readonly change?: (cluster: Records, boards: Boards) => void
  readonly accept?: Acceptance[]
  readonly role?: 'server' | 'agent'
  readonly ownNode?: string
}

function replace({ change, accept = [], role = 'server', ownNode }: Wanted = {}) {
  const boards: Boards = Object.fromEntries(names.map((name) => [name, bareBoard(name)]))
  joined(boards)
  const { pi03 } = boards
  if (pi03) delete pi03.preparation.clusterAuthority
  const cluster = storageCluster((one) =>
    one === 'pi02' || one === 'pi03' ? [`data-r-${one}`] : [],
  )
  Object.assign(cluster.nodes[2] ?? {}, {
    leaseRenewedAt: '2026-03-01T11:00:00.000Z',
    conditions: [{ type: 'Ready', status: 'Unknown' }],
    roles: role === 'server' ? ['control-plane', 'etcd'] : [],
  })
  Object.assign(cluster.longhornNodes[2] ?? {}, {
    conditions: [{ type: 'Ready', status: 'False' }],
  })
  change?.(cluster, boards)
  const told = boardObservation(boards, releaseFiles()).evidence.map((piece) => ({
    ...piece,
    takenAt,
  }))
  const seen = observationOf(cluster)
  const kinds = new Set(seen.evidence.map(({ kind }) => kind))
  const evidence = [...seen.evidence, ...told.filter(({ kind }) => !kinds.has(kind))]
  const nodes = Object.fromEntries(
    names.map((name, place) => [
      name,
      {
        address: `10.0.0.1${place}`,
        role: name === 'pi03' ? role : name === 'pi04' ? 'agent' : 'server',
      },
    ]),
  )
  const configuration = Configuration.parse({ k3s: { version: 'v1.36.3+k3s1' }, nodes })
  const goal = { name: 'replace', target: 'pi03', options: {} }
  const site = { cluster: 'home', clock: fixedClock(takenAt), around: { configuration, ownNode } }
  return planOn(lookAt({ ...seen, evidence }), { goal, accept }, site)
}

test('the old one leaves the books, and the new one joins as a server', () => {
  const made = replace()
  expect(refusalsOf(made)).toEqual([])
  expect(stepsOf(made)).toEqual([
    // Before the old one leaves the books: a board that loses packets takes nobody's place.
    'measure-boards',
    'delete-node',
    'write-node-files',
    'bring-artifacts',
    'start-server',
  ])
  expect(made.plan.steps[1]?.input).toEqual({
    node: 'pi03',
    replicas: ['data-r-pi03'],
    isDead: true,
  })
  expect(made.plan.steps.at(-1)?.input).toMatchObject({
    node: 'pi03',
    joins: { node: 'pi01' },
    beginsEtcd: false,
  })
  expect(made.plan.steps[1]?.preview).toContain(
    'delete the Secret kube-system/pi03.node-password.k3s',
  )
})

test('an agent joins as one, and no other board is touched', () => {
  const made = replace({ role: 'agent' })
  expect(stepsOf(made).at(-1)).toBe('join-agents')
  expect(made.plan.steps.at(-1)?.input).toMatchObject({
    nodes: ['pi03'],
    server: { node: 'pi01' },
  })
  expect(made.plan.steps.filter(({ step }) => step === 'write-node-files')).toHaveLength(1)
})

test.each<[string, (cluster: Records) => void, string]>([
  [
    'its replica was the last healthy one',
    (cluster) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt: '2026-03-01T11:49:00Z' })
    },
    'data volumes-survive-without-node volume/data',
  ],
  [
    'a local volume was on its disk',
    (cluster) => {
      cluster.persistentVolumes.push({
        name: 'pvc-1',
        phase: 'Bound',
        claimNamespace: 'default',
        claimName: 'photos',
        localPath: '/var/lib/rancher/k3s/storage/pvc-1',
        nodeNames: ['pi03'],
      })
    },
    'data volumes-have-another-copy volume/pvc-1',
  ],
  [
    'nobody knows that the old board is off',
    (cluster) => {
      Object.assign(cluster.longhornVolumes[0] ?? {}, { currentNode: 'pi03' })
    },
    'availability nothing-is-attached-there board/pi03',
  ],
])('where %s, that alone refuses', (_, change, refusal) => {
  expect(refusalsOf(replace({ change }))).toEqual([refusal])
  const [kind, , subject = ''] = refusal.split(' ')
  const accept = [{ subject, reason: 'it lies on my desk' }]
  expect(refusalsOf(replace({ change, accept }))).toEqual(kind === 'data' ? [refusal] : [])
})

test('the second loss of three servers is refused', () => {
  const change = (cluster: Records) => {
    Object.assign(cluster.nodes[0] ?? {}, { leaseRenewedAt: '2026-03-01T11:00:00.000Z' })
  }
  expect(refusalsOf(replace({ change }))).toContain(
    'data etcd-keeps-quorum-without-member quorum/pi03',
  )
})

test('a board that is not new, a node that lives, and a cluster without a server are refused by name', () => {
  const same = (_: Records, boards: Boards) => joined(boards)
  expect(() => replace({ change: same })).toThrow('a board answers that has K3s')
  const lives = (cluster: Records) => {
    Object.assign(cluster.nodes[2] ?? {}, { conditions: [{ type: 'Ready', status: 'True' }] })
  }
  expect(() => replace({ change: lives })).toThrow('the old one runs elsewhere')
  const alone = (_: Records, { pi01, pi02 }: Boards) => {
    for (const board of [pi01, pi02]) delete board?.preparation.clusterAuthority
  }
  expect(() => replace({ change: alone })).toThrow('No other server')
  expect(() => replace({ ownNode: 'pi03' })).toThrow('Bramble runs on pi03 itself')
})
