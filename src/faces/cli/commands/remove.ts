import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

interface Options extends RunOptions {
  wipe?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'remove',
    arguments: '<node>',
    summary: 'take a node out for good, behind gates',
    more: `Builds its replicas elsewhere, drains it, takes a server out of etcd, stops K3s and its containers,
deletes the node and its password, and uninstalls K3s. A volume that stands there alone is a last
copy: nothing can be accepted for it. A board that is dead is taken out of the cluster alone.`,
    examples: ['bramble remove pi04 --dry-run', 'bramble remove pi04 --wipe'],
  },
  options: [
    { flags: '--wipe', summary: 'delete what Longhorn left on its disk, too' },
    ...runOptions,
    dryRunOption,
  ],
  run(call) {
    const { wipe } = call.options
    return runGoal('remove', call, wipe ? { options: { wipe } } : {})
  },
})
