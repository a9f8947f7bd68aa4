import { expect, test } from 'vitest'
import { nodeIdentity, nodePreparation } from '#src/model/facts/node.ts'
import { node, pod, replica } from '#test/support/drain-cluster.ts'
import {
  type Leaving,
  leavingPlan,
  refusalsOf,
  type Spoiling,
  startsWithoutK3s,
  stepsOf,
  tells,
} from '#test/support/leaving-plan.ts'

/** Each reason to refuse `remove` is the only one. pi01 to pi03 are servers with etcd. */
const remove = (wanted?: Leaving) => leavingPlan('remove', wanted)

const server = { roles: ['control-plane', 'etcd'] }
const silent = { leaseRenewedAt: '2026-03-01T11:58:00.000Z' }

test('nothing refuses on the cluster that every case below spoils in one place', () => {
  const made = remove()
  expect(refusalsOf(made)).toEqual([])
  expect(stepsOf(made)).toEqual([
    'evict-replicas',
    'drain-node',
    'leave-etcd',
    'set-service-at-boot',
    'end-containers',
    'delete-node',
    'uninstall-k3s',
  ])
  expect(made.plan.steps.map(({ risk, undo }) => `${risk} ${undo}`)).toEqual([
    ...['disruptive possible', 'disruptive possible', 'destructive impossible', 'safe possible'],
    ...['disruptive possible', 'destructive impossible', 'destructive impossible'],
  ])
  expect(made.plan.steps[1]?.input).toMatchObject({ leaving: 'remove' })
  expect(made.plan.steps[5]?.input).toEqual({ node: 'pi03', replicas: [], isDead: false })
  expect(made.plan.steps[6]?.input).toMatchObject({ machineId: '3'.repeat(32), wipe: false })
  expect(made.plan.leaves?.map(({ what }) => what)).toEqual([
    'pi03 in bramble.yaml',
    '/var/lib/longhorn on pi03',
  ])
  expect(remove({ options: { wipe: true } }).plan.leaves).toHaveLength(1)
})

test('an even number of etcd members is named, and refuses nothing', () => {
  const { gates } = remove()
  expect(gates.find(({ gate }) => gate === 'etcd-is-odd-without-member')).toMatchObject({
    kind: 'notice',
    verdict: 'fail',
    reason: 'etcd is left with 2 members: it then survives no loss',
  })
  const four = remove({ spoil: ({ cluster }) => cluster.nodes.push(node('pi05', server)) })
  expect(four.gates.find(({ gate }) => gate === 'etcd-is-odd-without-member')?.verdict).toBe('pass')
})

const alone = (found: Spoiling) => {
  found.cluster.nodes = [
    node('pi01'),
    node('pi02'),
    node('pi03', { roles: ['control-plane'] }),
    node('pi04'),
  ]
}

