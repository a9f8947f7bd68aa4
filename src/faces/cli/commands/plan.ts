import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { type RunOptions, runOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'plan',
    arguments: '<goal...>',
    summary: 'show what a goal would do, and store it under its digest',
    more: 'Goals: those of the commands that change something, in their words: drain, storage off, service stop…\nWith --dry-run the command of a goal does the same and takes all options of the goal.',
    examples: [
      'bramble plan drain pi03',
      'bramble plan storage off pi03',
      'bramble plan update os',
    ],
  },
  options: runOptions,
  async run(call) {
    const { goalIn } = await import('#src/operations/run/goal-in.ts')
    const { name, target } = goalIn(call.args)
    return runGoal(name, {
      ...call,
      args: [target],
      options: { ...call.options, dryRun: true },
    })
  },
})
