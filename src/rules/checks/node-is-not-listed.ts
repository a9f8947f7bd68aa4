import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeIsNotListed = defineCheck({
  id: 'node-is-not-listed',
  title: 'the cluster and Longhorn to list this node no more',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes, longhornNodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node is gone from Kubernetes and Longhorn',
    meaning:
      'Neither Kubernetes nor Longhorn has an object for the node. A kubelet that still runs would make its own again.',
    next: 'Is K3s stopped there? `bramble service status NODE`',
    references: [
      'https://docs.k3s.io/architecture#fixed-registration-address-for-agent-nodes',
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/',
    ],
  },

  ask({ nodes, longhornNodes }, { wish }) {
    const name = String(wish?.['gone'])
    const subject = `node/${name}`
    const still = [
      { of: 'Kubernetes', found: nodes.find((node) => node.name === name) },
      { of: 'Longhorn', found: longhornNodes.find((node) => node.name === name) },
    ].flatMap(({ of, found }): Verdict[] => {
      if (!found) return []
      const reason = `${of} still lists ${name}`
      return [fail(reason, { subject, evidence: [because(found, reason)] })]
    })
    return still.length > 0 ? still : pass(undefined, subject)
  },
})
