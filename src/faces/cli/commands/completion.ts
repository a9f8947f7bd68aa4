import { usageError } from '#src/model/error.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'

export default defineCommand({
  meta: {
    name: 'completion',
    arguments: '<shell>',
    summary: 'print what makes a shell complete commands: bash, zsh or fish',
    examples: ['source <(bramble completion bash)', 'bramble completion fish | source'],
  },
  options: [],

  async run({ args: [shell], terminal }) {
    // Loaded here, not above: the table of commands holds this command too.
    const { commands } = await import('../commands.ts')
    const { completionScript } = await import('../completion-script.ts')
    const script = completionScript(shell ?? '', commands)
    if (script === undefined)
      throw usageError(
        'completion-shell',
        `"${shell}" is no shell that Bramble knows; expected bash, zsh or fish`,
      )
    terminal.out(script)
    return exitCode.well
  },
})
