import { nodeContainers } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const containersAreGone = defineCheck({
  id: 'containers-are-gone',
  title: 'no container of K3s to run on this node',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodeContainers },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No container of K3s runs on the node',
    meaning:
      'No container of K3s runs on the node. Stopping the unit alone leaves all of them running: whether a board is well without K3s shows only once they have ended.',
    next: '`bramble resume` ends them again; `bramble service status NODE` says whether K3s runs.',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ nodeContainers }, { node }) {
    const found = nodeContainers.find((candidate) => candidate.node === node)
    if (!found) return unknown('the node did not say what runs on it')
    const reason = `${found.running} containers of K3s run on ${node}`
    return found.running === 0 ? pass() : fail(reason, { evidence: [because(found, reason)] })
  },
})
