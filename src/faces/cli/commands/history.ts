import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { renderEntries } from '../render/entries.ts'
import { runNumber } from '../run-options.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options {
  run?: string
  lines?: string
  all?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'history',
    arguments: '[about]',
    summary: 'what was decided and done, by whom',
    examples: ['bramble history', 'bramble history pi03 -n 20', 'bramble history --run 12 --all'],
  },
  options: [
    { flags: '--run <run>', summary: 'only this run' },
    { flags: '-n, --lines <count>', summary: 'the newest entries, at most this many' },
    { flags: '--all', summary: 'every request too' },
  ],

  async run({ args, options, terminal, signal }) {
    const run = runNumber(options.run)
    const [about] = args
    const narrow = { ...(about !== undefined && { about }), ...(run !== undefined && { run }) }
    const most =
      options.lines === undefined ? undefined : wholeNumber('--lines', options.lines, 1, 100_000)
    const { withJournal } = await import('#src/operations/run/with-site.ts')
    const { history } = await import('#src/operations/run/history.ts')
    const entries = await withJournal(lookFrom(options, terminal, signal), (journal) =>
      history({ ...narrow, ...(most !== undefined && { most }) }, journal),
    )
    if (wantsJson(options)) printJson(terminal, { schema: 'bramble/history/1', entries })
    else terminal.out(renderEntries(entries, viewOf(terminal, options), narrow))
    return exitCode.well
  },
})
