import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'stop',
    summary: 'stop the whole cluster in order, for a move or a power cut that is announced',
    more: `Cordons all nodes, ends what uses a volume, waits until each volume is detached, and stops the
agents and then the servers with all their containers. Counts of replicas stay as they are
wished. The boards run on.`,
    examples: ['bramble stop --dry-run', 'bramble stop'],
  },
  options: [...acceptOptions, dryRunOption],
  run: (call) => runGoal('stop', { ...call, args: [] }),
})
