import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { type CollectOptions, collectKubernetes } from '#src/collect/kubernetes/collect.ts'
import { planCollectors } from '#src/collect/kubernetes/collectors.ts'
import { parseBytes, parseMillicores, parseQuantity } from '#src/collect/kubernetes/quantity.ts'
import { fixedClock } from '#src/model/clock.ts'
import { Coverage, Evidence } from '#src/model/evidence.ts'
import * as kubernetesFacts from '#src/model/facts/kubernetes.ts'
import * as longhornFacts from '#src/model/facts/longhorn.ts'
import { machineDigest } from '#src/model/machine-digest.ts'
import { startPracticeApi } from '#src/practice/kubernetes/start.ts'
import type { NewObject } from '#src/practice/kubernetes/store.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { openRecordedDoor } from '#src/transport/kubernetes/open-door.ts'
import {
  accessTo,
  budget,
  doorTo,
  doorWith,
  failureOf,
  folder,
  node,
  pod,
  practice,
} from './support.ts'

test.each([
  ['192Mi', 201326592],
  ['8145932Ki', 8341434368],
  ['1.5Gi', 1610612736],
  ['128974848', 128974848],
  ['129e6', 129000000],
  ['129M', 129000000],
  ['1E', 1e18],
  ['128974848000m', 128974848],
  ['0', 0],
])('%s are %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes))

test.each([
  ['3920m', 3920],
  ['4', 4000],
  ['0.1', 100],
  ['100u', 1],
  ['250000000n', 250],
  ['1e-1', 100],
])('%s cores are %d millicores', (text, millicores) =>
  expect(parseMillicores(text)).toBe(millicores),
)

test.each(['', 'Mi', '12 Mi', '1Kb', '1.2.3', '0x10', '1mi', 'NaN', undefined])(
  '%s is no quantity',
  (text) => expect(parseQuantity(text)).toBeUndefined(),
)

const at = '2026-11-24T10:00:00.000Z'
const plain: CollectOptions = {
  clock: fixedClock(at),
  deadlineMilliseconds: 20_000,
  redact: (text) => ({ text, redacted: 0 }),
}

async function collect(door: KubernetesDoor, options: Partial<CollectOptions> = {}) {
  const seen = await collectKubernetes(door, { ...plain, ...options })
  const byKind = new Map(seen.evidence.map((evidence) => [evidence.kind, evidence]))
  const records = (kind: string) => byKind.get(kind)?.records ?? []
  return { ...seen, byKind, records }
}

const schemas = new Map(
  [...Object.values(kubernetesFacts), ...Object.values(longhornFacts)].map((fact) => [
    fact.kind,
    fact.schema,
  ]),
)

const lease = (name: string, renewTime: string): NewObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace: 'kube-node-lease' },
  spec: { holderIdentity: name, renewTime },
})

