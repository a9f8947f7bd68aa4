import { type Kind, kindOf } from '../kubernetes/kinds.ts'
import { amend, type NodeObject, type PodObject, podsOf } from '../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../kubernetes/store.ts'
import type { Controller } from './controller.ts'

/**
 * Folders of one node as volumes: K3s's local-path provisioner makes one where the claim's first pod
 * was placed, and binds the volume to that node for good.
 * After provisioner.go of rancher/local-path-provisioner 0.0.32.
 */
export const localPathProvisioner: Controller<{ readonly store: PracticeStore }> = {
  name: 'local-path-provisioner',
  step({ store }) {
    for (const pod of podsOf(store))
      for (const claim of claimsOf(store, pod))
        if (isWaiting(store, claim)) provision(store, claim, pod.spec.nodeName)
  },
}

const claimKind = kindOf('v1', 'PersistentVolumeClaim') as Kind
const classKind = kindOf('storage.k8s.io/v1', 'StorageClass') as Kind
const volumeKind = kindOf('v1', 'PersistentVolume') as Kind
const hostname = 'kubernetes.io/hostname'

interface Claim extends PracticeObject {
  readonly spec: {
    readonly storageClassName?: string
    readonly volumeName?: string
    readonly resources: { readonly requests: { readonly storage: string } }
  }
}

/** The claims of a pod that are there. */
export function claimsOf(store: PracticeStore, { spec, metadata }: PodObject): readonly Claim[] {
  const { namespace } = metadata
  return (spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => {
    if (!claim) return []
    const found = store.get({ kind: claimKind, namespace, name: claim.claimName })
    return found ? [found as Claim] : []
  })
}

function isWaiting(store: PracticeStore, { spec }: Claim): boolean {
  if (spec.volumeName !== undefined) return false
  const found = store.get({ kind: classKind, name: spec.storageClassName ?? '' })
  return found?.['provisioner'] === 'rancher.io/local-path'
}

function provision(store: PracticeStore, claim: Claim, node: string | undefined): void {
  if (node === undefined) return
  const { uid, namespace = 'default', name } = claim.metadata
  const volumeName = `pvc-${uid}`
  const { storage } = claim.spec.resources.requests
  const path = `/var/lib/rancher/k3s/storage/${volumeName}_${namespace}_${name}`
  const matchExpressions = [{ key: hostname, operator: 'In', values: [node] }]
  store.put({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeName,
      annotations: { 'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path' },
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage },
      claimRef: { kind: 'PersistentVolumeClaim', namespace, name, uid },
      hostPath: { path, type: 'DirectoryOrCreate' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: claim.spec.storageClassName ?? '',
    },
    status: { phase: 'Bound' },
  })
  amend(store, claim, (one) => ({
    ...one,
    spec: { ...one.spec, volumeName },
    status: { phase: 'Bound', capacity: { storage } },
  }))
}

interface LocalVolume extends PracticeObject {
  readonly spec: {
    readonly csi?: { readonly driver: string }
    readonly nodeAffinity?: {
      readonly required: {
        readonly nodeSelectorTerms: readonly {
          readonly matchExpressions: readonly {
            readonly key: string
            readonly values: readonly string[]
          }[]
        }[]
      }
    }
  }
}

/** Nodes that may have each of the pod's volumes; none for a volume that may be anywhere. */
export function nodesOfVolumes(
  store: PracticeStore,
  pod: PodObject,
): readonly (readonly string[])[] {
  return claimsOf(store, pod).flatMap(({ spec }) => {
    const found = store.get({ kind: volumeKind, name: spec.volumeName ?? '' })
    const terms = (found as LocalVolume | undefined)?.spec.nodeAffinity?.required.nodeSelectorTerms
    const names = terms?.flatMap(({ matchExpressions }) =>
      matchExpressions.filter(({ key }) => key === hostname).flatMap(({ values }) => values),
    )
    return names ? [names] : []
  })
}

/** Whether every volume of the pod may be on this node. */
export function mayHoldVolumes({ metadata }: NodeObject, pinned: readonly (readonly string[])[]) {
  const own = metadata.labels?.[hostname] ?? metadata.name
  return pinned.every((names) => names.includes(own))
}
