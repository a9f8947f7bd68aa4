import { longhornNodes, longhornSettings } from '#src/model/facts/longhorn.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { mayHoldReplicas, sharesNodes } from '../replica-room.ts'
import { replicaWishOf } from '../replica-wish.ts'

export const replicasFitNodes = defineCheck({
  id: 'replicas-fit-nodes',
  title: 'the nodes to hold that many replicas, and one node more',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornNodes, longhornSettings },
  staleAfterSeconds: 60,
  docs: {
    heading: 'There are enough nodes for that many replicas',
    meaning:
      'Longhorn puts no two replicas of a volume on one node. More replicas than nodes stay missing for ever and block every drain. As many replicas as nodes cannot be made whole after the loss of one node until that node is back. So the ceiling is one less than the nodes that may hold replicas: 2 is right for most small clusters, 3 for what is precious on four nodes or more.',
    next: 'Ask for fewer, or add a storage node.',
    accepting: 'The volumes stay degraded until there are more nodes.',
    references: [
      'https://longhorn.io/docs/1.12.1/best-practices/',
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/scheduling/',
    ],
  },

  ask({ longhornNodes, longhornSettings }, { wish }) {
    const { count } = replicaWishOf(wish)
    const homes = longhornNodes.filter(mayHoldReplicas)
    const reason = whyTooMany(count, homes.length, sharesNodes(longhornSettings))
    if (reason === undefined) return pass(`${homes.length} nodes may hold a replica`)
    return fail(reason, {
      subject: `replicas/${count}`,
      evidence: homes.map((home) => because(home, `${home.name} may hold replicas`)),
    })
  },
})

function whyTooMany(count: number, homes: number, shares: boolean): string | undefined {
  const nodes = homes === 1 ? '1 node may hold one' : `${homes} nodes may hold one`
  if (count > homes && shares)
    return `${count} replicas, and ${nodes}: soft anti-affinity lets them share a node, which is lost as one`
  if (count > homes) return `${count} replicas, and ${nodes}: such a volume stays degraded for ever`
  // Two copies on two nodes are better than one, although neither can be replaced elsewhere.
  if (count === homes && count > 2)
    return `${count} replicas, and ${nodes}: after the loss of one nothing can be made whole before it is back`
  return undefined
}
