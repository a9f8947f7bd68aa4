import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collectKubernetes } from '#src/collect/kubernetes/collect.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Evidence } from '#src/model/evidence.ts'
import * as kubernetesFacts from '#src/model/facts/kubernetes.ts'
import * as longhornFacts from '#src/model/facts/longhorn.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { getNode, listPodsOnNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { openKubernetesDoor } from '#src/transport/kubernetes/open-door.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { eventually, inventoryFile, kubectl, readInventory } from '#test/support/lab.ts'

/**
 * The door and every collector against a real API server. kubectl is the oracle. Objects of the
 * test's own are made and deleted; Longhorn's only where no Longhorn runs that would act on them.
 */

interface Json {
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly creationTimestamp: string
    readonly labels?: Readonly<Record<string, string>>
  }
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [field: string]: any
}

const namespace = 'bramble-collect-test'
const label = { 'bramble-test': 'collect' }
const metadata = (name: string) => ({ name, labels: label })

const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: metadata(namespace) },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata('nowhere'), namespace },
    spec: {
      nodeSelector: { 'bramble-test': 'no-such-node' },
      priority: 0,
      terminationGracePeriodSeconds: 0,
      volumes: [
        { name: 'cache', emptyDir: {} },
        { name: 'ram', emptyDir: { medium: 'Memory' } },
        { name: 'zone', hostPath: { path: '/usr/share/zoneinfo' } },
      ],
      initContainers: [{ name: 'first', image: 'bramble.invalid/none:1' }],
      containers: [
        {
          name: 'app',
          image: 'bramble.invalid/none:1',
          resources: { requests: { memory: '16Mi' }, limits: { memory: '0.5Gi' } },
        },
      ],
    },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { ...metadata('half'), namespace },
    spec: { minAvailable: '50%', selector: { matchLabels: label } },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: metadata('bramble-collect-test'),
    provisioner: 'bramble.invalid/none',
    parameters: { numberOfReplicas: '2' },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: metadata('bramble-collect-test'),
    spec: {
      capacity: { storage: '1Mi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'bramble-collect-test',
      persistentVolumeReclaimPolicy: 'Retain',
      local: { path: '/bramble-no-such-folder' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: 'kubernetes.io/hostname', operator: 'In', values: ['bramble-no-such-node'] },
              ],
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: metadata('bramble-collect-test'),
    spec: {
      attacher: 'bramble.invalid',
      nodeName: 'bramble-no-such-node',
      source: { persistentVolumeName: 'bramble-collect-test' },
    },
  },
]

const longhornSystem = 'longhorn-system'
const longhornObject = (kind: string, more: object) => ({
  apiVersion: 'longhorn.io/v1beta2',
  kind,
  metadata: { ...metadata('bramble-collect-test'), namespace: longhornSystem },
  ...more,
})
const longhornObjects = [
  // Not the test's own: it was there before.
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: longhornSystem } },
  longhornObject('Volume', {
    spec: { numberOfReplicas: 2, size: '1073741824', dataLocality: 'disabled', accessMode: 'rwo' },
  }),
  longhornObject('Replica', {
    spec: {
      volumeName: 'v',
      nodeID: 'n',
      diskID: 'd',
      healthyAt: '2026-11-20T00:00:00Z',
      failedAt: '',
    },
  }),
  longhornObject('Engine', { spec: { volumeName: 'v', nodeID: 'n' } }),
  longhornObject('Node', {
    spec: {
      name: 'n',
      allowScheduling: true,
      disks: { one: { path: '/x', allowScheduling: true, storageReserved: 5 } },
    },
  }),
  longhornObject('Setting', { value: '{"v1":"3","v2":"3"}' }),
]