/** What a small cluster with trouble has, in the shapes of the real API (seen on the lab). */
const cluster: readonly NewObject[] = [
  node('pi01', {
    metadata: {
      name: 'pi01',
      labels: { 'node-role.kubernetes.io/control-plane': 'true', 'kubernetes.io/os': 'linux' },
      annotations: {
        'k3s.io/node-args': '["server","--token","s3cret"]',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
      creationTimestamp: '2026-11-01T00:00:00Z',
    },
    spec: {
      unschedulable: true,
      taints: [
        { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: at },
        { key: 'dedicated', value: 'storage', effect: 'NoExecute' },
      ],
    },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastHeartbeatTime: '2026-11-24T09:50:00Z',
          lastTransitionTime: '2026-11-24T09:51:00Z',
        },
      ],
      addresses: [
        { type: 'InternalIP', address: '10.0.0.11' },
        { type: 'Hostname', address: 'pi01' },
      ],
      allocatable: { cpu: '3920m', memory: '8145932Ki' },
      nodeInfo: {
        bootID: '0266',
        machineID: '3b9e4762a3ce44c9bbefeb5e61093591',
        kernelVersion: '6.12.47+rpt-rpi-2712',
        kubeletVersion: 'v1.36.3+k3s1',
        osImage: 'Debian GNU/Linux 13 (trixie)',
      },
    },
  }),
  node('pi02'),
  lease('pi01', '2026-11-24T09:49:58.123456Z'),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'db-0',
      namespace: 'web',
      labels: { app: 'db' },
      creationTimestamp: '2026-11-24T09:00:00Z',
      deletionTimestamp: '2026-11-24T09:30:00Z',
      annotations: { 'kubernetes.io/config.mirror': 'x' },
      ownerReferences: [
        { kind: 'Other', name: 'not-this' },
        { kind: 'StatefulSet', name: 'db', controller: true },
      ],
    },
    spec: {
      nodeName: 'pi01',
      priority: 1000,
      nodeSelector: { disk: 'ssd' },
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } },
        { name: 'scratch', ephemeral: { volumeClaimTemplate: {} } },
        { name: 'cache', emptyDir: {} },
        { name: 'ram', emptyDir: { medium: 'Memory' } },
        { name: 'dev', hostPath: { path: '/dev' } },
      ],
      initContainers: [{ name: 'prepare', image: 'lab-app:1' }],
      containers: [
        {
          name: 'db',
          image: 'lab-app:2',
          resources: { requests: { memory: '64Mi' }, limits: { memory: '1Gi' } },
        },
        { name: 'side', image: 'lab-app:3' },
      ],
    },
    status: {
      phase: 'Running',
      reason: 'NodeLost',
      message: 'password=hunter2 was seen',
      conditions: [
        { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
        { type: 'PodScheduled', status: 'True', message: 'not to be taken' },
      ],
      initContainerStatuses: [
        {
          name: 'prepare',
          ready: true,
          restartCount: 0,
          state: { terminated: { exitCode: 0, reason: 'Completed' } },
        },
      ],
      containerStatuses: [
        {
          name: 'side',
          ready: true,
          restartCount: 0,
          state: { running: { startedAt: '2026-11-24T09:00:05Z' } },
        },
        {
          name: 'db',
          ready: false,
          restartCount: 3,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
          lastState: {
            terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-11-24T09:20:00Z' },
          },
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'waiting', namespace: 'web' },
    spec: { containers: [{ name: 'app' }] },
    status: {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/2 nodes are available',
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'pi01.1', namespace: 'default' },
    involvedObject: { kind: 'Node', name: 'pi01' },
    reason: 'Rebooted',
    type: 'Warning',
    message: 'Node pi01 has been rebooted, boot id: 0266',
    count: 1,
    firstTimestamp: '2026-11-24T09:40:00Z',
    lastTimestamp: '2026-11-24T09:45:00Z',
    source: { component: 'kubelet', host: 'pi01' },
  },
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'db-0.2', namespace: 'web', creationTimestamp: '2026-11-24T09:00:00Z' },
    involvedObject: { kind: 'Pod', name: 'db-0' },
    reason: 'BackOff',
    type: 'Warning',
    message: 'Back-off restarting failed container',
    eventTime: '2026-11-24T09:10:00.000000Z',
    firstTimestamp: null,
    lastTimestamp: null,
    series: { count: 12, lastObservedTime: '2026-11-24T09:41:00.500000Z' },
    reportingComponent: 'kubelet',
  },
  {
    ...budget('web', 1),
    spec: {
      maxUnavailable: '50%',
      selector: {
        matchLabels: { app: 'web' },
        matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }],
      },
    },
  },
  {
    ...budget('odd', 1),
    spec: { minAvailable: 1, selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pvc-1' },
    spec: {
      storageClassName: 'local-path',
      claimRef: { namespace: 'web', name: 'data-db-0' },
      hostPath: { path: '/var/lib/rancher/k3s/storage/pvc-1' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: 'kubernetes.io/hostname', operator: 'In', values: ['pi01'] },
              ],
            },
          ],
        },
      },
    },
    status: { phase: 'Bound' },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: 'csi-1' },
    spec: {
      attacher: 'driver.longhorn.io',
      nodeName: 'pi01',
      source: { persistentVolumeName: 'pvc-2' },
    },
    status: { attached: false, attachError: { message: 'rpc error: password=hunter2' } },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name: 'pi02' },
    spec: { drivers: [{ name: 'driver.longhorn.io', nodeID: 'pi02' }] },
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'longhorn',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'driver.longhorn.io',
    parameters: { numberOfReplicas: '3' },
  },
]

const longhorn = (kind: string, name: string, more: object): NewObject => ({
  apiVersion: 'longhorn.io/v1beta2',
  kind,
  metadata: { name, namespace: 'longhorn-system', creationTimestamp: '2026-11-20T00:00:00Z' },
  ...more,
})

