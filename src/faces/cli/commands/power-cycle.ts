import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'power-cycle',
    arguments: '<node>',
    summary: 'take power away from a board and give it back',
    more: 'Keeps what others see of the node first. Never where a last copy of a volume is on it.',
    examples: ['bramble power-cycle pi03', 'bramble power-cycle pi03 --dry-run'],
  },
  options: [...runOptions.filter(({ flags }) => !flags.startsWith('--wait')), dryRunOption],
  run: (call) => runGoal('power-cycle', call),
})
