import { resolve } from 'node:path'
import { usageError } from '#src/model/error.ts'
import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions } from '../run-options.ts'

interface Options extends RunOptions {
  identity?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'restore',
    arguments: '<backup>',
    summary: 'make a backup the datastore again, on these nodes or on new ones; asks twice',
    more: 'K3s and all its containers end on every node of bramble.yaml; the first server gets the\nbackup; the others join it again. New nodes get K3s from `bramble up` first. Refused where\na Longhorn volume could suffer: docs/backup.md.',
    examples: [
      'bramble restore home-20260301T120000Z.age --identity ~/bramble-key.txt --dry-run',
      'bramble restore home-20260301T120000Z.age --identity ~/bramble-key.txt',
    ],
  },
  options: [
    { flags: '--identity <file>', summary: 'the key that opens it, as age-keygen writes it' },
    dryRunOption,
  ],
  run(call) {
    const { identity } = call.options
    if (identity === undefined)
      throw usageError('restore-identity', 'A backup opens only with its key.', {
        next: 'bramble restore NAME --identity FILE',
      })
    return runGoal('restore', call, {
      options: { identity: resolve(call.terminal.cwd, identity) },
    })
  },
})
