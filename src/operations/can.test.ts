import { describe, expect, test } from 'vitest'
import { Can } from '#src/model/can.ts'
import type { Evidence } from '#src/model/evidence.ts'
import type { Leaving } from '#src/model/leaving.ts'
import {
  healthyCluster,
  node,
  nothingAround,
  observationOf,
  pod,
  type Records,
  replica,
  takenAt,
  unseen,
} from '#test/support/drain-cluster.ts'
import { canOn } from './can.ts'
import { lookAt } from './run/ask-gates.ts'

const site = {
  cluster: 'test',
  clock: { now: () => Date.parse(takenAt) },
  around: nothingAround,
}

const mebibyte = 1024 ** 2

function ask(
  leaving: Leaving,
  change: (cluster: Records) => void = () => {},
  seen: (piece: Evidence) => Evidence = (piece) => piece,
): Can {
  const cluster = healthyCluster()
  change(cluster)
  const look = lookAt(observationOf(cluster, seen))
  const answer = canOn({ leaving, node: 'pi03' }, look, site)
  // What --json promises is what comes.
  expect(Can.parse(answer)).toEqual(answer)
  return answer
}

describe('the answer', () => {
  test('is yes where every gate is open, and names the goal', () => {
    const { answer, acceptable, next } = ask('drain')
    expect({ answer, acceptable, next }).toEqual({
      answer: 'yes',
      acceptable: false,
      next: 'bramble drain pi03',
    })
  })

  test('is a no that can be accepted where only availability is at stake', () => {
    const bare = ask('drain', (cluster) => {
      for (const name of ['a', 'b', 'c', 'd'])
        cluster.pods.push(pod(name, 'pi03', { emptyDirs: ['cache'] }))
      const alone = pod('once', 'pi03')
      delete alone.owner
      cluster.pods.push(alone)
    })
    expect(bare).toMatchObject({ answer: 'no', acceptable: true })
    // The mild way comes next; the other stands beside it.
    expect(bare.next).toBe('bramble explain pods-come-back')
    expect(bare.accepting).toBe(
      'bramble drain pi03 --accept "pod/default/once,emptydir/*" --reason "…"',
    )
  })

  test('is a no without a way round where data is at stake', () => {
    const last = ask('drain', (cluster) => {
      cluster.longhornReplicas = [
        replica('data', 'pi02', { failedAt: '2026-03-01T11:49:00Z' }),
        replica('data', 'pi03'),
      ]
    })
    expect(last).toMatchObject({ answer: 'no', acceptable: false, next: 'bramble volumes' })
  })

  test('is unknown, never yes, where a list was not to be had', () => {
    const blind = ask(
      'reboot',
      () => {},
      (piece) =>
        piece.kind === 'longhorn-replicas' ? unseen(piece, 'no-permission', 'forbidden') : piece,
    )
    expect(blind).toMatchObject({ answer: 'unknown', acceptable: false, next: 'bramble check' })
  })

  test('is no where one gate is closed and another one was not seen', () => {
    const both = ask(
      'drain',
      (cluster) => cluster.nodes.push(node('pi04', { conditions: [] })),
      (piece) =>
        piece.kind === 'disruption-budgets' ? unseen(piece, 'silent', 'no answer') : piece,
    )
    expect(both).toMatchObject({ answer: 'no', acceptable: false })
  })

  test('a node that the API does not list is a wrong question', () => {
    const look = lookAt(observationOf(healthyCluster()))
    expect(() => canOn({ leaving: 'drain', node: 'pi09' }, look, site)).toThrow(
      'lists no node "pi09"',
    )
  })

  test('with a silent API it is unknown about any node', () => {
    const silent = lookAt(
      observationOf(healthyCluster(), (piece) => unseen(piece, 'silent', 'no answer')),
    )
    const answer = canOn({ leaving: 'lose', node: 'pi09' }, silent, site)
    expect(answer.answer).toBe('unknown')
  })
})