/** In each case these gates alone refuse; all of them but the last list have no override. */
const dataCases: [string, (found: Spoiling) => void, string[]][] = [
  [
    'another board answers at the address',
    (found) => tells(found, nodeIdentity.kind, [{ hostname: 'pi09', bootId: 'boot-pi09' }]),
    ['data board-belongs-to-node node/pi03'],
  ],
  [
    'another board answers, and K3s runs on none of them',
    (found) => startsWithoutK3s(found, '9'.repeat(32)),
    ['data board-belongs-to-node node/pi03'],
  ],
  [
    'its last healthy replica is there',
    ({ cluster }) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt: '2026-03-01T11:49:00Z' })
    },
    ['data volumes-survive-without-node volume/data'],
  ],
  [
    'a volume has one copy by its own wish',
    ({ cluster }) => {
      Object.assign(cluster.longhornVolumes[0] ?? {}, { wantedReplicas: 1 })
      Object.assign(cluster.longhornEngines[0] ?? {}, { replicaModes: { 'data-r-pi03': 'RW' } })
      cluster.longhornReplicas = [replica('data', 'pi03')]
    },
    ['data volumes-have-another-copy volume/data'],
  ],
  [
    'a local volume lies on its disk',
    ({ cluster }) => {
      cluster.persistentVolumes.push({
        name: 'pvc-1',
        phase: 'Bound',
        claimNamespace: 'default',
        claimName: 'photos',
        localPath: '/var/lib/rancher/k3s/storage/pvc-1',
        nodeNames: ['pi03'],
      })
    },
    ['data volumes-have-another-copy volume/pvc-1'],
  ],
  [
    'a volume is strict-local',
    ({ cluster }) => {
      Object.assign(cluster.longhornVolumes[0] ?? {}, {
        wantedReplicas: 1,
        dataLocality: 'strict-local',
      })
      Object.assign(cluster.longhornEngines[0] ?? {}, { replicaModes: { 'data-r-pi03': 'RW' } })
      cluster.longhornReplicas = [replica('data', 'pi03')]
    },
    ['data replicas-can-leave-node volume/data', 'data volumes-have-another-copy volume/data'],
  ],
  ['it is the last server', alone, ['data another-server-answers server/pi03']],
  [
    'one of three servers is down already',
    ({ cluster }) => {
      Object.assign(cluster.nodes[1] ?? {}, silent)
      // Its volume is one of pi04 and pi03 here, so that nothing else hangs on pi02.
      cluster.longhornReplicas = [replica('data', 'pi04'), replica('data', 'pi03')]
      Object.assign(cluster.longhornVolumes[0] ?? {}, { currentNode: 'pi04' })
      Object.assign(cluster.longhornEngines[0] ?? {}, {
        nodeName: 'pi04',
        replicaModes: { 'data-r-pi04': 'RW', 'data-r-pi03': 'RW' },
      })
    },
    [
      'availability other-nodes-are-ready node/pi02',
      'data etcd-keeps-quorum-without-member quorum/pi03',
    ],
  ],
  [
    'no other node can hold its replica',
    ({ cluster }) => {
      cluster.longhornNodes = cluster.longhornNodes.slice(1, 3)
    },
    [
      'data replicas-fit-without-node replicas/data',
      'availability replicas-fit-without-node replicas/data',
    ],
  ],
]

test.each(dataCases)('where %s, nothing can be accepted', (_, spoil, wanted) => {
  expect(new Set(refusalsOf(remove({ spoil })))).toEqual(new Set(wanted))
  const accept = wanted.map((refusal) => ({
    subject: refusal.split(' ')[2] ?? '',
    reason: 'a test',
  }))
  expect(new Set(refusalsOf(remove({ spoil, accept: onlyUsed(accept, spoil) })))).toEqual(
    new Set(wanted.filter((refusal) => refusal.startsWith('data'))),
  )
})

/** What an availability gate named; the others would be nothing to accept. */
function onlyUsed(
  accept: { subject: string; reason: string }[],
  spoil: (found: Spoiling) => void,
): { subject: string; reason: string }[] {
  const open = remove({ spoil }).refusals.filter(({ kind }) => kind === 'availability')
  return accept.filter(({ subject }) => open.some((one) => one.subject === subject))
}

const availabilityCases: [string, (found: Spoiling) => void, string][] = [
  [
    'another node is down',
    ({ cluster }) => {
      cluster.nodes.push(node('pi05', silent))
    },
    'availability other-nodes-are-ready node/pi05',
  ],
  [
    'a budget is spent',
    ({ cluster }) => {
      Object.assign(cluster.disruptionBudgets[0] ?? {}, { disruptionsAllowed: 0 })
    },
    'availability budgets-allow-eviction budget/default/web',
  ],
  [
    'nothing starts a pod again',
    ({ cluster }) => {
      const bare = pod('once', 'pi03', { labels: {} })
      delete bare.owner
      cluster.pods.push(bare)
    },
    'availability pods-come-back pod/default/once',
  ],
  [
    'a pod keeps files on the disk',
    ({ cluster }) => {
      Object.assign(cluster.pods[0] ?? {}, { emptyDirs: ['cache'] })
    },
    'availability pods-keep-no-local-data emptydir/default/web-1',
  ],
]

