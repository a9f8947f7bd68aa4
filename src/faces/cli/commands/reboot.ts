import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'reboot',
    arguments: '<node>',
    summary: 'drain a node, start it again, and wait until all is whole',
    more: `It waits for another boot id, for the node and for Longhorn on it, lets the node take pods
again if this run cordoned it, and waits until the volumes are whole: before the next node.`,
    examples: ['bramble reboot pi03', 'bramble reboot pi03 --dry-run'],
  },
  options: [...runOptions, dryRunOption],
  run: (call) => runGoal('reboot', call),
})
