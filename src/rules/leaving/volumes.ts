import type * as z from 'zod'
import type { VolumeCopies } from '#src/model/can.ts'
import type { Origin } from '#src/model/facts/define.ts'
import type { persistentVolumes } from '#src/model/facts/kubernetes.ts'
import { replicasOf, type Storage, type Volume, whyNoTwin } from '../replica-health.ts'

/**
 * Every Longhorn volume with a replica on the node or attached to it, and where its other copies
 * are. What must not leave comes first.
 *
 * @param now milliseconds since the epoch
 */
export function copiesOf(node: string, storage: Storage, now: number): readonly VolumeCopies[] {
  return storage.longhornVolumes
    .filter(({ deletedAt }) => deletedAt === undefined)
    .flatMap((volume) => copies(volume, node, storage, now) ?? [])
    .toSorted((one, other) => Number(survives(one)) - Number(survives(other)))
}

/** True where a healthy copy stays, whatever becomes of the node. */
export function survives({ elsewhere }: VolumeCopies): boolean {
  return elsewhere.some(({ healthy }) => healthy)
}

function copies(
  volume: Volume,
  node: string,
  storage: Storage,
  now: number,
): VolumeCopies | undefined {
  const replicas = replicasOf(volume, storage)
  const here = replicas.filter((replica) => replica.nodeName === node)
  const attachedHere = volume.currentNode === node
  if (here.length === 0 && !attachedHere) return undefined
  return {
    name: volume.name,
    ...claimOf(volume),
    kind: 'longhorn',
    ...(volume.wantedReplicas !== undefined && { wantedReplicas: volume.wantedReplicas }),
    attachedHere,
    healthyHere: here.some(({ healthyAt, failedAt }) => Boolean(healthyAt) && !failedAt),
    elsewhere: replicas
      .filter((replica) => replica.nodeName !== node)
      .map((replica) => {
        const reason = whyNoTwin(replica, volume, storage, now)
        const healthy = reason === undefined
        return { node: replica.nodeName ?? '', healthy, ...(reason !== undefined && { reason }) }
      }),
  }
}

/** A volume in a folder of the node: there is no other copy. */
export function localCopy(volume: z.infer<typeof persistentVolumes.schema> & Origin): VolumeCopies {
  return {
    name: volume.name,
    ...claimOf(volume),
    kind: 'local',
    attachedHere: true,
    healthyHere: true,
    elsewhere: [],
  }
}

function claimOf({
  claimNamespace,
  claimName,
}: {
  readonly claimNamespace?: string | undefined
  readonly claimName?: string | undefined
}): { claim?: string } {
  return claimName === undefined ? {} : { claim: `${claimNamespace ?? ''}/${claimName}` }
}
