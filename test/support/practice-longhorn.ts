import { parse } from 'yaml'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import type { PracticeApi } from '#src/practice/kubernetes/start.ts'
import type { NewObject, PracticeObject } from '#src/practice/kubernetes/store.ts'

/** Longhorn's objects for a practice API, with the fields that its custom resources have. */

const namespace = 'longhorn-system'
const ready = [{ type: 'Ready', status: 'True', reason: '', message: '' }]
const gibibyte = 1024 ** 3

function longhorn(kind: string, name: string, parts: object): NewObject {
  return { apiVersion: 'longhorn.io/v1beta2', kind, metadata: { name, namespace }, ...parts }
}

export function settingObject(name: string, value: string): NewObject {
  return longhorn('Setting', name, { value, status: { applied: true } })
}

/** A storage node with one disk of 100 GiB, 80 of them free. */
export function storageNodeObject(
  name: string,
  parts: { allowScheduling?: boolean } = {},
): NewObject {
  const { allowScheduling = true } = parts
  return longhorn('Node', name, {
    spec: {
      name,
      allowScheduling,
      evictionRequested: false,
      disks: {
        main: { path: '/var/lib/longhorn/', allowScheduling: true, storageReserved: 0, tags: [] },
      },
      tags: [],
    },
    status: {
      conditions: ready,
      diskStatus: {
        main: {
          conditions: ready,
          storageAvailable: 80 * gibibyte,
          storageMaximum: 100 * gibibyte,
          storageScheduled: 10 * gibibyte,
          scheduledReplica: {},
        },
      },
    },
  })
}

interface VolumeParts {
  readonly wanted: number
  /** The node that it is attached to; detached where none is given. */
  readonly on?: string
  /** Nodes with a healthy replica. */
  readonly healthy: readonly string[]
  /** Nodes with a replica that failed. */
  readonly failed?: readonly string[]
  readonly sizeBytes?: number
}

/** A volume with its engine and replicas; its claim is `default/NAME-claim`. */
export function volumeObjects(name: string, parts: VolumeParts): NewObject[] {
  const { wanted, on, healthy, failed = [], sizeBytes = 10 * gibibyte } = parts
  const robustness =
    healthy.length === 0 ? 'faulted' : healthy.length < wanted ? 'degraded' : 'healthy'
  const replicaName = (node: string) => `${name}-r-${node}`
  const replica = (node: string, failedAt: string) =>
    longhorn('Replica', replicaName(node), {
      spec: {
        volumeName: name,
        nodeID: node,
        healthyAt: '2026-02-01T00:00:00Z',
        failedAt,
        active: true,
      },
      status: { currentState: on === undefined || failedAt ? 'stopped' : 'running' },
    })
  return [
    longhorn('Volume', name, {
      spec: {
        numberOfReplicas: wanted,
        size: String(sizeBytes),
        dataLocality: 'disabled',
        accessMode: 'rwo',
        ...(on !== undefined && { nodeID: on }),
      },
      status: {
        state: on === undefined ? 'detached' : 'attached',
        robustness: on === undefined ? 'unknown' : robustness,
        currentNodeID: on ?? '',
        kubernetesStatus: { namespace: 'default', pvcName: `${name}-claim` },
      },
    }),
    ...healthy.map((node) => replica(node, '')),
    ...failed.map((node) => replica(node, '2026-02-20T00:00:00Z')),
    ...(on === undefined
      ? []
      : [
          longhorn('Engine', `${name}-e-0`, {
            spec: { volumeName: name, nodeID: on },
            status: {
              currentState: 'running',
              replicaModeMap: Object.fromEntries(healthy.map((node) => [replicaName(node), 'RW'])),
            },
          }),
        ]),
  ]
}

const classText = `kind: StorageClass
apiVersion: storage.k8s.io/v1
metadata:
  name: longhorn
  annotations:
    storageclass.kubernetes.io/is-default-class: "true"
provisioner: driver.longhorn.io
parameters:
  numberOfReplicas: "3" # as Longhorn ships it
  fsType: "ext4"
`

interface ClassParts {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** The StorageClass `longhorn` and the ConfigMap that Longhorn makes it from. */
export function classObjects(marks: ClassParts = {}): NewObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'longhorn-storageclass', namespace, ...marks },
      data: { 'storageclass.yaml': classText },
    },
    parse(classText) as NewObject,
  ]
}

/** As longhorn-manager does: where the ConfigMap and the class differ, the class is made anew. */
export function keepClass({ store }: PracticeApi): void {
  store.onChange(({ type, object }) => {
    if (type !== 'MODIFIED' || object.metadata.name !== 'longhorn-storageclass') return
    const { 'storageclass.yaml': text = '' } = object['data'] as Record<string, string>
    const kind = kindOf('storage.k8s.io/v1', 'StorageClass')
    if (kind) store.remove({ kind, name: 'longhorn' })
    store.put(parse(text) as NewObject)
  })
}

/** A field of a stored object; an object that is not there has none. */
export function storedField(
  { store }: PracticeApi,
  { apiVersion, kind, name }: { apiVersion: string; kind: string; name: string },
  ...path: readonly string[]
): unknown {
  const found = kindOf(apiVersion, kind)
  const object: unknown = found && store.list(found).find(({ metadata }) => metadata.name === name)
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    object,
  )
}

/** Changes a stored object, as somebody else would. */
export function changeStored(
  { store }: PracticeApi,
  { apiVersion, kind, name }: { apiVersion: string; kind: string; name: string },
  change: (object: PracticeObject) => NewObject,
): void {
  const found = kindOf(apiVersion, kind)
  const object = found && store.list(found).find(({ metadata }) => metadata.name === name)
  if (object) store.put(change(object))
}
