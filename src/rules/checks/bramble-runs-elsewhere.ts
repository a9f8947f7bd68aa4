import { nodes } from '#src/model/facts/kubernetes.ts'
import { observers } from '#src/model/facts/observer.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { isSameBoot } from '../own-node.ts'

export const brambleRunsElsewhere = defineCheck({
  id: 'bramble-runs-elsewhere',
  title: 'Bramble to run on another machine than this node',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodes, observers },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Bramble does not run on this node',
    meaning:
      'The boot id of the machine that Bramble runs on is that of another machine than this node. A Bramble that takes its own power away cannot give it back, and cannot write down what became of it.',
    next: 'Start it from another machine: a laptop with the same bramble.yaml and kubeconfig.',
    references: ['https://docs.kernel.org/admin-guide/sysctl/kernel.html#random'],
  },

  ask({ nodes, observers }, { node }) {
    const [own] = observers
    const found = nodes.find(({ name }) => name === node)
    if (!own || !found) return unknown('it is not known which machine is which')
    if (!isSameBoot(own, found)) {
      // Its kubelet may not have reported since the boot that Bramble runs in.
      if (own.hostname !== node) return pass()
      return unknown(`this machine is called ${node} too, and it runs another boot`)
    }
    const reason = `Bramble runs on ${node} itself (boot ${own.bootId})`
    return fail(reason, { evidence: [because(own, reason)] })
  },
})
