import check from './commands/check.ts'
import completion from './commands/completion.ts'
import diagnose from './commands/diagnose.ts'
import explain from './commands/explain.ts'
import nodes from './commands/nodes.ts'
import status from './commands/status.ts'
import volumes from './commands/volumes.ts'
import type { Command } from './define-command.ts'

/** All commands, in the order of --help. Completion, the reference page and --help come from here. */
export const commands: readonly Command[] = [
  status,
  nodes,
  volumes,
  check,
  diagnose,
  explain,
  completion,
]
