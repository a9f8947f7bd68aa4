import { createInterface } from 'node:readline/promises'
import { BrambleError } from '#src/model/error.ts'
import type { Approve } from '#src/operations/run/site.ts'
import type { Terminal } from './define-command.ts'

/**
 * Asks the person at the terminal, twice for a destructive plan. Without a terminal nobody can be
 * asked: the plan stays stored, and somebody applies it at one.
 */
export function askAtTerminal(terminal: Terminal): Approve {
  return async ({ digest, risk }) => {
    if (!terminal.inIsTerminal || !terminal.errIsTerminal)
      throw new BrambleError({
        code: 'approval-needed',
        kind: 'usage',
        message: 'this plan needs a yes, and there is no terminal to ask at',
        next: `at a terminal: bramble apply ${digest.slice(0, 12)}`,
      })
    const questions =
      risk === 'destructive'
        ? ['Go? [y/N] ', 'This cannot be taken back. Really? [y/N] ']
        : ['Go? [y/N] ']
    const reader = createInterface({ input: process.stdin, output: process.stderr })
    try {
      for (const question of questions) {
        const said = await reader.question(question)
        if (!/^y(es)?$/i.test(said.trim())) return undefined
      }
      return 'terminal'
    } finally {
      reader.close()
    }
  }
}
