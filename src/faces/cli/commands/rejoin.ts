import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'rejoin',
    arguments: '<node>',
    summary: 'bring a node back that was isolated, stopped or drained',
    more: `Lets K3s start at boot, starts it, waits for the node and for Longhorn on it, and lets it take pods
again where Bramble had cordoned it. A cordon of somebody else's stays.`,
    examples: ['bramble rejoin pi03', 'bramble rejoin pi03 --dry-run'],
  },
  options: [...acceptOptions, dryRunOption],
  run: (call) => runGoal('rejoin', call),
})
