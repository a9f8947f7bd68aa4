import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { printJson, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'note',
    arguments: '<text...>',
    summary: 'write something into the history',
    examples: ['bramble note "moved pi03 to the other switch"'],
  },
  options: [],

  async run({ args, options, terminal, signal }) {
    const { withJournal } = await import('#src/operations/run/with-site.ts')
    const { note } = await import('#src/operations/run/history.ts')
    const entry = await withJournal(lookFrom(options, terminal, signal), (journal) =>
      note(args.join(' '), journal),
    )
    if (wantsJson(options)) printJson(terminal, { schema: 'bramble/note/1', entry })
    else terminal.out('noted\nnext: bramble history\n')
    return exitCode.well
  },
})
