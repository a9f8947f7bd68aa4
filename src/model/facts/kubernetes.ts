import * as z from 'zod'
import { defineFact } from './define.ts'

/** Facts from the Kubernetes API, reduced to the fields that rules and steps read. */

const condition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastHeartbeatAt: z.string().optional(),
  lastTransitionAt: z.string().optional(),
})

const taint = z.object({
  key: z.string(),
  value: z.string().optional(),
  effect: z.string(),
  addedAt: z.string().optional(),
})

export const nodes = defineFact(
  'nodes',
  z.object({
    name: z.string(),
    conditions: z.array(condition),
    unschedulable: z.boolean(),
    taints: z.array(taint),
    roles: z.array(z.string()),
    /** Kubelet version, for example v1.36.3+k3s1. */
    version: z.string().optional(),
    addresses: z.array(z.string()),
    bootId: z.string().optional(),
    /** Stands for /etc/machine-id as the kubelet reported it: a copied card brings it along. */
    machineDigest: z.string().optional(),
    kernelRelease: z.string().optional(),
    operatingSystem: z.string().optional(),
    /** `containerd://2.1.5-k3s1`. */
    containerRuntime: z.string().optional(),
    createdAt: z.string().optional(),
    /** From the node's Lease in kube-node-lease. */
    leaseRenewedAt: z.string().optional(),
    allocatableMemoryBytes: z.number().optional(),
    allocatableCpuMillicores: z.number().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
)

const container = z.object({
  name: z.string(),
  init: z.boolean().optional(),
  image: z.string().optional(),
  ready: z.boolean().optional(),
  restarts: z.number().int().optional(),
  state: z.enum(['waiting', 'running', 'terminated']).optional(),
  /** Reason, message and exit code of the present state. */
  reason: z.string().optional(),
  message: z.string().optional(),
  exitCode: z.number().int().optional(),
  startedAt: z.string().optional(),
  lastReason: z.string().optional(),
  lastExitCode: z.number().int().optional(),
  lastFinishedAt: z.string().optional(),
  memoryRequestBytes: z.number().optional(),
  memoryLimitBytes: z.number().optional(),
})

export const pods = defineFact(
  'pods',
  z.object({
    namespace: z.string(),
    name: z.string(),
    uid: z.string().optional(),
    nodeName: z.string().optional(),
    phase: z.string().optional(),
    /** `Evicted`, `NodeLost`… of status.reason; kubectl's STATUS column for a pasted table. */
    reason: z.string().optional(),
    message: z.string().optional(),
    createdAt: z.string().optional(),
    deletedAt: z.string().optional(),
    ready: z.boolean().optional(),
    readyReason: z.string().optional(),
    unschedulableMessage: z.string().optional(),
    owner: z.object({ kind: z.string(), name: z.string() }).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    /** Static pods of the kubelet: the API only mirrors them. */
    mirror: z.boolean().optional(),
    priority: z.number().optional(),
    claims: z.array(z.string()).optional(),
    /** Names of emptyDir volumes that lie on disk, hostPath volumes' paths. */
    emptyDirs: z.array(z.string()).optional(),
    hostPaths: z.array(z.string()).optional(),
    nodeSelector: z.record(z.string(), z.string()).optional(),
    containers: z.array(container),
  }),
)

export const events = defineFact(
  'events',
  z.object({
    namespace: z.string().optional(),
    type: z.string().optional(),
    reason: z.string().optional(),
    message: z.string(),
    objectKind: z.string().optional(),
    objectName: z.string().optional(),
    source: z.string().optional(),
    count: z.number().int().optional(),
    firstAt: z.string().optional(),
    lastAt: z.string().optional(),
  }),
)

export const disruptionBudgets = defineFact(
  'disruption-budgets',
  z.object({
    namespace: z.string(),
    name: z.string(),
    disruptionsAllowed: z.number().int(),
    currentHealthy: z.number().int().optional(),
    desiredHealthy: z.number().int().optional(),
    expectedPods: z.number().int().optional(),
    minAvailable: z.string().optional(),
    maxUnavailable: z.string().optional(),
    selector: z.record(z.string(), z.string()).optional(),
  }),
)

export const persistentVolumes = defineFact(
  'persistent-volumes',
  z.object({
    name: z.string(),
    phase: z.string().optional(),
    storageClass: z.string().optional(),
    claimNamespace: z.string().optional(),
    claimName: z.string().optional(),
    driver: z.string().optional(),
    handle: z.string().optional(),
    /** Set for local and hostPath volumes. */
    localPath: z.string().optional(),
    nodeNames: z.array(z.string()).optional(),
  }),
)

export const volumeAttachments = defineFact(
  'volume-attachments',
  z.object({
    name: z.string(),
    attacher: z.string(),
    nodeName: z.string(),
    volumeName: z.string().optional(),
    attached: z.boolean(),
    attachError: z.string().optional(),
    detachError: z.string().optional(),
    createdAt: z.string().optional(),
    deletedAt: z.string().optional(),
  }),
)

export const csiNodes = defineFact(
  'csi-nodes',
  z.object({ node: z.string(), drivers: z.array(z.string()) }),
)

/** Labels and annotations by which Helm, K3s, Flux, Argo CD and kubectl mark what they own. */
const ownerMarks = z.record(z.string(), z.string())

/** The ConfigMap from which Longhorn makes its StorageClass `longhorn`. */
export const longhornClassSources = defineFact(
  'longhorn-class-sources',
  z.object({
    namespace: z.string(),
    name: z.string(),
    /** `numberOfReplicas` of the class in it; absent where it does not say. */
    replicas: z.number().int().optional(),
    ownerMarks: ownerMarks.optional(),
  }),
)

/** Charts that K3s's Helm controller installs. */
export const helmCharts = defineFact(
  'helm-charts',
  z.object({
    namespace: z.string(),
    name: z.string(),
    chart: z.string().optional(),
    ownerMarks: ownerMarks.optional(),
  }),
)

export const storageClasses = defineFact(
  'storage-classes',
  z.object({
    name: z.string(),
    provisioner: z.string(),
    isDefault: z.boolean(),
    parameters: z.record(z.string(), z.string()),
    ownerMarks: ownerMarks.optional(),
  }),
)

/** Services that answer outside the cluster: load balancers, node ports, external addresses. */
export const services = defineFact(
  'services',
  z.object({
    namespace: z.string(),
    name: z.string(),
    type: z.string(),
    /** Of the load balancer's status, and external addresses. */
    addresses: z.array(z.string()),
    /** `443/TCP`; for a node port the port that every node opens. */
    ports: z.array(z.string()),
    selector: z.record(z.string(), z.string()).optional(),
    /** True where an address answers only on nodes that run one of the service's pods. */
    localTraffic: z.boolean(),
    /** The node that announces the address, where the load balancer says so on the service. */
    announcedBy: z.string().optional(),
  }),
)

export const ingresses = defineFact(
  'ingresses',
  z.object({
    namespace: z.string(),
    name: z.string(),
    hosts: z.array(z.string()),
    addresses: z.array(z.string()),
  }),
)

/** One answer of an API server to `/readyz?verbose`, and what its handshake showed. */
export const apiHealth = defineFact(
  'api-health',
  z.object({
    address: z.string(),
    ready: z.boolean(),
    milliseconds: z.number(),
    failedChecks: z.array(z.string()),
    version: z.string().optional(),
    /** Of the namespace kube-system: tells one cluster from another of the same name. */
    clusterUid: z.string().optional(),
    /** How the connection failed, in the client's own error code: ETIMEDOUT, CERT_HAS_EXPIRED… */
    errorCode: z.string().optional(),
    errorMessage: z.string().optional(),
    certificateNotAfter: z.string().optional(),
  }),
)

/** etcd and kine alike: the API server's own `etcd_request_duration_seconds`. */
export const datastoreLatency = defineFact(
  'datastore-latency',
  z.object({
    address: z.string().optional(),
    requests: z.number(),
    meanMilliseconds: z.number(),
    /** Upper edge of the histogram's bucket that holds the 99th percentile. */
    p99Milliseconds: z.number(),
    /** Seconds between the two readings; absent where the figure covers the process's life. */
    windowSeconds: z.number().optional(),
  }),
)
