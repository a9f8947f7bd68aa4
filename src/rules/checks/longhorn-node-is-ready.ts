import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const longhornNodeIsReady = defineCheck({
  id: 'longhorn-node-is-ready',
  title: 'Longhorn on the node to be Ready',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornNodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Longhorn is Ready on the node',
    meaning:
      "Longhorn's own Node has Ready=True: its manager runs there and the Kubernetes node is Ready. Until then no replica on it can be used or rebuilt.",
    next: '`kubectl -n longhorn-system get nodes.longhorn.io NODE -o yaml` names the reason.',
    references: ['https://longhorn.io/docs/1.12.1/maintenance/maintenance/'],
  },

  ask({ longhornNodes }, { node }) {
    const found = longhornNodes.find(({ name }) => name === node)
    const ready = found?.conditions.find(({ type }) => type === 'Ready')
    if (!found || !ready) return unknown('Longhorn shows no Ready condition of this node')
    if (ready.status === 'True') return pass()
    const reason = [ready.reason, ready.message].filter(Boolean).join(': ') || 'it is not Ready'
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
