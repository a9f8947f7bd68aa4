import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { whyNotReady } from '../ready-nodes.ts'

export const otherNodesAreReady = defineCheck({
  id: 'other-nodes-are-ready',
  title: 'all other nodes to be Ready',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'All other nodes are Ready',
    meaning:
      'One node at a time: with another one down already, what this node gives up has fewer places to go, and the cluster has no reserve left.',
    next: '`bramble diagnose` says why the other node is down.',
    accepting: 'One more node is away at the same time.',
    references: ['https://docs.k3s.io/upgrades/manual'],
  },

  ask({ nodes }, { node, now }) {
    const down = nodes.flatMap((other): Verdict[] => {
      const why = other.name === node ? undefined : whyNotReady(other, now)
      if (why === undefined) return []
      const subject = `node/${other.name}`
      return [fail(why, { subject, evidence: [because(other, `${other.name}: ${why}`)] })]
    })
    return down.length > 0 ? down : pass()
  },
})
