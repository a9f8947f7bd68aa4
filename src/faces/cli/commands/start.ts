import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'start',
    summary: 'start a cluster that was stopped, from nothing that runs',
    more: `Starts the servers, waits for the API, starts the agents, waits until each node is Ready, lifts the
cordons of the stop and no others, and waits until the volumes are whole.`,
    examples: ['bramble start --dry-run', 'bramble start'],
  },
  options: [...acceptOptions, dryRunOption],
  run: (call) => runGoal('start', { ...call, args: [] }),
})
