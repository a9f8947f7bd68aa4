import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { disksHaveRoomForReplicas } from '#src/rules/checks/disks-have-room-for-replicas.ts'
import { replicasFitNodes } from '#src/rules/checks/replicas-fit-nodes.ts'
import { volumesKeepACopy } from '#src/rules/checks/volumes-keep-a-copy.ts'
import { volumesWantReplicas } from '#src/rules/checks/volumes-want-replicas.ts'
import { replicasOf, type Storage, type Volume, volumeName } from '#src/rules/replica-health.ts'
import { setWantedReplicas, wantedReplicasOf } from '#src/transport/kubernetes/longhorn-objects.ts'
import { orAbsent } from '#src/transport/kubernetes/or-absent.ts'
import { availabilityGate, dataGate, defineStep, type StepContext } from './define-step.ts'
import { replicaCount } from './replica-count.ts'

/**
 * How many replicas each of some volumes is to have. Longhorn builds what is missing at its own
 * pace; what is too many it keeps, unless data locality, auto-balance or an eviction makes it
 * choose one to take away: https://longhorn.io/docs/1.12.1/concepts/#23-replicas
 */
export const setVolumeReplicas = defineStep({
  id: 'set-volume-replicas',
  title: ({ count, volumes }) => titleOf(count, volumes),
  input: z.object({ count: replicaCount, volumes: z.array(z.string().min(1)).min(1) }),
  reads: { longhornVolumes, longhornReplicas, longhornEngines, longhornNodes, nodes },
  risk: 'destructive',
  // One copy is asked twice: a broken disk then takes what is on it.
  riskOf: ({ count }) => (count === 1 ? 'destructive' : 'disruptive'),
  about: ({ count, volumes }) => ({ wish: { count, volumes } }),
  requires: [
    dataGate(volumesKeepACopy),
    availabilityGate(replicasFitNodes),
    availabilityGate(disksHaveRoomForReplicas),
  ],
  verify: [volumesWantReplicas],

  preview: ({ count, volumes }, storage) =>
    volumes.map((name) => previewOf(name, count, storage)).sort(),

  remembered: z.object({ before: z.record(z.string(), replicaCount) }),
  async remember({ volumes }, { kube, signal }) {
    const before: Record<string, number> = {}
    for (const name of volumes) {
      const count = await wantedReplicasOf(kube, name, { signal })
      if (count !== undefined) before[name] = count
    }
    return { before }
  },

  async apply({ count, volumes }, context) {
    for (const name of volumes) await setCount(name, count, context)
  },

  async undo(_, { before }, context) {
    // A volume that was deleted in the meantime has nothing to go back to.
    for (const [name, count] of Object.entries(before))
      await orAbsent(setCount(name, count, context), undefined)
  },
})

function titleOf(count: number, volumes: readonly string[]): string {
  const what = volumes.length === 1 ? (volumes[0] ?? '') : `${volumes.length} volumes`
  return count === 1 ? `Keep one replica of ${what}` : `Set ${what} to ${count} replicas`
}

async function setCount(name: string, count: number, context: StepContext): Promise<void> {
  const { kube, signal, say, stopHere } = context
  stopHere()
  if ((await wantedReplicasOf(kube, name, { signal })) === count) return
  const now = await setWantedReplicas(kube, name, count, { signal })
  if (now !== count)
    throw clusterError(
      'replicas-without-effect',
      `The API server took the change of ${name}, but it wants ${now ?? 'no number of'} replicas.`,
      { next: '`kubectl -n longhorn-system get volumes.longhorn.io`: something sets it back.' },
    )
  say(`${name} wants ${count} replicas`)
}

function previewOf(name: string, count: number, storage: Storage): string {
  const volume = storage.longhornVolumes.find((candidate) => candidate.name === name)
  if (!volume) return `${name}: not listed any more`
  const before = volume.wantedReplicas ?? 0
  return `${volumeName(volume)}: ${before} → ${count}; ${consequence(volume, before, count, storage)}`
}

function consequence(volume: Volume, before: number, count: number, storage: Storage): string {
  const healthy = replicasOf(volume, storage).filter(
    ({ healthyAt, failedAt }) => healthyAt && !failedAt,
  )
  const on = healthy.map(({ nodeName }) => nodeName ?? '?').sort()
  const has = on.length > 0 ? `healthy on ${on.join(', ')}` : 'none healthy'
  if (count > before) return `${has}; ${Math.max(0, count - on.length)} to be built`
  if (count === 1) return `${has}; one copy is all it is then sure to have`
  return on.length > count ? `${has}; Longhorn may keep the spare one` : has
}
