import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeTakesNoReplicas = defineCheck({
  id: 'node-takes-no-replicas',
  title: 'Longhorn to place no more replicas on this node',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornNodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Longhorn places no new replicas on the node',
    meaning:
      'With `spec.allowScheduling` false Longhorn places no new replica on the node. Those that are there stay and are used.',
    next: '`bramble storage off NODE`',
    references: [
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/disks-or-nodes-eviction/',
    ],
  },

  ask({ longhornNodes }, { node }) {
    const found = longhornNodes.find(({ name }) => name === node)
    if (!found) return unknown('Longhorn lists no node of this name')
    const reason = `${found.name} takes new replicas`
    return found.allowScheduling ? fail(reason, { evidence: [because(found, reason)] }) : pass()
  },
})
