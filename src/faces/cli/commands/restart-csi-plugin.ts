import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'restart-csi-plugin',
    arguments: '<node>',
    summary: "restart Longhorn's CSI plugin on one node",
    more: 'What is mounted stays mounted. Nothing else of Longhorn is touched.',
    examples: ['bramble restart-csi-plugin pi03', 'bramble restart-csi-plugin pi03 --dry-run'],
  },
  options: [...acceptOptions, dryRunOption],
  run: (call) => runGoal('restart-csi-plugin', call),
})
