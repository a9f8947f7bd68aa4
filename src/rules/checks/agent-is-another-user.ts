import { localAgents } from '#src/model/facts/local-agents.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const agentIsAnotherUser = defineCheck({
  id: 'agent-is-another-user',
  title: 'agents to run as another user than the one who approves',
  scope: 'cluster',
  severity: 'info',
  reads: { localAgents },
  staleAfterSeconds: 3600,
  docs: {
    heading: 'Agents run as another user than the approver',
    meaning:
      'Approvals keep an agent from changing the cluster by itself, and stop what a line in a log may have talked it into. An agent that runs as the approver’s own user is stopped by nothing but its manners: it can rewrite `approvals:` in bramble.yaml, replace the passphrase, and use the kubeconfig and the SSH keys without Bramble.',
    next: 'Let the agent run as a user of its own, without your kubeconfig, your SSH keys and your home.',
    references: ['https://docs.openclaw.ai/gateway/security'],
  },

  ask({ localAgents }) {
    if (localAgents.length === 0) return pass()
    return localAgents.map((found) => {
      const runs = found.seenIn === 'environment' ? 'asks' : 'runs'
      const can = found.passphraseKept
        ? 'it could replace the approver’s passphrase'
        : 'it could choose the approver’s passphrase, since nobody has yet'
      const reason = `${found.agent} ${runs} as this user: ${can}`
      return fail(reason, { subject: `agent/${found.agent}`, evidence: [because(found, reason)] })
    })
  },
})