test.each(availabilityCases)(
  'where %s, that alone refuses until it is accepted',
  (_, spoil, one) => {
    expect(new Set(refusalsOf(remove({ spoil })))).toEqual(new Set([one]))
    const accept = [{ subject: one.split(' ')[2] ?? '', reason: 'a test' }]
    expect(refusalsOf(remove({ spoil, accept }))).toEqual([])
  },
)

test('a node that is Ready and silent over SSH, and the one that Bramble runs on, are refused by name', () => {
  const unheard = ({ told }: Spoiling) => void told.splice(0)
  expect(() => remove({ spoil: unheard })).toThrow('does not answer over SSH')
  expect(() => remove({ ownNode: 'pi03' })).toThrow('Bramble runs on pi03 itself')
  const nameless = (found: Spoiling) =>
    tells(found, nodePreparation.kind, [{ root: true, files: [], programs: [], modules: [] }])
  expect(() => remove({ spoil: nameless })).toThrow('did not say its machine-id')
})

test('a dead board is taken out of the books alone, behind the same gates of data', () => {
  const dead = ({ cluster, told }: Spoiling) => {
    told.splice(0)
    Object.assign(cluster.nodes[2] ?? {}, {
      ...silent,
      conditions: [{ type: 'Ready', status: 'Unknown' }],
    })
    Object.assign(cluster.longhornNodes[2] ?? {}, {
      conditions: [{ type: 'Ready', status: 'False' }],
    })
  }
  const made = remove({ spoil: dead })
  expect(refusalsOf(made)).toEqual([])
  expect(stepsOf(made)).toEqual(['delete-node'])
  expect(made.plan.steps[0]?.input).toEqual({
    node: 'pi03',
    replicas: ['data-r-pi03'],
    isDead: true,
  })
  const last = remove({
    spoil: (found) => {
      dead(found)
      found.cluster.longhornReplicas[0] = replica('data', 'pi02', {
        failedAt: '2026-03-01T11:49:00Z',
      })
    },
  })
  expect(refusalsOf(last)).toEqual(['data volumes-survive-without-node volume/data'])
  const attached = (found: Spoiling) => {
    dead(found)
    Object.assign(found.cluster.longhornVolumes[0] ?? {}, { currentNode: 'pi03' })
  }
  expect(refusalsOf(remove({ spoil: attached }))).toEqual([
    'availability nothing-is-attached-there board/pi03',
  ])
  const accept = [{ subject: 'board/pi03', reason: 'it lies on my desk' }]
  expect(refusalsOf(remove({ spoil: attached, accept }))).toEqual([])
  const second = remove({
    spoil: (found) => {
      dead(found)
      Object.assign(found.cluster.nodes[0] ?? {}, silent)
    },
  })
  expect(refusalsOf(second)).toContain('data etcd-keeps-quorum-without-member quorum/pi03')
})

test('a node without replicas, or whose K3s does not start at boot, has fewer steps', () => {
  const made = remove({
    isEnabled: false,
    spoil: ({ cluster }) => {
      cluster.longhornNodes.splice(2, 1)
      cluster.longhornReplicas = [replica('data', 'pi01'), replica('data', 'pi02')]
      Object.assign(cluster.longhornEngines[0] ?? {}, {
        replicaModes: { 'data-r-pi01': 'RW', 'data-r-pi02': 'RW' },
      })
      Object.assign(cluster.nodes[2] ?? {}, { roles: [] })
    },
  })
  expect(stepsOf(made)).toEqual(['drain-node', 'end-containers', 'delete-node', 'uninstall-k3s'])
})