const longhornCluster: readonly NewObject[] = [
  longhorn('Volume', 'pvc-2', {
    spec: { numberOfReplicas: 2, size: '2147483648', dataLocality: 'disabled', accessMode: 'rwo' },
    status: {
      state: 'attached',
      robustness: 'degraded',
      currentNodeID: 'pi02',
      actualSize: 1073741824,
      lastDegradedAt: '2026-11-24T09:00:00Z',
      conditions: [{ type: 'Scheduled', status: 'True', reason: '', message: '' }],
      kubernetesStatus: {
        namespace: 'web',
        pvcName: 'data-web-0',
        workloadsStatus: [{ podName: 'web-0', workloadName: 'web', workloadType: 'StatefulSet' }],
      },
    },
  }),
  longhorn('Replica', 'pvc-2-r-1', {
    spec: {
      volumeName: 'pvc-2',
      nodeID: 'pi02',
      diskID: 'd-1',
      healthyAt: '2026-11-20T00:01:00Z',
      failedAt: '',
    },
    status: { currentState: 'running' },
  }),
  longhorn('Engine', 'pvc-2-e-0', {
    spec: { volumeName: 'pvc-2', nodeID: 'pi02' },
    status: {
      currentState: 'running',
      replicaModeMap: { 'pvc-2-r-1': 'RW', 'pvc-2-r-2': 'WO' },
      currentReplicaAddressMap: { 'pvc-2-r-1': '10.42.1.5:10000', 'pvc-2-r-2': '10.42.2.6:10000' },
      rebuildStatus: {
        'tcp://10.42.1.5:10000': { isRebuilding: false, progress: 100 },
        'tcp://10.42.2.6:10000': { isRebuilding: true, progress: 42 },
      },
      conditions: [{ type: 'FilesystemReadOnly', status: 'False', reason: '', message: '' }],
    },
  }),
  longhorn('Node', 'pi02', {
    spec: {
      allowScheduling: true,
      evictionRequested: false,
      disks: {
        'default-disk': { path: '/var/lib/longhorn', allowScheduling: true, storageReserved: 1000 },
      },
    },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      diskStatus: {
        'default-disk': {
          storageAvailable: 5000,
          storageMaximum: 9000,
          storageScheduled: 2000,
          scheduledReplica: { 'pvc-2-r-1': 2000 },
          conditions: [{ type: 'Schedulable', status: 'True' }],
        },
      },
    },
  }),
  longhorn('Setting', 'default-replica-count', {
    value: '{"v1":"3","v2":"3"}',
    status: { applied: true },
  }),
]

const loadBalancer = (addresses: readonly string[]) => ({
  loadBalancer: { ingress: addresses.map((ip) => ({ ip })) },
})

const service = (name: string, spec: object, more: object = {}): NewObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'web' },
  spec,
  ...more,
})

const network: NewObject[] = [
  service(
    'front',
    {
      type: 'LoadBalancer',
      selector: { app: 'front' },
      externalTrafficPolicy: 'Local',
      ports: [{ port: 443, nodePort: 31443, protocol: 'TCP' }],
    },
    { status: loadBalancer(['10.0.0.11', '10.0.0.12']) },
  ),
  service('old', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080, protocol: 'UDP' }] }),
  service('inside', { type: 'ClusterIP', ports: [{ port: 80 }] }),
  service('pinned', { externalIPs: ['10.0.0.50'], ports: [] }),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'front', namespace: 'web' },
    spec: { rules: [{ host: 'a.home.arpa' }, {}, { host: 'b.home.arpa' }] },
    status: loadBalancer(['10.0.0.11']),
  },
]

test('services that answer outside, and the names that an ingress serves', async () => {
  const api = await practice({ objects: network })
  const { records } = await collect(await doorTo(api), { forPlans: true })
  expect(records('services')).toEqual([
    {
      namespace: 'web',
      name: 'front',
      type: 'LoadBalancer',
      addresses: ['10.0.0.11', '10.0.0.12'],
      ports: ['443/TCP'],
      selector: { app: 'front' },
      localTraffic: true,
    },
    {
      namespace: 'web',
      name: 'old',
      type: 'NodePort',
      addresses: [],
      ports: ['30080/UDP'],
      localTraffic: false,
    },
    {
      namespace: 'web',
      name: 'pinned',
      type: 'ClusterIP',
      addresses: ['10.0.0.50'],
      ports: [],
      localTraffic: false,
    },
  ])
  expect(records('ingresses')).toEqual([
    {
      namespace: 'web',
      name: 'front',
      hosts: ['a.home.arpa', 'b.home.arpa'],
      addresses: ['10.0.0.11'],
    },
  ])
})

