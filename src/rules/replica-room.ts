import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { longhornNodes, longhornSettings } from '#src/model/facts/longhorn.ts'
import { because, fail, type Verdict } from '#src/model/verdict.ts'
import { settingOf } from './longhorn-setting.ts'
import { replicasOf, type Storage, type Volume, volumeName } from './replica-health.ts'

type StorageNode = z.infer<typeof longhornNodes.schema> & Origin
type Disk = StorageNode['disks'][number]
type Settings = readonly z.infer<typeof longhornSettings.schema>[]

/** True for a node that is meant to hold replicas, also while it is away or full. */
export function mayHoldReplicas({ allowScheduling, disks }: StorageNode): boolean {
  return allowScheduling && disks.some((disk) => disk.allowScheduling !== false)
}

/** Soft anti-affinity lets several replicas of a volume share a node. */
export function sharesNodes(settings: Settings): boolean {
  return settingOf(settings, 'replica-soft-anti-affinity') === 'true'
}

interface Room {
  readonly node: string
  readonly disk: Disk
  scheduledBytes: number
  availableBytes: number
}

/**
 * Volumes whose new replicas find no disk: each takes the roomiest disk of a node that holds none
 * of the volume's replicas yet, and what one volume takes the next one does not find.
 *
 * @param count replicas that each volume, or this volume, is to have
 */
export function withoutRoom(
  volumes: readonly Volume[],
  count: number | ((volume: Volume) => number),
  storage: Storage,
  settings: Settings,
): readonly { readonly volume: Volume; readonly missing: number }[] {
  const rooms = storage.longhornNodes.filter(takesReplicas).flatMap(roomsOf)
  return volumes.flatMap((volume) => {
    const holders = new Set(
      replicasOf(volume, storage)
        .filter(({ failedAt }) => !failedAt)
        .map(({ nodeName }) => nodeName),
    )
    const wanted = typeof count === 'number' ? count : count(volume)
    let missing = Math.max(0, wanted - holders.size)
    while (missing > 0) {
      const room = roomiest(rooms, volume, settings, holders)
      if (!room) break
      room.scheduledBytes += volume.sizeBytes ?? 0
      room.availableBytes -= volume.actualSizeBytes ?? 0
      holders.add(room.node)
      missing -= 1
    }
    return missing > 0 ? [{ volume, missing }] : []
  })
}

function takesReplicas(node: StorageNode): boolean {
  const fine = (type: string) =>
    node.conditions.find((condition) => condition.type === type)?.status !== 'False'
  return mayHoldReplicas(node) && !node.evictionRequested && fine('Ready') && fine('Schedulable')
}

function roomsOf(node: StorageNode): Room[] {
  return node.disks
    .filter((disk) => disk.allowScheduling !== false && !isBroken(disk))
    .map((disk) => ({
      node: node.name,
      disk,
      scheduledBytes: disk.scheduledBytes ?? 0,
      availableBytes: disk.availableBytes ?? 0,
    }))
}

function isBroken({ conditions }: Disk): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'False')
}

function roomiest(
  rooms: readonly Room[],
  volume: Volume,
  settings: Settings,
  holders: ReadonlySet<string | undefined>,
): Room | undefined {
  const [best] = rooms
    .filter((room) => !holders.has(room.node) && fits(room, volume, settings))
    .toSorted((one, other) => other.availableBytes - one.availableBytes)
  return best
}

/** longhorn-manager v1.12.1, scheduler/replica_scheduler.go, IsSchedulableToDisk. */
function fits(room: Room, volume: Volume, settings: Settings): boolean {
  const percent = (name: string, byDefault: number) => {
    const value = Number(settingOf(settings, name) ?? Number.NaN)
    return (Number.isFinite(value) ? value : byDefault) / 100
  }
  const { maximumBytes = 0, reservedBytes = 0 } = room.disk
  const leastFree = maximumBytes * percent('storage-minimal-available-percentage', 25)
  const most = (maximumBytes - reservedBytes) * percent('storage-over-provisioning-percentage', 100)
  return (
    room.availableBytes - (volume.actualSizeBytes ?? 0) > leastFree &&
    room.scheduledBytes + (volume.sizeBytes ?? 0) <= most
  )
}

/** One volume for whose replicas there is no room, as a gate says it. */
export function noRoomFor(volume: Volume, what: string): Verdict {
  const size = ((volume.sizeBytes ?? 0) / 1024 ** 3).toFixed(1)
  const reason = `${volumeName(volume)}: no disk of another node takes ${what} of ${size} GiB now`
  return fail(reason, { subject: `room/${volume.name}`, evidence: [because(volume, reason)] })
}
