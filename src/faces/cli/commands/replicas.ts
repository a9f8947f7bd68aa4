import { usageError } from '#src/model/error.ts'
import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

interface Options extends RunOptions {
  volume?: string
  all?: boolean
  new?: boolean
  class?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'replicas',
    arguments: '<count>',
    summary: 'set how many replicas Longhorn keeps, behind gates',
    more: 'Without an option: what new volumes get, by the StorageClass longhorn and the setting.\nExisting volumes keep their number unless --all or --volume asks for them.',
    examples: [
      'bramble replicas 2',
      'bramble replicas 2 --all',
      'bramble replicas 3 --volume media/photos --dry-run',
    ],
  },
  options: [
    {
      flags: '--volume <name>',
      summary: 'only this volume, by its name or its claim; several with commas',
    },
    { flags: '--new', summary: 'with --volume: what new volumes get, too' },
    { flags: '--all', summary: 'every existing volume too' },
    { flags: '--class <name>', summary: 'another StorageClass; with --all only its volumes' },
    ...runOptions,
    dryRunOption,
  ],
  run: (call) => runGoal('replicas', call, { options: wishes(call.options) }),
})

/** @throws usage error `replicas-options` where two of them contradict each other */
function wishes({
  volume,
  all,
  new: future,
  class: name,
}: Options): Record<string, string | boolean> {
  if (volume !== undefined && (all || name !== undefined))
    throw usageError('replicas-options', '--volume stands alone: it names one volume', {
      next: 'bramble replicas --help',
    })
  return {
    ...(volume !== undefined && { volume }),
    ...(all && { all }),
    ...(future && volume !== undefined && { new: future }),
    ...(name !== undefined && { class: name }),
  }
}