const owned: NewObject[] = [
  {
    apiVersion: 'helm.cattle.io/v1',
    kind: 'HelmChart',
    metadata: { name: 'longhorn', namespace: 'kube-system' },
    spec: { chart: 'longhorn/longhorn', valuesContent: 'password: s3cret' },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'longhorn-storageclass',
      namespace: 'longhorn-system',
      labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/name': 'longhorn' },
      annotations: { 'meta.helm.sh/release-name': 'longhorn', note: 's3cret' },
    },
    data: { 'storageclass.yaml': 'parameters:\n  numberOfReplicas: "3"\n' },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'another', namespace: 'longhorn-system' },
    data: { password: 's3cret' },
  },
]

test('who keeps the class of Longhorn, and nothing else of charts and ConfigMaps', async () => {
  const api = await practice({ objects: owned })
  const { records, evidence } = await collect(await doorTo(api), { forPlans: true })
  expect(records('helm-charts')).toEqual([
    { namespace: 'kube-system', name: 'longhorn', chart: 'longhorn/longhorn' },
  ])
  expect(records('longhorn-class-sources')).toEqual([
    {
      namespace: 'longhorn-system',
      name: 'longhorn-storageclass',
      replicas: 3,
      ownerMarks: {
        'app.kubernetes.io/managed-by': 'Helm',
        'meta.helm.sh/release-name': 'longhorn',
      },
    },
  ])
  expect(JSON.stringify(evidence)).not.toContain('s3cret')
})

test('a check asks less than a plan: at most 20 requests', async () => {
  const api = await practice({ objects: [...cluster, ...longhornCluster, ...network, ...owned] })
  const door = await doorTo(api)
  const { byKind } = await collect(door)
  expect(door.requestCount).toBeLessThanOrEqual(20)
  const left = [...schemas.keys()].filter((kind) => !byKind.has(kind))
  expect(new Set(left)).toEqual(new Set(planCollectors.map(({ kind }) => kind)))
})

test('whoever waits for one kind of fact asks the server for no more', async () => {
  const api = await practice({ objects: [...cluster, ...longhornCluster, ...network, ...owned] })
  const { nodes, apiHealth } = kubernetesFacts
  const { evidence } = await collect(await doorTo(api), { forPlans: true, kinds: [nodes.kind] })
  const asked = api.requests.map(({ path }) => path.replace(/\?.*/, ''))
  expect(asked.sort()).toEqual([
    '/api/v1/namespaces/kube-system',
    '/api/v1/nodes',
    '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
    '/readyz',
    '/version',
  ])
  // When its kubelet last spoke is part of what is said of a node.
  const whole = await collect(await doorTo(api), { forPlans: true })
  const kinds = [apiHealth.kind, nodes.kind]
  expect(evidence.find(({ kind }) => kind === nodes.kind)).toEqual(whole.byKind.get(nodes.kind))
  expect(evidence.map(({ kind }) => kind)).toEqual(kinds)
})

test('a cluster becomes facts that their schemas accept', async () => {
  const api = await practice({ objects: [...cluster, ...longhornCluster, ...network, ...owned] })
  const door = await doorTo(api)
  const { evidence, coverage } = await collect(door, { forPlans: true })
  expect(new Set(evidence.map(({ id }) => id)).size).toBe(evidence.length)
  expect(new Set(evidence.map(({ kind }) => kind))).toEqual(new Set(schemas.keys()))
  for (const piece of evidence) {
    expect(Evidence.parse(piece)).toEqual(piece)
    expect(piece).toMatchObject({ outcome: 'answered', takenAt: at, truncated: false })
    // No list of this cluster is empty: nothing here passes because there was nothing to see.
    expect(piece.records?.length, piece.kind).toBeGreaterThan(0)
    for (const record of piece.records ?? []) schemas.get(piece.kind)?.parse(record)
  }
  expect(coverage.map((one) => Coverage.parse(one))).toEqual([
    {
      door: 'api',
      target: api.url,
      outcome: 'answered',
      milliseconds: expect.any(Number),
      missing: [],
    },
  ])
  expect(api.requests.length).toBe(door.requestCount)
})

