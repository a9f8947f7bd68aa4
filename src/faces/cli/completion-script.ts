import type { Command } from './define-command.ts'
import { globalOptions } from './global-options.ts'

const sharedFlags = globalOptions.map(({ flags }) => longFlag(flags))

function longFlag(flags: string): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags
}

function flagsOf(command: Command): string {
  return [...command.options.map(({ flags }) => longFlag(flags)), ...sharedFlags].join(' ')
}

/** Completes commands and their flags from the one table; undefined for an unknown shell. */
export function completionScript(shell: string, commands: readonly Command[]): string | undefined {
  if (shell === 'bash') return bash(commands)
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`
  return shell === 'fish' ? fish(commands) : undefined
}

function bash(commands: readonly Command[]): string {
  const names = commands.map(({ meta }) => meta.name).join(' ')
  const cases = commands.map(
    (command) => `    ${command.meta.name}) words="${flagsOf(command)}" ;;`,
  )
  return `_bramble() {
  local current=\${COMP_WORDS[COMP_CWORD]} words="${names} ${sharedFlags.join(' ')}"
  local word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do case $word in
${cases.join('\n')}
  esac; done
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _bramble bramble
`
}

function fish(commands: readonly Command[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`
  const lines = commands.flatMap((command) => [
    `complete -c bramble -n __fish_use_subcommand -a ${command.meta.name} -d ${quote(command.meta.summary)}`,
    ...command.options.map(
      ({ flags, summary }) =>
        `complete -c bramble -n '__fish_seen_subcommand_from ${command.meta.name}' -l ${longFlag(flags).slice(2)} -d ${quote(summary)}`,
    ),
  ])
  const shared = globalOptions.map(
    ({ flags, summary }) =>
      `complete -c bramble -l ${longFlag(flags).slice(2)} -d ${quote(summary)}`,
  )
  return `${[...shared, ...lines].join('\n')}\n`
}
