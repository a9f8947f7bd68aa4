import { nodes } from '#src/model/facts/kubernetes.ts'
import { nodeContainers, nodeIdentity, nodePreparation, units } from '#src/model/facts/node.ts'
import { machineDigest } from '#src/model/machine-digest.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import type { Read } from '../reading.ts'
import { containersAreGone } from './containers-are-gone.ts'
import { nodeIsTheOneMeant } from './node-is-the-one-meant.ts'
import { serviceIsStopped } from './service-is-stopped.ts'

const reads = { nodes, nodeIdentity, nodePreparation, nodeContainers, units }
type Seen = Read<typeof reads>

/**
 * What `node-is-the-one-meant` asks, for a step that only ends K3s. That one can never pass where a
 * board lost its power after K3s was disabled, since no kubelet reports its new boot.
 */
export const boardBelongsToNode = defineCheck({
  id: 'board-belongs-to-node',
  title: 'the board that answers to be the one of this node',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads,
  staleAfterSeconds: 60,
  docs: {
    heading: 'The board at this address is this node',
    meaning:
      'The boot id that the board says over SSH is the one that its kubelet reported. Where K3s does not run there, no kubelet reports a new boot: then the machine id has to be the one that the kubelet reported before, and no other node may have it. Where neither holds, the address in bramble.yaml leads to another board, and what is meant for one node would be done to another.',
    next: 'Compare `cat /etc/machine-id /proc/sys/kernel/random/boot_id` on the board with `kubectl get node NODE -o yaml` (machineID, bootID), and mend the address in bramble.yaml.',
    references: [
      'https://docs.kernel.org/admin-guide/sysctl/kernel.html#random',
      'https://www.freedesktop.org/software/systemd/man/latest/machine-id.html',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/nodestatus/setters.go',
    ],
  },

  ask(seen, about) {
    const byBoot: Verdict | readonly Verdict[] = nodeIsTheOneMeant.ask(seen, about)
    const isRunning = [serviceIsStopped, containersAreGone].some(
      (check) => kindOf(check.ask(seen, about)) !== 'pass',
    )
    return kindOf(byBoot) !== 'fail' || isRunning ? byBoot : byMachine(seen, about.node)
  },
})

function byMachine({ nodes, nodePreparation }: Seen, node: string | undefined): Verdict {
  const reported = nodes.find(({ name }) => name === node)?.machineDigest
  const own = nodePreparation.find((board) => board.node === node)
  if (reported === undefined) return unknown('the API server shows no machine id of this node')
  if (own?.machineId === undefined) return unknown('the board did not say its machine id')
  const refuse = (reason: string) => fail(reason, { evidence: [because(own, reason)] })
  if (machineDigest(own.machineId) !== reported)
    return refuse(
      `no K3s runs on the board that answers over SSH, and its machine id is not the one that the kubelet of ${node} reported`,
    )
  const copies = nodes.filter((one) => one.name !== node && one.machineDigest === reported)
  if (copies.length === 0) return pass()
  const names = copies.map(({ name }) => name).join(', ')
  return refuse(
    `no K3s runs there to report its boot, and its machine id is that of ${names} too: one was copied from the other`,
  )
}

function kindOf(verdict: Verdict | readonly Verdict[]): Verdict['kind'] | undefined {
  return 'kind' in verdict ? verdict.kind : undefined
}
