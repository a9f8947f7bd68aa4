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
import { replicasOf } from '../replica-health.ts'
import { noRoomFor, withoutRoom } from '../replica-room.ts'

export const disksHaveRoomWithoutNode = defineCheck({
  id: 'disks-have-room-without-node',
  title: 'disks of other nodes to have room for the replicas of this one',
  scope: 'node',
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
    heading: "Disks of other nodes have room for this node's replicas",
    meaning:
      'Each replica that leaves needs a node without one of the same volume, Ready and schedulable, and on it a disk with room: its size within what over-provisioning allows, and its data without falling below the share that Longhorn keeps free. Without it the eviction waits for ever.',
    next: 'Free or add a disk, or lower what a volume wants: `bramble replicas COUNT --volume NAME`.',
    accepting: 'The eviction waits for room, and stops where that takes too long.',
    references: ['https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/scheduling/'],
  },

  ask({ longhornSettings, ...storage }, { node }) {
    const here = new Set(
      storage.longhornReplicas.filter((one) => one.nodeName === node).map(({ volume }) => volume),
    )
    const leaving = storage.longhornVolumes.filter(
      ({ name, deletedAt, dataLocality }) =>
        here.has(name) && !deletedAt && dataLocality !== 'strict-local',
    )
    const without = {
      ...storage,
      longhornNodes: storage.longhornNodes.filter(({ name }) => name !== node),
      longhornReplicas: storage.longhornReplicas.filter(({ nodeName }) => nodeName !== node),
    }
    const most = without.longhornNodes.length
    // As many as it has now: one that is missing already is another check's to name.
    const lacking = withoutRoom(
      leaving,
      (volume) => Math.min(replicasOf(volume, storage).length, volume.wantedReplicas ?? 1, most),
      without,
      longhornSettings,
    ).map(({ volume }) => noRoomFor(volume, 'its replica'))
    return lacking.length > 0 ? lacking : pass()
  },
})