describe('volumes', () => {
  test('tell where their other copies are, those without one first', () => {
    const { outlook } = ask('drain', (cluster) => {
      cluster.longhornVolumes.push({
        name: 'media',
        state: 'detached',
        wantedReplicas: 2,
        conditions: [],
      })
      cluster.longhornReplicas.push(
        replica('media', 'pi03'),
        replica('media', 'pi01', { healthyAt: '' }),
      )
    })
    expect(outlook.volumes).toEqual([
      {
        name: 'media',
        kind: 'longhorn',
        wantedReplicas: 2,
        attachedHere: false,
        healthyHere: true,
        elsewhere: [
          { node: 'pi01', healthy: false, reason: 'the one on pi01 has never been healthy' },
        ],
      },
      {
        name: 'data',
        claim: 'default/grafana-data',
        kind: 'longhorn',
        wantedReplicas: 2,
        attachedHere: false,
        healthyHere: true,
        elsewhere: [{ node: 'pi02', healthy: true }],
      },
    ])
  })

  test('in a folder of the node have no other copy, and their pods wait for it', () => {
    const { outlook } = ask('reboot', (cluster) => {
      cluster.persistentVolumes.push({
        name: 'pvc-local',
        phase: 'Bound',
        localPath: '/var/lib/rancher/k3s/storage/pvc-local',
        nodeNames: ['pi03'],
        claimNamespace: 'default',
        claimName: 'cache',
      })
      cluster.pods.push(pod('redis', 'pi03', { claims: ['cache'] }))
    })
    expect(outlook.volumes).toContainEqual(
      expect.objectContaining({ name: 'pvc-local', kind: 'local', elsewhere: [] }),
    )
    expect(outlook.pods.find((one) => one.pod === 'default/redis')).toMatchObject({
      waitsFor: 'local-volume',
    })
  })
})

describe('budgets', () => {
  const instanceManager = (cluster: Records) => {
    cluster.pods.push(
      pod('instance-manager-3', 'pi03', {
        namespace: 'longhorn-system',
        owner: { kind: 'InstanceManager', name: 'instance-manager-3' },
        labels: { node: 'pi03' },
      }),
    )
    cluster.disruptionBudgets.push({
      namespace: 'longhorn-system',
      name: 'instance-manager-3',
      disruptionsAllowed: 0,
      selector: { node: 'pi03' },
    })
  }
  const lone = (cluster: Records) => {
    instanceManager(cluster)
    cluster.longhornReplicas = [replica('data', 'pi03')]
  }
  const policy = (value: string) => (cluster: Records) => {
    lone(cluster)
    cluster.longhornSettings = [{ name: 'node-drain-policy', value }]
  }
  test.each([
    [
      'each replica has a twin',
      instanceManager,
      /goes by itself once nothing is attached to pi03$/,
    ],
    [
      'one has none',
      lone,
      /stays as long as pi03 has the last healthy replica of default\/grafana-data/,
    ],
    ['everything is allowed', policy('always-allow'), /goes once nothing is attached/],
    ['data moves first', policy('block-for-eviction'), /every replica has been copied away/],
    [
      'last copies move first',
      policy('block-for-eviction-if-contains-last-replica'),
      /goes once default\/grafana-data has been copied away/,
    ],
    ['stopped is enough', policy('allow-if-replica-is-stopped'), /are stopped/],
    [
      'the policy was not read',
      (cluster: Records) => {
        lone(cluster)
        cluster.longhornSettings = []
      },
      /its drain policy was not read/,
    ],
  ])("Longhorn's own is explained where %s", (_, change, words) => {
    const own = ask('drain', change).outlook.budgets.find(({ budget }) =>
      budget.includes('instance'),
    )
    expect(own?.explanation).toMatch(words)
  })

  test('of an app tell what they hold, and none is asked when a node vanishes', () => {
    const spent = (cluster: Records) => {
      Object.assign(cluster.disruptionBudgets[0] ?? {}, { disruptionsAllowed: 0 })
    }
    expect(ask('drain', spent).outlook.budgets).toEqual([
      {
        budget: 'default/web',
        pods: 1,
        disruptionsAllowed: 0,
        explanation: 'lets none go now: needs 1 healthy pods and has 2',
      },
    ])
    expect(ask('lose', spent).outlook.budgets).toEqual([])
  })
})

