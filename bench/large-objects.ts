import type { NewObject } from '#src/practice/kubernetes/store.ts'

/** A cluster of a size that no board will see: objects as long as real ones, all of them well. */

const since = '2026-11-01T08:00:00Z'
const seen = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z')
const hex = (place: number, length: number) =>
  (place * 2_654_435_761).toString(16).padStart(length, '0').slice(-length)

export function nodeObject(place: number): NewObject {
  const name = nodeName(place)
  const address = `10.${place >> 16}.${(place >> 8) & 255}.${place & 255}`
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: seen(),
    lastTransitionTime: since,
  })
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `node-${hex(place, 12)}`,
      creationTimestamp: since,
      labels: {
        'kubernetes.io/arch': 'arm64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'k3s',
      },
      annotations: { 'k3s.io/hostname': name, 'k3s.io/internal-ip': address },
    },
    spec: { podCIDR: `10.42.${place & 255}.0/24`, providerID: `k3s://${name}` },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      capacity: { cpu: '4', memory: '8245236Ki', pods: '110', 'ephemeral-storage': '60Gi' },
      allocatable: { cpu: '4', memory: '8245236Ki', pods: '110', 'ephemeral-storage': '58Gi' },
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'enough memory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'enough process ids'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      nodeInfo: {
        architecture: 'arm64',
        bootID: `boot-${hex(place, 12)}`,
        containerRuntimeVersion: 'containerd://2.1.5-k3s1',
        kernelVersion: '6.12.47+rpt-rpi-2712',
        kubeletVersion: 'v1.36.3+k3s1',
        osImage: 'Debian GNU/Linux 13 (trixie)',
      },
      images: Array.from({ length: 20 }, (_, image) => ({
        names: [
          `registry.invalid/home/app-${image}@sha256:${hex(image + 1, 64)}`,
          `registry.invalid/home/app-${image}:1.${image}.0`,
        ],
        sizeBytes: 40_000_000 + image,
      })),
    },
  }
}

export function podObject(place: number, nodes: number): NewObject {
  const app = `app-${place % 400}`
  const name = `${app}-${hex(place, 10)}-${hex(place + 7, 5)}`
  const true_ = (type: string) => ({ type, status: 'True', lastTransitionTime: since })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: `space-${place % 100}`,
      uid: `pod-${hex(place, 12)}`,
      creationTimestamp: since,
      generateName: `${app}-${hex(place, 10)}-`,
      labels: { app, 'pod-template-hash': hex(place, 10), 'app.kubernetes.io/name': app },
      annotations: { 'checksum/config': hex(place, 64) },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${app}-${hex(place, 10)}`,
          uid: `set-${hex(place, 12)}`,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: [
        { manager: 'k3s', operation: 'Update', apiVersion: 'v1', time: since, fieldsV1: fields },
      ],
    },
    spec: { ...podSpec(app), nodeName: nodeName(place % nodes) },
    status: {
      phase: 'Running',
      startTime: since,
      hostIP: '10.0.0.1',
      podIP: `10.42.${(place >> 8) & 255}.${place & 255}`,
      conditions: [
        'PodReadyToStartContainers',
        'Initialized',
        'Ready',
        'ContainersReady',
        'PodScheduled',
      ].map(true_),
      containerStatuses: [
        {
          name: 'main',
          image: `registry.invalid/home/${app}:1.0`,
          imageID: `registry.invalid/home/${app}@sha256:${hex(place, 64)}`,
          containerID: `containerd://${hex(place, 64)}`,
          ready: true,
          started: true,
          restartCount: 0,
          state: { running: { startedAt: since } },
          lastState: {},
        },
      ],
    },
  }
}

function nodeName(place: number): string {
  return `node-${String(place).padStart(4, '0')}`
}

function podSpec(app: string) {
  return {
    containers: [
      {
        name: 'main',
        image: `registry.invalid/home/${app}:1.0`,
        imagePullPolicy: 'IfNotPresent',
        env: Array.from({ length: 8 }, (_, place) => ({
          name: `SETTING_${place}`,
          value: `value of ${app}, number ${place}`,
        })),
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '128Mi' } },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10 },
        readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 10 },
        volumeMounts: [
          { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
        ],
        terminationMessagePath: '/dev/termination-log',
      },
    ],
    volumes: [
      {
        name: 'token',
        projected: {
          sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }],
        },
      },
    ],
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    tolerations: ['not-ready', 'unreachable'].map((key) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
  }
}

const fields = {
  'f:metadata': { 'f:labels': { '.': {}, 'f:app': {}, 'f:pod-template-hash': {} } },
  'f:spec': { 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:env': {}, 'f:image': {} } } },
}
