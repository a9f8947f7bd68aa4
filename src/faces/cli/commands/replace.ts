import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'replace',
    arguments: '<node>',
    summary: 'put a new board in the place of a dead one, under the same name',
    more: `The new board answers at the address that bramble.yaml has for the node, and has no K3s yet. The
old one is taken out of the cluster with its password and its etcd member, behind the gates of
bramble remove, and the new one joins as bramble up would let it.`,
    examples: ['bramble replace pi04 --dry-run', 'bramble replace pi04'],
  },
  options: [...acceptOptions, dryRunOption],
  run: (call) => runGoal('replace', call),
})
