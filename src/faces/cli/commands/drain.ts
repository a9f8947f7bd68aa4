import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'drain',
    arguments: '<node>',
    summary: 'move everything off a node, behind gates',
    more: 'Short for plan, show, ask, apply.',
    examples: ['bramble drain pi03', 'bramble drain pi03 --dry-run'],
  },
  options: [...runOptions, dryRunOption],
  run: (call) => runGoal('drain', call),
})
