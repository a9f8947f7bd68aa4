import { nodes } from '#src/model/facts/kubernetes.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeIsTheOneMeant = defineCheck({
  id: 'node-is-the-one-meant',
  title: 'SSH and the API to speak of the same board',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodes, nodeIdentity },
  staleAfterSeconds: 60,
  docs: {
    heading: 'SSH and the API speak of the same board',
    meaning:
      'The boot id that the board says over SSH is the one that its kubelet reported. Where they differ, the address in bramble.yaml leads to another board, and what is meant for one node would be done to another; or the kubelet has not reported since the board started.',
    next: 'Compare `cat /proc/sys/kernel/random/boot_id` on the board with `kubectl get node NODE -o yaml` (bootID), and mend the address in bramble.yaml.',
    references: ['https://docs.kernel.org/admin-guide/sysctl/kernel.html#random'],
  },

  ask({ nodes, nodeIdentity }, { node }) {
    const reported = nodes.find(({ name }) => name === node)?.bootId
    const own = nodeIdentity.find((identity) => identity.node === node)
    if (reported === undefined) return unknown('the API server shows no boot id of this node')
    if (own?.bootId === undefined) return unknown('the board did not say its boot id')
    const reason = `over SSH ${own.hostname} answers with boot id ${own.bootId}, and the kubelet of ${node} reported ${reported}`
    return own.bootId === reported ? pass() : fail(reason, { evidence: [because(own, reason)] })
  },
})
