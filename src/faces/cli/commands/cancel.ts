import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { runNumber } from '../run-options.ts'
import { printJson, show, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'cancel',
    arguments: '[run]',
    summary: 'give a run up and leave things as they are',
    examples: ['bramble cancel', 'bramble cancel 12'],
  },
  options: [],

  async run({ args, options, terminal, signal }) {
    const run = runNumber(args[0])
    const { withSite } = await import('#src/operations/run/with-site.ts')
    const { cancel } = await import('#src/operations/run/cancel.ts')
    const look = lookFrom(options, terminal, signal)
    const result = await withSite({ ...look, onEvent: () => {}, stop: signal }, (site) =>
      cancel(run, site),
    )
    if (wantsJson(options)) printJson(terminal, { schema: 'bramble/cancel/1', ...result })
    else if (result.kind === 'asked')
      terminal.out(`run ${result.run} was asked to stop after its step\nnext: bramble runs\n`)
    else {
      show(terminal, `run ${result.run}: cancelled`)
      for (const title of result.left) show(terminal, `  left as it is: ${title}`)
      show(terminal, `next: ${result.next}`)
    }
    return exitCode.well
  },
})
