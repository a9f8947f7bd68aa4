import { nodes } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import {
  neverAttached,
  replicasOf,
  type Storage,
  type Volume,
  volumeName,
  wantsOneCopy,
  whyNoTwin,
} from '../replica-health.ts'

export const replicasCanLeaveNode = defineCheck({
  id: 'replicas-can-leave-node',
  title: 'each replica on this node to have something to be built from',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { longhornVolumes, longhornReplicas, longhornEngines, longhornNodes, nodes },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'Each replica on the node can be rebuilt elsewhere',
    meaning:
      'A replica leaves a node by being built anew on another one, from a healthy replica. A volume that wants one copy is built from the one that is here, so that one has to be healthy. A `strict-local` volume keeps its replica beside its pod: it cannot leave.',
    next: 'Wait for the rebuild (`bramble volumes`); for a strict-local volume set its dataLocality to best-effort, in Longhorn.',
    references: [
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/disks-or-nodes-eviction/',
      'https://longhorn.io/docs/1.12.1/high-availability/data-locality/',
    ],
  },

  ask(storage, { node = '', now }) {
    const stuck = storage.longhornVolumes.flatMap((volume): Verdict[] => {
      const here = replicasOf(volume, storage).some(({ nodeName }) => nodeName === node)
      if (!here || volume.deletedAt || !wantsOneCopy(volume)) return []
      const why = whyItStays(volume, storage, now)
      if (why === undefined) return []
      const reason = `${volumeName(volume)} ${why}`
      return [
        fail(reason, { subject: `volume/${volume.name}`, evidence: [because(volume, reason)] }),
      ]
    })
    return stuck.length > 0 ? stuck : pass()
  },
})

function whyItStays(volume: Volume, storage: Storage, now: number): string | undefined {
  if (volume.dataLocality === 'strict-local') return 'is strict-local: its replica cannot leave'
  if (neverAttached(volume, storage)) return undefined
  const reasons = replicasOf(volume, storage).map((one) => whyNoTwin(one, volume, storage, now))
  return reasons.includes(undefined)
    ? undefined
    : `has no healthy replica to be built from: ${reasons.join('; ')}`
}
