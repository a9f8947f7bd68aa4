import { BrambleError } from '#src/model/error.ts'
import { cleanLine } from '#src/model/text.ts'
import type { InitOptions, NewKey } from '#src/operations/init.ts'
import type { Terminal } from './define-command.ts'

type InitQuestions = InitOptions['questions']

/**
 * What init asks a person. The prompts' library writes cursor codes wherever it writes, so it is
 * loaded only at a terminal; and it writes to stderr, as stdout is for the answer.
 */
export function initQuestions(
  terminal: Terminal,
  { yes }: { readonly yes: boolean },
): InitQuestions {
  const canAsk = terminal.inIsTerminal && terminal.errIsTerminal
  return {
    async chooseHosts(hosts) {
      if (yes || !canAsk) return []
      const { isCancel, multiselect } = await import('@clack/prompts')
      const chosen = await multiselect({
        message: 'Which Hosts of ~/.ssh/config are nodes of the cluster?',
        options: hosts.map(({ host, address }) => ({ value: host, label: host, hint: address })),
        required: false,
        output: process.stderr,
      })
      return isCancel(chosen) ? [] : chosen
    },
    async acceptKeys(keys) {
      terminal.err(keyLines(keys))
      if (yes) return true
      if (!canAsk) throw noTerminal()
      const { confirm, isCancel } = await import('@clack/prompts')
      const answer = await confirm({
        message: keys.length === 1 ? 'Pin this host key?' : `Pin these ${keys.length} host keys?`,
        initialValue: false,
        output: process.stderr,
      })
      return !isCancel(answer) && answer
    },
  }
}

function keyLines(keys: readonly NewKey[]): string {
  const width = Math.max(...keys.map(({ node }) => node.length))
  const lines = keys.map(({ node, address, type, fingerprint }) => {
    const where = node === address ? '' : `  ${address}`
    return `  ${node.padEnd(width)}  ${type.replace(/^ssh-/, '')}  ${fingerprint}${where}`
  })
  const how = 'Compare on each node: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'
  return `Host keys seen for the first time:\n${lines.map(cleanLine).join('\n')}\n${how}\n`
}

function noTerminal(): BrambleError {
  return new BrambleError({
    code: 'approval-needed',
    kind: 'usage',
    message: 'these host keys need a yes, and there is no terminal to ask at',
    next: 'compare them on the nodes, then: bramble init --yes',
  })
}
