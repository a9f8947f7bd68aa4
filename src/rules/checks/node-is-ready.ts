import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { lastSignOf } from '../ready-nodes.ts'

/** A lease is renewed every 10 s; four misses are more than a slow moment. */
const oldLeaseSeconds = 40

export const nodeIsReady = defineCheck({
  id: 'node-is-ready',
  title: 'node to be Ready',
  scope: 'node',
  severity: 'critical',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node is Ready',
    meaning:
      'The kubelet reports Ready=True and its lease in kube-node-lease is fresh. A node that vanished keeps its last Ready=True for up to 50 seconds: the lease is the earlier sign.',
    next: '`bramble diagnose` looks at the node, the server and the way between them.',
    references: ['https://kubernetes.io/docs/reference/node/node-status/#condition'],
  },

  ask({ nodes }, { node, now }) {
    const found = nodes.find((candidate) => candidate.name === node)
    if (!found) return unknown('the API server lists no node of this name')
    const ready = found.conditions.find((condition) => condition.type === 'Ready')
    if (!ready) return unknown('the API server shows no Ready condition')
    const said = `Ready=${ready.status} ${ready.reason ?? ''} ${ready.message ?? ''}`.trim()
    const evidence = [because(found, said)]
    switch (ready.status) {
      case 'False':
        return fail(`${ready.reason}: ${ready.message}`, { evidence })
      case 'Unknown':
        // The kubelet went silent and every condition turns Unknown with it. For the cluster's
        // health that is a failed node; what is wrong on it stays unknown.
        return fail(`kubelet silent since ${lastSignOf(found) ?? 'an unknown time'}`, { evidence })
      case 'True': {
        const age = leaseAgeSeconds(found.leaseRenewedAt, now)
        if (age <= oldLeaseSeconds) return pass()
        return fail(`Ready, but its lease was last renewed ${Math.round(age)} s ago`, { evidence })
      }
    }
  },
})

/** 0 where the API shows no lease: older clusters and restricted readers have none. */
function leaseAgeSeconds(renewedAt: string | undefined, now: number): number {
  return renewedAt === undefined ? 0 : (now - Date.parse(renewedAt)) / 1000
}