test('nodes: conditions, taints, roles, sizes, lease; only telling annotations', async () => {
  const api = await practice({ objects: cluster })
  const { records } = await collect(await doorTo(api), {
    redact: (text) => ({
      text: text.replace('s3cret', '***'),
      redacted: text.includes('s3cret') ? 1 : 0,
    }),
  })
  expect(records('nodes')[0]).toEqual({
    name: 'pi01',
    node: 'pi01',
    conditions: [
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        lastHeartbeatAt: '2026-11-24T09:50:00Z',
        lastTransitionAt: '2026-11-24T09:51:00Z',
      },
    ],
    unschedulable: true,
    taints: [
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', addedAt: at },
      { key: 'dedicated', value: 'storage', effect: 'NoExecute' },
    ],
    roles: ['control-plane'],
    version: 'v1.36.3+k3s1',
    addresses: ['10.0.0.11', 'pi01'],
    bootId: '0266',
    // The id itself stays where it is: machine-id(5).
    machineDigest: machineDigest('3b9e4762a3ce44c9bbefeb5e61093591'),
    kernelRelease: '6.12.47+rpt-rpi-2712',
    operatingSystem: 'Debian GNU/Linux 13 (trixie)',
    createdAt: '2026-11-01T00:00:00Z',
    leaseRenewedAt: '2026-11-24T09:49:58.123456Z',
    allocatableMemoryBytes: 8145932 * 1024,
    allocatableCpuMillicores: 3920,
    annotations: { 'k3s.io/node-args': '["server","--token","***"]' },
    labels: { 'node-role.kubernetes.io/control-plane': 'true', 'kubernetes.io/os': 'linux' },
  })
  expect(records('nodes')[1]).not.toHaveProperty('leaseRenewedAt')
})

test('pods: states, owners, volumes; messages are redacted and the secrets counted', async () => {
  const api = await practice({ objects: cluster })
  const { records, byKind } = await collect(await doorTo(api), {
    redact: (text) => ({
      text: text.replace(/password=\S+/, 'password=[redacted]'),
      redacted: text.includes('password=') ? 1 : 0,
    }),
  })
  const [db, waiting] = records('pods') as { uid?: string }[]
  expect(db).toEqual({
    namespace: 'web',
    name: 'db-0',
    uid: expect.any(String),
    nodeName: 'pi01',
    phase: 'Running',
    reason: 'NodeLost',
    message: 'password=[redacted] was seen',
    createdAt: '2026-11-24T09:00:00Z',
    deletedAt: '2026-11-24T09:30:00Z',
    ready: false,
    readyReason: 'ContainersNotReady',
    owner: { kind: 'StatefulSet', name: 'db' },
    labels: { app: 'db' },
    mirror: true,
    priority: 1000,
    claims: ['data-db-0', 'db-0-scratch'],
    emptyDirs: ['cache'],
    hostPaths: ['/dev'],
    nodeSelector: { disk: 'ssd' },
    containers: [
      {
        name: 'prepare',
        init: true,
        image: 'lab-app:1',
        ready: true,
        restarts: 0,
        state: 'terminated',
        reason: 'Completed',
        exitCode: 0,
      },
      {
        name: 'db',
        image: 'lab-app:2',
        ready: false,
        restarts: 3,
        state: 'waiting',
        reason: 'CrashLoopBackOff',
        message: 'back-off 40s',
        lastReason: 'OOMKilled',
        lastExitCode: 137,
        lastFinishedAt: '2026-11-24T09:20:00Z',
        memoryRequestBytes: 64 * 1024 * 1024,
        memoryLimitBytes: 1024 * 1024 * 1024,
      },
      {
        name: 'side',
        image: 'lab-app:3',
        ready: true,
        restarts: 0,
        state: 'running',
        startedAt: '2026-11-24T09:00:05Z',
      },
    ],
  })
  expect(waiting).toMatchObject({
    unschedulableMessage: '0/2 nodes are available',
    containers: [{ name: 'app' }],
  })
  expect(byKind.get('pods')?.redacted).toBe(1)
  expect(byKind.get('volume-attachments')?.redacted).toBe(1)
  expect(JSON.stringify([...byKind.values()])).not.toContain('hunter2')
})

test('events: old and new writers, oldest first, a node’s own events under its name', async () => {
  const api = await practice({ objects: cluster })
  const { records } = await collect(await doorTo(api))
  expect(records('events')).toEqual([
    {
      namespace: 'web',
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      objectKind: 'Pod',
      objectName: 'db-0',
      source: 'kubelet',
      count: 12,
      firstAt: '2026-11-24T09:10:00.000000Z',
      lastAt: '2026-11-24T09:41:00.500000Z',
    },
    expect.objectContaining({ node: 'pi01', reason: 'Rebooted', count: 1, source: 'kubelet' }),
  ])
})

