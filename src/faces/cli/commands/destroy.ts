import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'destroy',
    arguments: '<cluster>',
    summary: 'end a cluster for good: uninstall K3s everywhere; lists what is lost, asks twice',
    more: 'The cluster’s own name has to be typed. Every folder that goes is listed with its bytes.\nIt wants a whole backup of the last day, or that somebody accepts to have none. Replicas of\nLonghorn stay on their disks.',
    examples: [
      'bramble destroy home --dry-run',
      'bramble destroy home',
      'bramble destroy home --accept backup/home --reason "it was only a trial"',
    ],
  },
  options: [...acceptOptions, dryRunOption],
  run: (call) => runGoal('destroy', call),
})
