import { bytesOf } from '../kubernetes/quantity.ts'
import { amend } from '../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../kubernetes/store.ts'
import { provisioner } from './install.ts'
import { kinds, longhornObject, namespace, settingOf } from './shapes.ts'

interface Claim extends PracticeObject {
  readonly spec: {
    readonly storageClassName?: string
    readonly volumeName?: string
    readonly resources: { readonly requests: { readonly storage: string } }
    readonly accessModes?: readonly string[]
  }
}

interface StorageClass extends PracticeObject {
  readonly provisioner: string
  readonly parameters?: { readonly numberOfReplicas?: string; readonly dataLocality?: string }
}

/** Makes a volume for each claim that has none, and binds them: external-provisioner and Longhorn. */
export function provisionClaims(store: PracticeStore): void {
  for (const claim of store.list(kinds.claim) as readonly Claim[]) {
    const name = claim.spec.storageClassName ?? ''
    const found = store.get({ kind: kinds.storageClass, name }) as StorageClass | undefined
    if (found?.provisioner === provisioner && claim.spec.volumeName === undefined)
      provision(store, claim, found)
  }
}

function provision(store: PracticeStore, claim: Claim, found: StorageClass): void {
  const name = `pvc-${claim.metadata.uid}`
  const { storage } = claim.spec.resources.requests
  const asked = Number(found.parameters?.numberOfReplicas ?? 0)
  const replicas = asked > 0 ? asked : Number(settingOf(store, 'default-replica-count'))
  const { dataLocality = 'disabled' } = found.parameters ?? {}
  const wish = { size: bytesOf(storage), numberOfReplicas: replicas, dataLocality }
  store.put(newVolume(name, wish, claim))
  store.put({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
    spec: {
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      capacity: { storage },
      claimRef: {
        kind: 'PersistentVolumeClaim',
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
      },
      csi: { driver: provisioner, fsType: 'ext4', volumeHandle: name },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: found.metadata.name,
    },
    status: { phase: 'Bound' },
  })
  amend(store, claim, (one) => ({
    ...one,
    spec: { ...one.spec, volumeName: name },
    status: { phase: 'Bound', capacity: { storage } },
  }))
}

interface Wish {
  readonly size: number
  readonly numberOfReplicas: number
  readonly dataLocality: string
}

function newVolume(name: string, { size, numberOfReplicas, dataLocality }: Wish, claim: Claim) {
  return longhornObject('Volume', name, {
    metadata: { name, namespace, labels: { longhornvolume: name } },
    spec: {
      accessMode: 'rwo',
      dataEngine: 'v1',
      dataLocality,
      frontend: 'blockdev',
      nodeID: '',
      numberOfReplicas,
      size: `${size}`,
      staleReplicaTimeout: 30,
    },
    status: {
      actualSize: Math.round(size * 0.4),
      conditions: [],
      currentNodeID: '',
      kubernetesStatus: {
        namespace: claim.metadata.namespace,
        pvName: name,
        pvStatus: 'Bound',
        pvcName: claim.metadata.name,
      },
      lastDegradedAt: '',
      robustness: 'unknown',
      state: 'detached',
    },
  })
}