test('of many events the newest 2,000 stay, and the evidence says that it is cut', async () => {
  const start = Date.parse('2026-11-24T00:00:00Z')
  const objects = Array.from({ length: 4600 }, (_, index): NewObject => {
    // In the order of their names the events are not in the order of their times.
    const minute = (index * 7919) % 4600
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `e-${index}`, namespace: 'default' },
      involvedObject: { kind: 'Pod', name: 'a' },
      message: `minute ${minute}`,
      lastTimestamp: new Date(start + minute * 60_000).toISOString(),
    }
  })
  const api = await practice({ objects })
  const { byKind, records } = await collect(await doorTo(api))
  expect(byKind.get('events')?.truncated).toBe(true)
  expect(records('events').map((event) => (event as { message: string }).message)).toEqual(
    Array.from({ length: 2000 }, (_, index) => `minute ${index + 2600}`),
  )
})

test('budgets, volumes, attachments, drivers and classes', async () => {
  const api = await practice({ objects: cluster })
  const { records } = await collect(await doorTo(api))
  expect(records('disruption-budgets')).toEqual([
    // A selector that labels alone cannot say is left out, never guessed.
    expect.objectContaining({ name: 'odd', minAvailable: '1' }),
    expect.objectContaining({
      name: 'web',
      namespace: 'default',
      maxUnavailable: '50%',
      disruptionsAllowed: 0,
      selector: { app: 'web', tier: 'front' },
    }),
  ])
  expect(records('disruption-budgets')[0]).not.toHaveProperty('selector')
  expect(records('persistent-volumes')).toEqual([
    {
      name: 'pvc-1',
      phase: 'Bound',
      storageClass: 'local-path',
      claimNamespace: 'web',
      claimName: 'data-db-0',
      localPath: '/var/lib/rancher/k3s/storage/pvc-1',
      nodeNames: ['pi01'],
    },
  ])
  expect(records('volume-attachments')).toEqual([
    {
      name: 'csi-1',
      attacher: 'driver.longhorn.io',
      nodeName: 'pi01',
      volumeName: 'pvc-2',
      attached: false,
      attachError: 'rpc error: password=hunter2',
      createdAt: expect.any(String),
    },
  ])
  expect(records('csi-nodes')).toEqual([{ node: 'pi02', drivers: ['driver.longhorn.io'] }])
  expect(records('storage-classes')).toEqual([
    {
      name: 'longhorn',
      provisioner: 'driver.longhorn.io',
      isDefault: true,
      parameters: { numberOfReplicas: '3' },
    },
  ])
})

test('Longhorn: volumes, replicas, engines, nodes and settings', async () => {
  const api = await practice({ objects: longhornCluster })
  const { records } = await collect(await doorTo(api))
  expect(records('longhorn-volumes')).toEqual([
    {
      name: 'pvc-2',
      state: 'attached',
      robustness: 'degraded',
      currentNode: 'pi02',
      wantedReplicas: 2,
      dataLocality: 'disabled',
      accessMode: 'rwo',
      sizeBytes: 2147483648,
      actualSizeBytes: 1073741824,
      lastDegradedAt: '2026-11-24T09:00:00Z',
      createdAt: '2026-11-20T00:00:00Z',
      conditions: [{ type: 'Scheduled', status: 'True' }],
      claimNamespace: 'web',
      claimName: 'data-web-0',
      workloads: ['web'],
    },
  ])
  // An empty failedAt means that it never failed.
  expect(records('longhorn-replicas')).toEqual([
    {
      name: 'pvc-2-r-1',
      volume: 'pvc-2',
      nodeName: 'pi02',
      diskId: 'd-1',
      healthyAt: '2026-11-20T00:01:00Z',
      state: 'running',
      createdAt: '2026-11-20T00:00:00Z',
    },
  ])
  expect(records('longhorn-engines')).toEqual([
    {
      name: 'pvc-2-e-0',
      volume: 'pvc-2',
      nodeName: 'pi02',
      state: 'running',
      replicaModes: { 'pvc-2-r-1': 'RW', 'pvc-2-r-2': 'WO' },
      rebuilding: [{ replica: 'pvc-2-r-2', progressPercent: 42 }],
      conditions: [{ type: 'FilesystemReadOnly', status: 'False' }],
    },
  ])
  expect(records('longhorn-nodes')).toEqual([
    {
      name: 'pi02',
      node: 'pi02',
      allowScheduling: true,
      evictionRequested: false,
      conditions: [{ type: 'Ready', status: 'True' }],
      disks: [
        {
          name: 'default-disk',
          path: '/var/lib/longhorn',
          allowScheduling: true,
          availableBytes: 5000,
          maximumBytes: 9000,
          scheduledBytes: 2000,
          reservedBytes: 1000,
          replicas: ['pvc-2-r-1'],
          conditions: [{ type: 'Schedulable', status: 'True' }],
        },
      ],
    },
  ])
  expect(records('longhorn-settings')).toEqual([
    { name: 'default-replica-count', value: '{"v1":"3","v2":"3"}', applied: true },
  ])
})

