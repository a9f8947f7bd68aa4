import type { Kind } from './kinds.ts'
import type { NewObject } from './store.ts'

/** What a real API server fills into a new object: only the fields that somebody here reads. */
export function withDefaults({ group, plural }: Kind, object: NewObject): NewObject {
  const fill = defaults[group === '' ? plural : `${plural}.${group}`]
  return fill ? fill(object) : object
}

type Fill = (object: NewObject) => NewObject

interface Fields {
  readonly [field: string]: unknown
}

const under = (first: object, object: NewObject, field: string): NewObject => ({
  ...object,
  [field]: { ...first, ...(object[field] as Fields | undefined) },
})

/** As admission gives them to every pod: a node may be away for five minutes. */
const tolerations = ['not-ready', 'unreachable'].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))

const podSpec = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  securityContext: {},
}

function fillPod(pod: NewObject): NewObject {
  const spec = under({ ...podSpec, priority: 0, tolerations }, pod, 'spec')
  return under({ phase: 'Pending', qosClass: 'Burstable' }, spec, 'status')
}

function fillTemplate(workload: NewObject): NewObject {
  const { template = {}, ...spec } = workload['spec'] as { readonly template?: Fields }
  const filled = { ...template, spec: { ...podSpec, ...(template['spec'] as Fields | undefined) } }
  return { ...workload, spec: { replicas: 1, ...spec, template: filled } }
}

const nothingCounted = {
  disruptionsAllowed: 0,
  currentHealthy: 0,
  desiredHealthy: 0,
  expectedPods: 0,
}

/** The range of node ports, of which the next one is given out. */
const firstNodePort = 30_000
const nodePorts = 2768
let given = 0

function fillService(service: NewObject): NewObject {
  const { type = 'ClusterIP', ports = [] } = (service['spec'] ?? {}) as {
    readonly type?: string
    readonly ports?: readonly Fields[]
  }
  const isOutside = type === 'NodePort' || type === 'LoadBalancer'
  const filled = ports.map((port) => ({
    protocol: 'TCP',
    targetPort: port['port'],
    ...(isOutside && { nodePort: firstNodePort + (given++ % nodePorts) }),
    ...port,
  }))
  const spec = {
    ...{ type, sessionAffinity: 'None' },
    ...(isOutside && { externalTrafficPolicy: 'Cluster' }),
    ...(service['spec'] as Fields | undefined),
    ports: filled,
  }
  return under({ loadBalancer: {} }, { ...service, spec }, 'status')
}

const defaults: Readonly<Record<string, Fill>> = {
  pods: fillPod,
  namespaces: (namespace) => {
    const { name, labels } = namespace.metadata
    const marked = { ...(labels as Fields | undefined), 'kubernetes.io/metadata.name': name }
    const labelled = { ...namespace, metadata: { ...namespace.metadata, labels: marked } }
    const spec = under({ finalizers: ['kubernetes'] }, labelled, 'spec')
    return under({ phase: 'Active' }, spec, 'status')
  },
  persistentvolumes: (volume) =>
    under({ phase: 'Pending' }, under({ volumeMode: 'Filesystem' }, volume, 'spec'), 'status'),
  persistentvolumeclaims: (claim) =>
    under({ phase: 'Pending' }, under({ volumeMode: 'Filesystem' }, claim, 'spec'), 'status'),
  services: fillService,
  'ingresses.networking.k8s.io': (ingress) => under({ loadBalancer: {} }, ingress, 'status'),
  'poddisruptionbudgets.policy': (budget) => under(nothingCounted, budget, 'status'),
  'deployments.apps': fillTemplate,
  'statefulsets.apps': fillTemplate,
  'replicasets.apps': fillTemplate,
  'volumeattachments.storage.k8s.io': (attachment) =>
    under({ attached: false }, attachment, 'status'),
  'storageclasses.storage.k8s.io': (one) => ({
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    ...one,
  }),
}
