import { nodes } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornSettings,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { mayHoldReplicas, noRoomFor, withoutRoom } from '../replica-room.ts'
import { replicaWishOf } from '../replica-wish.ts'

export const disksHaveRoomForReplicas = defineCheck({
  id: 'disks-have-room-for-replicas',
  title: 'disks of other nodes to have room for the new replicas',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: {
    longhornVolumes,
    longhornReplicas,
    longhornEngines,
    longhornNodes,
    longhornSettings,
    nodes,
  },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Disks of other nodes have room for new replicas',
    meaning:
      'A new replica needs a node without one of the same volume, Ready and schedulable, and on it a disk with room: its size within what over-provisioning allows, and its data without falling below the share that Longhorn keeps free. Otherwise the volume is degraded until there is room.',
    next: 'Free or add a disk, or bring the node back that is away.',
    accepting: 'The volume is degraded until there is room.',
    references: ['https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/scheduling/'],
  },

  ask({ longhornSettings, ...storage }, { wish }) {
    const { count, volumes } = replicaWishOf(wish)
    const growing = storage.longhornVolumes.filter(
      ({ name, wantedReplicas = 0 }) => volumes.includes(name) && wantedReplicas < count,
    )
    // More than there are nodes is another gate's to refuse.
    const most = Math.min(count, storage.longhornNodes.filter(mayHoldReplicas).length)
    const lacking = withoutRoom(growing, most, storage, longhornSettings).map(
      ({ volume, missing }) =>
        noRoomFor(volume, missing === 1 ? 'the new replica' : `${missing} new replicas`),
    )
    return lacking.length > 0 ? lacking : pass()
  },
})