test('a cluster without Longhorn: not applicable, and nothing is missing', async () => {
  const api = await practice({
    objects: cluster,
    intercept: (request, response) => {
      if (!request.url.startsWith('/apis/longhorn.io/')) return false
      // As a real server answers for a group that it does not have.
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n')
      return true
    },
  })
  const { byKind, coverage } = await collect(await doorTo(api))
  for (const fact of Object.values(longhornFacts)) {
    expect(byKind.get(fact.kind)).toMatchObject({ outcome: 'not-applicable' })
    expect(byKind.get(fact.kind)?.records).toBeUndefined()
  }
  expect(byKind.get('nodes')?.outcome).toBe('answered')
  expect(coverage[0]?.missing).toEqual([])
})

test('what is forbidden, slow or broken becomes its own outcome; the rest is kept', async () => {
  const api = await practice({
    objects: cluster,
    forbid: (_, { resource, path }) => resource === 'events' || path === '/metrics',
    intercept: (request, response) => {
      if (request.url.startsWith('/api/v1/pods')) return true
      if (!request.url.startsWith('/apis/policy/')) return false
      response.end('<html>')
      return true
    },
  })
  const { byKind, coverage } = await collect(await doorTo(api), { deadlineMilliseconds: 1000 })
  const outcomes = Object.fromEntries([...byKind].map(([kind, { outcome }]) => [kind, outcome]))
  expect(outcomes).toMatchObject({
    nodes: 'answered',
    'api-health': 'answered',
    events: 'no-permission',
    'datastore-latency': 'no-permission',
    pods: 'silent',
    'disruption-budgets': 'failed',
  })
  expect(byKind.get('events')?.reason).toContain('cannot list resource "events"')
  const missing = coverage[0]?.missing.map(({ kind, outcome }) => `${kind} ${outcome}`).sort()
  expect(missing).toEqual([
    'datastore-latency no-permission',
    'disruption-budgets failed',
    'events no-permission',
    'pods silent',
  ])
})

test('leases that are forbidden leave the nodes as they are, and are told as missing', async () => {
  const api = await practice({
    objects: cluster,
    forbid: (_, { resource }) => resource === 'leases',
  })
  const { records, coverage } = await collect(await doorTo(api))
  expect(records('nodes')).toHaveLength(2)
  expect(records('nodes')[0]).not.toHaveProperty('leaseRenewedAt')
  expect(coverage[0]?.missing).toMatchObject([{ kind: 'leases', outcome: 'no-permission' }])
})

test('a dead API: every question has its evidence, and the server’s health says how it is dead', async () => {
  const api = await startPracticeApi()
  const access = await accessTo(api)
  await api.close()
  const { evidence, byKind, records, coverage } = await collect(doorWith(access))
  expect(evidence.filter(({ outcome }) => outcome === 'answered').map(({ kind }) => kind)).toEqual([
    'api-health',
  ])
  expect(byKind.get('nodes')).toMatchObject({ outcome: 'refused' })
  expect(records('api-health')).toEqual([
    {
      address: api.url,
      ready: false,
      milliseconds: expect.any(Number),
      failedChecks: [],
      errorCode: 'ECONNREFUSED',
      errorMessage: expect.stringContaining('refuses connections'),
    },
  ])
  expect(coverage[0]).toMatchObject({ target: api.url, outcome: 'refused' })
  expect(coverage[0]?.next).toBeTruthy()
})

