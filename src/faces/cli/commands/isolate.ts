import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

interface Options extends RunOptions {
  for?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'isolate',
    arguments: '<node>',
    summary: 'is it the board or K3s? end all of K3s on a node and watch the board',
    more: `Drains the node, stops K3s, keeps it from starting at boot, ends its containers, and looks at the
board once a minute. It stops where a volume is still in use there. The node stays out of the
cluster until bramble rejoin. Ctrl-C ends the watch, bramble resume goes on with it.`,
    examples: ['bramble isolate pi03 --for 12h', 'bramble isolate pi03 --dry-run'],
  },
  options: [
    { flags: '--for <duration>', summary: 'how long to watch, 10m to 7d; 12h if not given' },
    ...runOptions,
    dryRunOption,
  ],
  run(call) {
    const { for: time } = call.options
    return runGoal('isolate', call, time === undefined ? {} : { options: { for: time } })
  },
})
