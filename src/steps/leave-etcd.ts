import * as z from 'zod'
import { anotherServerAnswers } from '#src/rules/checks/another-server-answers.ts'
import { etcdIsOddWithoutMember } from '#src/rules/checks/etcd-is-odd-without-member.ts'
import { etcdKeepsQuorumWithoutMember } from '#src/rules/checks/etcd-keeps-quorum-without-member.ts'
import { etcdMemberHasLeft } from '#src/rules/checks/etcd-member-has-left.ts'
import { removeMemberAnnotation } from '#src/rules/etcd-members.ts'
import { patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { dataGate, defineStep, notice } from './define-step.ts'

const longestSeconds = 300

/**
 * Lets K3s take a server out of etcd while all members still answer. Were it stopped first, etcd
 * would count a member that is down. The server's own K3s ends once it is out.
 */
export const leaveEtcd = defineStep({
  id: 'leave-etcd',
  title: ({ node }) => `Take ${node} out of etcd`,
  input: z.object({ node: z.string().min(1) }),
  reads: {},
  risk: 'destructive',
  about: ({ node }) => ({ node }),
  requires: [
    dataGate(etcdKeepsQuorumWithoutMember),
    dataGate(anotherServerAnswers),
    notice(etcdIsOddWithoutMember),
  ],
  verify: [etcdMemberHasLeft],
  verifyWithinSeconds: () => longestSeconds,

  preview: ({ node }) => [
    `annotate ${node} with ${removeMemberAnnotation}=true: K3s removes the member`,
    `the API at ${node} ends; other servers answer`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  async apply({ node }, { kube, signal, say }) {
    const patch = { metadata: { annotations: { [removeMemberAnnotation]: 'true' } } }
    await patchNode(kube, node, patch, { signal })
    say(`waiting until K3s has taken ${node} out of etcd`)
  },

  // A member that was removed never comes back under its old identity.
  undo: 'impossible',
})
