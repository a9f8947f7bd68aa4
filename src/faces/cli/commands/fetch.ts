import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions } from '../run-options.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'fetch',
    summary: 'fetch the K3s of bramble.yaml into artifacts.folder, each file by its checksum',
    more: 'Program, images and installer for the processors of the nodes, from K3s’s release or from\nartifacts.mirror, over HTTPS, to this machine: nodes need no internet then. The plan names\neach SHA-256. Nothing that was fetched is run here.',
    examples: ['bramble fetch --dry-run', 'bramble fetch'],
  },
  options: [dryRunOption],
  run: (call) => runGoal('fetch', call),
})
