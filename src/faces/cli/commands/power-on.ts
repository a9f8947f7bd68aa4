import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'power-on',
    arguments: '<node>',
    summary: 'give a board power, and take the node into service after a new boot',
    more: 'An out-of-service taint goes only once a new boot id is seen.',
    examples: ['bramble power-on pi03'],
  },
  options: [dryRunOption],
  run: (call) => runGoal('power-on', call),
})
