import { parse } from 'yaml'
import { csiPlugin } from '../controllers/csi-plugin.ts'
import type { NewObject } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'
import { longhornObject, namespace } from './shapes.ts'

/**
 * What Longhorn 1.12.1 puts into a cluster, as far as anybody reads it. Settings: its
 * types/setting.go; the class: ConfigMap longhorn-storageclass of its manifest.
 */
const settings: Readonly<Record<string, string>> = {
  'auto-salvage': 'true',
  'concurrent-replica-rebuild-per-node-limit': '5',
  'default-replica-count': '{"v1":"2","v2":"2"}',
  'disable-scheduling-on-cordoned-node': 'true',
  'node-down-pod-deletion-policy': 'do-nothing',
  'node-drain-policy': 'block-if-contains-last-replica',
  'replica-replenishment-wait-interval': '600',
  'replica-soft-anti-affinity': 'false',
  'storage-minimal-available-percentage': '25',
  'storage-over-provisioning-percentage': '100',
}

const classText = `kind: StorageClass
apiVersion: storage.k8s.io/v1
metadata:
  name: longhorn
  annotations:
    storageclass.kubernetes.io/is-default-class: "true"
provisioner: driver.longhorn.io
allowVolumeExpansion: true
reclaimPolicy: "Delete"
volumeBindingMode: Immediate
parameters:
  numberOfReplicas: "2"
  staleReplicaTimeout: "30"
  fsType: "ext4"
`

/** Its name is a hash of its image. */
const engineImage = {
  name: 'ei-c2d50bcc',
  image: 'longhornio/longhorn-engine:v1.12.1',
  version: 'v1.12.1',
}

export const provisioner = 'driver.longhorn.io'

export function longhornSystem(): NewObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
      status: { phase: 'Active' },
    },
    ...Object.entries(settings).map(([name, value]) =>
      longhornObject('Setting', name, { value, status: { applied: true } }),
    ),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'longhorn-storageclass', namespace },
      data: { 'storageclass.yaml': classText },
    },
    parse(classText) as NewObject,
    daemonSet('longhorn-manager', 'longhornio/longhorn-manager:v1.12.1'),
    daemonSet(csiPlugin, 'longhornio/longhorn-manager:v1.12.1'),
    longhornObject('EngineImage', engineImage.name, {
      spec: { image: engineImage.image },
      status: { state: 'deployed', incompatible: false, version: engineImage.version },
    }),
    daemonSet(`engine-image-${engineImage.name}`, engineImage.image),
  ]
}

function daemonSet(name: string, image: string): NewObject {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: `docker.io/${image}` }] },
      },
    },
  }
}

/** The card of the only server holds no replicas: its disk is there, and closed. */
export function storageNode({ name, role, etcd }: Board): NewObject {
  const allowScheduling = role === 'agent' || etcd !== 'none'
  const disk = {
    allowScheduling,
    diskType: 'filesystem',
    evictionRequested: false,
    path: '/var/lib/longhorn/',
    storageReserved: 0,
    tags: [],
  }
  return longhornObject('Node', name, {
    spec: {
      name,
      allowScheduling,
      evictionRequested: false,
      disks: { [diskOf(name)]: disk },
      tags: [],
    },
    status: { conditions: [], diskStatus: {} },
  })
}

export function diskOf(node: string): string {
  return `default-disk-${node}`
}

/** What kubelet's plugin registration leaves; without it no volume is mounted there. */
export function csiNode({ name }: Board): NewObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name },
    spec: {
      drivers: [{ name: provisioner, nodeID: name, topologyKeys: ['kubernetes.io/hostname'] }],
    },
  }
}