test('pods go where memory is free, the largest first, and the rest says what it waits for', () => {
  const { outlook } = ask('drain', (cluster) => {
    for (const each of cluster.nodes) each.allocatableMemoryBytes = 300 * mebibyte
    const asks = (name: string, size: number, parts = {}) =>
      pod(name, 'pi03', { containers: [{ name, memoryRequestBytes: size * mebibyte }], ...parts })
    cluster.pods.push(
      asks('big', 250),
      asks('huge', 900),
      asks('stick', 1, { nodeSelector: { zigbee: 'yes' } }),
      asks('free', 0, { emptyDirs: ['tmp'] }),
    )
  })
  const placed = Object.fromEntries(
    outlook.pods.map(({ pod: name, goesTo, waitsFor }) => [name, goesTo ?? waitsFor]),
  )
  // web-2 already asks for 100 MiB on pi02, so big finds room on pi01 alone.
  expect(placed).toEqual({
    'default/huge': 'memory',
    'default/big': 'pi01',
    'default/web-1': 'pi02',
    'default/stick': 'label',
    'default/free': 'pi02',
  })
  expect(outlook.memory).toEqual({
    askedBytes: (900 + 250 + 100 + 1) * mebibyte,
    freeElsewhereBytes: (300 + 200) * mebibyte,
  })
})

test('quorum counts the other members that answer', () => {
  const { outlook } = ask('reboot', (cluster) => {
    Object.assign(cluster.nodes[0] ?? {}, { conditions: [{ type: 'Ready', status: 'Unknown' }] })
  })
  expect(outlook.quorum).toEqual({ members: 3, othersReady: 1, needed: 2 })
  expect(ask('reboot', (cluster) => (cluster.nodes[2] = node('pi03'))).outlook).not.toHaveProperty(
    'quorum',
  )
})

