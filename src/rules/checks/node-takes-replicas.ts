import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeTakesReplicas = defineCheck({
  id: 'node-takes-replicas',
  title: 'Longhorn to place replicas on this node again',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornNodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Longhorn places replicas on the node again',
    meaning:
      'Longhorn places new replicas on a node whose `spec.allowScheduling` is true and from which no eviction is asked for.',
    next: '`bramble storage on NODE`',
    references: [
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/disks-or-nodes-eviction/',
    ],
  },

  ask({ longhornNodes }, { node }) {
    const found = longhornNodes.find(({ name }) => name === node)
    if (!found) return unknown('Longhorn lists no node of this name')
    if (found.evictionRequested) {
      const reason = `replicas are still to leave ${found.name}`
      return fail(reason, { evidence: [because(found, reason)] })
    }
    const reason = `${found.name} takes no replicas`
    return found.allowScheduling ? pass() : fail(reason, { evidence: [because(found, reason)] })
  },
})
