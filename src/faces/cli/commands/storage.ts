import { usageError } from '#src/model/error.ts'
import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'

interface Options extends RunOptions {
  evict?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'storage',
    arguments: '<on|off> <node>',
    summary: 'let Longhorn place replicas on a node or not, behind gates',
    more: 'off: no new replicas come to the node; those that are there stay, unless --evict moves them.\non: it takes replicas again, and an eviction ends.',
    examples: [
      'bramble storage off pi03',
      'bramble storage off pi03 --evict --dry-run',
      'bramble storage on pi03',
    ],
  },
  options: [
    { flags: '--evict', summary: 'with off: build every replica elsewhere first, then remove it' },
    ...acceptOptions,
    dryRunOption,
  ],
  run(call) {
    const [state = '', ...args] = call.args
    const { evict } = call.options
    if (state !== 'on' && state !== 'off')
      throw usageError(
        'storage-state',
        `"${state.slice(0, 40)}" is neither on nor off: that comes first, then the node`,
        {
          next: 'bramble storage --help',
        },
      )
    if (state === 'on' && evict)
      throw usageError('storage-options', '--evict belongs to off: it empties the node', {
        next: 'bramble storage --help',
      })
    return runGoal(`storage ${state}`, { ...call, args }, { options: evict ? { evict } : {} })
  },
})