test('two addresses, one dead: both are told, and the lists come from the living one', async () => {
  const dead = await startPracticeApi()
  await dead.close()
  const api = await practice({ objects: cluster })
  const access = { ...(await accessTo(api)), server: dead.url }
  const { byKind, evidence, coverage } = await collect(
    doorWith(access, { furtherAddresses: [api.url] }),
  )
  expect(byKind.get('nodes')?.outcome).toBe('answered')
  expect(evidence.filter(({ kind }) => kind === 'api-health').map(({ id }) => id)).toEqual([
    `api/api-health/${dead.url}`,
    `api/api-health/${api.url}`,
  ])
  expect(coverage.map(({ target, outcome }) => [target, outcome])).toEqual([
    [dead.url, 'refused'],
    [api.url, 'answered'],
  ])
})

test('a server that is not ready names the parts; one that is says its version and certificate', async () => {
  const api = await practice()
  const door = await doorTo(api)
  const well = await collect(door)
  expect(well.records('api-health')).toEqual([
    {
      address: api.url,
      ready: true,
      milliseconds: expect.any(Number),
      failedChecks: [],
      version: 'v1.36.3+k3s1',
      clusterUid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      certificateNotAfter: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ])
  api.health.failing.add('etcd')
  const ill = await collect(door)
  expect(ill.records('api-health')[0]).toMatchObject({ ready: false, failedChecks: ['etcd'] })
  expect(ill.records('api-health')[0]).not.toHaveProperty('errorCode')
})

test('the datastore’s latency: mean, and the edge that holds 99 of 100 requests', async () => {
  const api = await practice()
  const door = await doorTo(api)
  const latency = async (options: Partial<CollectOptions> = {}) =>
    (await collect(door, options)).records('datastore-latency')
  api.health.latencies = [...Array<number>(98).fill(0.004), 0.7, 0.9]
  expect(await latency()).toEqual([
    { address: api.url, requests: 100, meanMilliseconds: 19.92, p99Milliseconds: 800 },
  ])
  api.health.latencies = [...Array<number>(990).fill(0.004), ...Array<number>(10).fill(0.9)]
  expect(await latency()).toMatchObject([{ p99Milliseconds: 5 }])
  api.health.latencies = Array<number>(10).fill(99)
  expect(await latency()).toMatchObject([{ p99Milliseconds: 60_000 }])
  api.health.latencies = []
  expect((await collect(door)).byKind.get('datastore-latency')).toMatchObject({
    outcome: 'not-applicable',
  })
})

test('deep: the latency of the moment, where the life of the process hides it', async () => {
  let readings = 0
  const api = await practice({
    intercept: (request) => {
      if (request.url === '/metrics' && readings++ > 0)
        api.health.latencies = [...api.health.latencies, ...Array<number>(50).fill(2.5)]
      return false
    },
  })
  api.health.latencies = Array<number>(100_000).fill(0.004)
  const { records } = await collect(await doorTo(api), { deep: true })
  expect(records('datastore-latency')).toEqual([
    {
      address: api.url,
      requests: 50,
      meanMilliseconds: 2500,
      p99Milliseconds: 3000,
      windowSeconds: 2,
    },
  ])
})

test('an interruption rejects; nothing is told as silence that was our own wish', async () => {
  const api = await practice({ intercept: () => true })
  const stop = new AbortController()
  const asking = failureOf(collect(await doorTo(api), { signal: stop.signal }))
  await expect.poll(() => api.requests.length).toBeGreaterThan(10)
  stop.abort()
  expect((await asking).code).toBe('interrupted')
})

test('rules find a node’s own records under its name', async () => {
  const api = await practice({ objects: [...cluster, ...longhornCluster] })
  const { evidence } = await collect(await doorTo(api))
  const index = indexEvidence(evidence, [], Date.parse(at))
  expect(index.nodes).toEqual(['pi01', 'pi02'])
  const events = index.facts.get('events') ?? []
  expect(events.map((event) => event.node)).toEqual([undefined, 'pi01'])
})

test('the same answers give the same evidence, to the byte, from a recording', async () => {
  const recordingFile = join(await folder(), 'recording.ndjson')
  const api = await practice({ objects: [...cluster, ...longhornCluster, pod('a', 'pi02')] })
  const live = await collect(await doorTo(api, {}, { recordingFile }))
  const recording = await readFile(recordingFile, 'utf8')
  const replayed = await collect(openRecordedDoor(recording))
  const timeless = (evidence: readonly Evidence[]) =>
    JSON.stringify(evidence).replace(/"milliseconds":\d+/g, '')
  expect(timeless(replayed.evidence)).toBe(timeless(live.evidence))
})