/** What a Longhorn manager would write: status is a subresource of these CRDs. */
const longhornStatus = {
  'volumes.longhorn.io': {
    state: 'detached',
    robustness: 'unknown',
    actualSize: 4096,
    conditions: [{ type: 'Scheduled', status: 'True' }],
  },
  'replicas.longhorn.io': { currentState: 'stopped' },
  'engines.longhorn.io': { currentState: 'running', replicaModeMap: { r: 'RW' } },
  'nodes.longhorn.io': {
    conditions: [{ type: 'Ready', status: 'True' }],
    diskStatus: {
      one: {
        storageAvailable: 7,
        storageMaximum: 9,
        storageScheduled: 1,
        scheduledReplica: { r: 1 },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    },
  },
  'settings.longhorn.io': { applied: true },
}

describe.skipIf(inventoryFile === undefined)('the Kubernetes door on a real cluster', () => {
  let door: KubernetesDoor
  let server: string
  let evidence: readonly Evidence[]
  let requests: number
  let withLonghorn = false

  const list = (resource: string): Json[] =>
    JSON.parse(kubectl('get', resource, '-A', '-o', 'json')).items
  const isOfKubelet = ({ metadata }: Json) => metadata.namespace === 'kube-node-lease'
  const records = (kind: string) =>
    (evidence.find((one) => one.kind === kind)?.records ?? []) as Record<string, unknown>[]
  const named = (kind: string, name: string) => records(kind).find((one) => one.name === name)
  const create = (items: readonly object[]) =>
    run(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  const run = (args: string[], input = '') =>
    execFileSync('kubectl', ['--kubeconfig', readInventory().kubeconfig, ...args], {
      encoding: 'utf8',
      input,
      timeout: 60_000,
      // /metrics is megabytes.
      maxBuffer: 64 * 1024 * 1024,
    })

  beforeAll(async () => {
    const access = await loadKubeconfig({ path: readInventory().kubeconfig })
    server = access.server
    // A node that has just joined is listed some seconds before its kubelet's first lease.
    await eventually(
      () => list('leases.coordination.k8s.io').filter(isOfKubelet).length === list('nodes').length,
      60,
    )
    door = openKubernetesDoor(access)
    create(objects.filter(({ kind }) => kind === 'Namespace'))
    // A pod is refused until its namespace has the account that it would run as.
    await eventually(
      () => kubectl('-n', namespace, 'get', 'serviceaccount', 'default', '-o', 'name') !== '',
      30,
    )
    create(objects)
    const crds = kubectl('get', 'crds', '-o', 'name')
    const managers = kubectl('get', 'pods', '-A', '-l', 'app=longhorn-manager', '-o', 'name')
    withLonghorn = crds.includes('volumes.longhorn.io') && managers === ''
    if (withLonghorn) {
      create(longhornObjects)
      for (const [resource, status] of Object.entries(longhornStatus))
        kubectl(
          '-n',
          longhornSystem,
          'patch',
          resource,
          'bramble-collect-test',
          '--subresource=status',
          '--type=merge',
          '-p',
          JSON.stringify({ status }),
        )
    }
    const look = {
      clock: systemClock,
      deadlineMilliseconds: 20_000,
      redact: (text: string) => ({ text, redacted: 0 }),
    }
    const before = door.requestCount
    await collectKubernetes(door, look)
    requests = door.requestCount - before
    evidence = (await collectKubernetes(door, { ...look, forPlans: true })).evidence
  })

  afterAll(async () => {
    await door.close()
    const selector = ['-l', 'bramble-test=collect', '--ignore-not-found', '--wait=false']
    if (withLonghorn)
      kubectl('-n', longhornSystem, 'delete', Object.keys(longhornStatus).join(','), ...selector)
    kubectl('delete', 'volumeattachments,pv,storageclasses,namespaces', ...selector)
  })

  test('every question is answered with records of its schema, those of a check by at most 20 requests', () => {
    expect(requests).toBeLessThanOrEqual(20)
    for (const fact of [...Object.values(kubernetesFacts), ...Object.values(longhornFacts)]) {
      const found = evidence.find(({ kind }) => kind === fact.kind)
      const outcomes = fact.kind.startsWith('longhorn-')
        ? ['answered', 'not-applicable']
        : ['answered']
      expect(outcomes, `${fact.kind}: ${found?.reason}`).toContain(found?.outcome)
      for (const record of found?.records ?? []) fact.schema.parse(record)
    }
  })

  test('nodes, with the leases of their kubelets', () => {
    const leases = new Map(
      JSON.parse(kubectl('-n', 'kube-node-lease', 'get', 'leases', '-o', 'json')).items.map(
        ({ metadata, spec }: Json) => [metadata.name, spec.renewTime],
      ),
    )
    const truth = list('nodes')
    expect(records('nodes')).toHaveLength(truth.length)
    for (const { metadata, spec, status } of truth) {
      const node = named('nodes', metadata.name)
      const address = kubectl(
        'get',
        'node',
        metadata.name,
        '-o',
        'jsonpath={.status.addresses[*].address}',
      )
      expect(node).toMatchObject({
        node: metadata.name,
        unschedulable: spec.unschedulable ?? false,
        version: status.nodeInfo.kubeletVersion,
        bootId: status.nodeInfo.bootID,
        kernelRelease: status.nodeInfo.kernelVersion,
        operatingSystem: status.nodeInfo.osImage,
        addresses: address.split(' '),
        labels: metadata.labels,
        allocatableMemoryBytes: Number.parseInt(status.allocatable.memory, 10) * 1024,
      })
      const conditions = ((node?.conditions ?? []) as Record<string, string>[]).map(
        ({ type, status }) => [type, status],
      )
      expect(conditions).toEqual(
        status.conditions.map(({ type, status }: Record<string, string>) => [type, status]),
      )
      // The kubelet went on since; but a lease that was never read would be years off.
      const between =
        Date.parse(leases.get(metadata.name) as string) - Date.parse(node?.leaseRenewedAt as string)
      expect(between).toBeGreaterThanOrEqual(0)
      expect(between).toBeLessThan(60_000)
    }
  })

  test('pods: all of them, and ours to the last field', () => {
    const uids = (all: { uid?: unknown }[]) => new Set(all.map(({ uid }) => uid))
    expect(uids(records('pods'))).toEqual(uids(list('pods').map(({ metadata }) => metadata)))
    const truth: Json = JSON.parse(kubectl('-n', namespace, 'get', 'pod', 'nowhere', '-o', 'json'))
    expect(named('pods', 'nowhere')).toEqual({
      namespace,
      name: 'nowhere',
      uid: truth.metadata.uid,
      phase: 'Pending',
      createdAt: truth.metadata.creationTimestamp,
      labels: label,
      priority: 0,
      emptyDirs: ['cache'],
      hostPaths: ['/usr/share/zoneinfo'],
      nodeSelector: { 'bramble-test': 'no-such-node' },
      unschedulableMessage: truth.status.conditions[0].message,
      containers: [
        { name: 'first', init: true, image: 'bramble.invalid/none:1' },
        {
          name: 'app',
          image: 'bramble.invalid/none:1',
          memoryRequestBytes: 16777216,
          memoryLimitBytes: 536870912,
        },
      ],
    })
  })

  test('events: those that kubectl shows, with their times', () => {
    const key = (message: unknown, at: unknown) => JSON.stringify([at, message])
    const truth = new Set(
      list('events').map(({ message, lastTimestamp, eventTime, series }) =>
        key(message, series?.lastObservedTime ?? lastTimestamp ?? eventTime),
      ),
    )
    const ours = records('events')
    expect(ours.length).toBeGreaterThan(0)
    // An event may have been counted on, or have run out, in between.
    const known = ours.filter(({ message, lastAt }) => truth.has(key(message, lastAt)))
    expect(known.length).toBeGreaterThanOrEqual(ours.length * 0.8)
    const times = ours.map(({ lastAt }) => Date.parse(lastAt as string))
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    const ofNodes = list('events').filter(({ involvedObject }) => involvedObject.kind === 'Node')
    expect(ours.filter(({ node }) => node !== undefined).length > 0).toBe(ofNodes.length > 0)
  })

  test('budgets, volumes, attachments, drivers and classes', () => {
    const budget: Json = JSON.parse(kubectl('-n', namespace, 'get', 'pdb', 'half', '-o', 'json'))
    expect(named('disruption-budgets', 'half')).toMatchObject({
      namespace,
      minAvailable: '50%',
      selector: label,
      disruptionsAllowed: budget.status.disruptionsAllowed,
      expectedPods: expect.any(Number),
    })
    expect(named('persistent-volumes', 'bramble-collect-test')).toEqual({
      name: 'bramble-collect-test',
      phase: expect.stringMatching(/^(Pending|Available)$/),
      storageClass: 'bramble-collect-test',
      localPath: '/bramble-no-such-folder',
      nodeNames: ['bramble-no-such-node'],
    })
    expect(named('volume-attachments', 'bramble-collect-test')).toMatchObject({
      attacher: 'bramble.invalid',
      nodeName: 'bramble-no-such-node',
      volumeName: 'bramble-collect-test',
      attached: false,
    })
    expect(named('storage-classes', 'bramble-collect-test')).toEqual({
      name: 'bramble-collect-test',
      provisioner: 'bramble.invalid/none',
      isDefault: false,
      parameters: { numberOfReplicas: '2' },
      // Its key says who applied it; its text would say every field twice.
      ownerMarks: { 'kubectl.kubernetes.io/last-applied-configuration': '' },
    })
    const drivers = list('csinodes').map(({ metadata, spec }) => ({
      node: metadata.name,
      drivers: (spec.drivers ?? []).map(({ name }: { name: string }) => name),
    }))
    expect(records('csi-nodes')).toEqual(drivers)
    expect(records('storage-classes')).toHaveLength(list('storageclasses').length)
    expect(records('persistent-volumes')).toHaveLength(list('pv').length)
  })

  test('the API server’s health, version and certificate', () => {
    const version = JSON.parse(kubectl('version', '-o', 'json')).serverVersion.gitVersion
    expect(records('api-health')).toEqual([
      {
        address: server,
        ready: kubectl('get', '--raw', '/readyz') === 'ok',
        milliseconds: expect.any(Number),
        failedChecks: [],
        version,
        certificateNotAfter: expect.any(String),
        clusterUid: kubectl('get', 'ns', 'kube-system', '-o', 'jsonpath={.metadata.uid}'),
      },
    ])
  })

  test('the datastore’s latency agrees with the counters of /metrics', () => {
    const counts = [
      ...run(['get', '--raw', '/metrics']).matchAll(
        /^etcd_request_duration_seconds_count\{.*\} (\d+)$/gm,
      ),
    ]
    const requestsSince = counts.reduce((sum, [, count]) => sum + Number(count), 0)
    const [latency] = records('datastore-latency')
    const before = latency?.requests as number
    expect(before).toBeLessThanOrEqual(requestsSince)
    expect(before).toBeGreaterThan(requestsSince * 0.8)
    expect(latency?.p99Milliseconds).toBeGreaterThanOrEqual(5)
  })

  test('Longhorn’s objects, valid for its own CRDs', ({ skip }) => {
    if (!withLonghorn) skip('needs Longhorn’s CRDs, and no Longhorn that would act on the objects')
    const name = 'bramble-collect-test'
    expect(named('longhorn-volumes', name)).toEqual({
      name,
      state: 'detached',
      robustness: 'unknown',
      wantedReplicas: 2,
      dataLocality: 'disabled',
      accessMode: 'rwo',
      sizeBytes: 1073741824,
      actualSizeBytes: 4096,
      createdAt: expect.any(String),
      conditions: [{ type: 'Scheduled', status: 'True' }],
    })
    expect(named('longhorn-replicas', name)).toEqual({
      name,
      volume: 'v',
      nodeName: 'n',
      diskId: 'd',
      healthyAt: '2026-11-20T00:00:00Z',
      state: 'stopped',
      createdAt: expect.any(String),
    })
    expect(named('longhorn-engines', name)).toMatchObject({
      volume: 'v',
      nodeName: 'n',
      state: 'running',
      replicaModes: { r: 'RW' },
    })
    expect(named('longhorn-nodes', name)).toMatchObject({
      node: name,
      allowScheduling: true,
      conditions: [{ type: 'Ready', status: 'True' }],
      disks: [
        {
          name: 'one',
          path: '/x',
          allowScheduling: true,
          reservedBytes: 5,
          availableBytes: 7,
          maximumBytes: 9,
          scheduledBytes: 1,
          replicas: ['r'],
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      ],
    })
    expect(named('longhorn-settings', name)).toEqual({
      name,
      value: '{"v1":"3","v2":"3"}',
      applied: true,
    })
  })

  test('a patch with an old version is refused by the real server, and changes nothing', async () => {
    const [{ metadata } = { metadata: { name: '' } }] = list('nodes')
    const { resourceVersion } = await getNode(door, metadata.name)
    const annotated = { metadata: { annotations: { 'bramble.invalid/test': 'yes' } } }
    const after = await patchNode(door, metadata.name, annotated)
    expect(after.annotations['bramble.invalid/test']).toBe('yes')
    const refused = patchNode(door, metadata.name, annotated, {
      resourceVersion: String(Number(resourceVersion) - 1),
    })
    await expect(refused).rejects.toMatchObject({ code: 'api-conflict' })
    const cleared = { metadata: { annotations: { 'bramble.invalid/test': null } } }
    const last = await patchNode(door, metadata.name, cleared)
    expect(last.annotations).not.toHaveProperty('bramble.invalid/test')
  })

  test('pods of a node, a watch and a version that is too old, as the real server tells them', async () => {
    for (const { metadata } of list('nodes')) {
      const ours = await listPodsOnNode(door, metadata.name)
      const field = `spec.nodeName=${metadata.name}`
      const truth = JSON.parse(
        kubectl('get', 'pods', '-A', '--field-selector', field, '-o', 'json'),
      )
      expect(ours.map(({ uid }) => uid).sort()).toEqual(
        truth.items.map(({ metadata }: Json) => metadata.uid).sort(),
      )
    }
    const start = await door.list(resources.leases, { project: ({ metadata }) => metadata?.name })
    const watch = door.watch(resources.leases, {
      project: ({ metadata }) => metadata?.name,
      resourceVersion: start.resourceVersion,
    })
    for await (const event of watch) {
      // Leases are renewed every few seconds: this one ends by itself.
      expect(event.type).toBe('modified')
      expect(start.items).toContain(event.item)
      break
    }
    const old = door.watch(resources.nodes, { project: () => 1, resourceVersion: '1' })
    await expect(old[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'api-expired' })
  })
})