describe('addresses', () => {
  const traefik = {
    namespace: 'kube-system',
    name: 'traefik',
    type: 'LoadBalancer',
    ports: ['443/TCP'],
    selector: { app: 'traefik' },
    localTraffic: false,
  }
  const network =
    (addresses: string[], more: Partial<Records['services'][number]> = {}) =>
    (cluster: Records) => {
      for (const [place, each] of cluster.nodes.entries())
        each.addresses = [`10.0.0.1${place + 1}`, each.name]
      cluster.services.push({ ...traefik, addresses, ...more })
      cluster.ingresses.push({
        namespace: 'media',
        name: 'plex',
        hosts: ['plex.home.arpa'],
        addresses,
      })
      cluster.pods.push(
        pod('traefik-1', 'pi02', { namespace: 'kube-system', labels: { app: 'traefik' } }),
      )
    }
  const own = ['10.0.0.11', '10.0.0.12', '10.0.0.13']
  const said = ({ outlook }: Can) =>
    outlook.addresses.map(({ address, of, becomes, explanation }) => [
      address,
      of,
      becomes,
      explanation,
    ])

  test("of ServiceLB: the node's own falls silent, the others answer on", () => {
    const answer = ask('reboot', network(own))
    expect(said(answer)).toEqual([
      [
        '10.0.0.13',
        'kube-system/traefik',
        'silent',
        "the node's own; 10.0.0.11, 10.0.0.12 answers on",
      ],
    ])
    expect(answer.outlook.addresses[0]?.hosts).toEqual(['plex.home.arpa'])
  })

  test('stay at a drain, unless all pods behind them are here', () => {
    expect(said(ask('drain', network(own)))).toEqual([])
    const here = ask('drain', (cluster) => {
      network(['10.0.0.11'])(cluster)
      Object.assign(cluster.pods.at(-1) ?? {}, { nodeName: 'pi03' })
    })
    expect(said(here)).toEqual([
      [
        '10.0.0.11',
        'kube-system/traefik',
        'interrupted',
        'all of its pods run on pi03: it answers again when they run elsewhere',
      ],
    ])
  })

  test('that float move where this node announces them', () => {
    const float = ['10.0.0.200']
    const becomes = (change: (cluster: Records) => void) =>
      ask('lose', change).outlook.addresses.map((address) => address.becomes)
    const event = (message: string, lastAt: string) => ({
      namespace: 'kube-system',
      reason: 'nodeAssigned',
      objectName: 'traefik',
      message,
      lastAt,
    })
    expect(becomes(network(float))).toEqual(['perhaps-moves'])
    expect(becomes(network(float, { announcedBy: 'pi03' }))).toEqual(['moves'])
    expect(becomes(network(float, { announcedBy: 'pi01' }))).toEqual([])
    expect(
      becomes((cluster) => {
        network(float)(cluster)
        cluster.events.push(
          event('announcing from node "pi03" with protocol "layer2"', '2026-03-01T11:00:00Z'),
          event('announcing from node "pi01" with protocol "layer2"', '2026-03-01T10:00:00Z'),
        )
      }),
    ).toEqual(['moves'])
  })

  test('of the API fall silent with the server that the kubeconfig names', () => {
    const health = (address: string, errorCode?: string) => ({
      address,
      ready: true,
      milliseconds: 1,
      failedChecks: [],
      ...(errorCode !== undefined && { errorCode }),
    })
    const api = (cluster: Records) => {
      network([])(cluster)
      cluster.apiHealth.push(
        health('https://10.0.0.13:6443'),
        health('https://10.0.0.12:6443'),
        health('https://10.0.0.11:6443', 'ECONNREFUSED'),
      )
    }
    expect(said(ask('reboot', api))).toEqual([
      [
        'https://10.0.0.13:6443',
        'API',
        'silent',
        'the kubeconfig names this server; https://10.0.0.12:6443 answers too',
      ],
    ])
    expect(said(ask('drain', api))).toEqual([])
  })

  test('of node ports answer on every other node', () => {
    const answer = ask(
      'remove',
      network([], { type: 'NodePort', ports: ['30080/TCP'], name: 'web', namespace: 'default' }),
    )
    expect(said(answer)).toEqual([
      [
        '10.0.0.13 port 30080/TCP',
        'default/web',
        'silent',
        'a node port; it answers on the other nodes',
      ],
    ])
  })
})

test('a loss asks nobody: nothing of it can be accepted, and what is wrong already comes next', () => {
  const down = (cluster: Records) => {
    const [ready] = cluster.nodes[0]?.conditions ?? []
    Object.assign(ready ?? {}, { status: 'False' })
  }
  expect(ask('drain', down)).toMatchObject({ answer: 'no', acceptable: true })
  expect(ask('lose', down)).toMatchObject({
    answer: 'no',
    acceptable: false,
    next: 'bramble diagnose',
  })
})

test('what is attached to a node that vanishes waits for it, unless Longhorn was told otherwise', () => {
  const attached = (cluster: Records) => {
    Object.assign(cluster.longhornVolumes[0] ?? {}, { currentNode: 'pi03' })
  }
  expect(ask('lose', attached).outlook.notes).toEqual([
    'its pod starts elsewhere about 6 minutes after its last sign of life',
    expect.stringMatching(/^a volume stays attached to pi03/),
  ])
  const told = ask('lose', (cluster) => {
    attached(cluster)
    cluster.longhornSettings = [
      {
        name: 'node-down-pod-deletion-policy',
        value: 'delete-both-statefulset-and-deployment-pod',
      },
    ]
  })
  expect(told.outlook.notes).toHaveLength(1)
  expect(ask('drain', attached).outlook.notes).toEqual([])
})
