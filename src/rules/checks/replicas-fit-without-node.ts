import {
  longhornNodes,
  longhornReplicas,
  longhornSettings,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { volumeName, wantsOneCopy } from '../replica-health.ts'
import { mayHoldReplicas, sharesNodes } from '../replica-room.ts'

export const replicasFitWithoutNode = defineCheck({
  id: 'replicas-fit-without-node',
  title: 'the other nodes to hold as many replicas as each volume wants',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornVolumes, longhornReplicas, longhornNodes, longhornSettings },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The other nodes are enough for the replicas that volumes want',
    meaning:
      'A node that goes for good gives its replicas to others first. Where fewer nodes are left than a volume wants replicas, there is no place for the last one: Longhorn moves it for ever, and the volume stays degraded.',
    next: 'Ask for fewer replicas first: `bramble replicas COUNT --volume NAME`.',
    accepting: 'The volumes stay degraded until there are more nodes.',
    references: [
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/disks-or-nodes-eviction/',
    ],
  },

  ask({ longhornVolumes, longhornReplicas, longhornNodes, longhornSettings }, { node }) {
    if (sharesNodes(longhornSettings)) return pass('replicas may share a node')
    const homes = longhornNodes.filter((home) => home.name !== node && mayHoldReplicas(home)).length
    const here = new Set(
      longhornReplicas.filter(({ nodeName }) => nodeName === node).map(({ volume }) => volume),
    )
    const stuck = longhornVolumes
      .filter((volume) => here.has(volume.name) && !wantsOneCopy(volume) && !volume.deletedAt)
      .filter(({ wantedReplicas = 0 }) => wantedReplicas > homes)
      .map((volume): Verdict => {
        const reason = `${volumeName(volume)} wants ${volume.wantedReplicas} replicas; without ${node} ${homes} nodes may hold one`
        return fail(reason, {
          subject: `replicas/${volume.name}`,
          evidence: [because(volume, reason)],
        })
      })
    return stuck.length > 0 ? stuck : pass()
  },
})
