import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'uncordon',
    arguments: '<node>',
    summary: 'let a node take pods again',
    more: 'Short for plan, show, ask, apply.',
    examples: ['bramble uncordon pi03', 'bramble uncordon pi03 --dry-run'],
  },
  options: [...runOptions, dryRunOption],
  run: (call) => runGoal('uncordon', call),
})
