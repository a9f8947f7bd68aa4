import { usageError } from '#src/model/error.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { runNumber } from '../run-options.ts'

interface Options {
  answers?: boolean
  journal?: string
}

/** The runner: Bramble starts itself with this, in a session of its own, for one run. */
export default defineCommand<Options>({
  meta: {
    name: 'run-plan',
    arguments: '<verb> <id>',
    summary: 'carry out one run; Bramble calls this itself',
    examples: ['bramble apply 7f3a91c2'],
    hidden: true,
  },
  options: [
    { flags: '--answers', summary: 'answer on descriptor 3 until the run has begun' },
    { flags: '--journal <folder>', summary: 'the folder of the journal that holds the run' },
  ],

  async run({ args: [word, number], options, terminal, signal }) {
    const { verbs } = await import('#src/operations/run/order.ts')
    const verb = verbs.find((one) => one === word)
    const id = runNumber(number)
    if (verb === undefined || id === undefined)
      throw usageError('run-plan-order', `run-plan is started by Bramble itself`, {
        next: '`bramble apply DIGEST`',
      })
    const { withSite } = await import('#src/operations/run/with-site.ts')
    const { carryOutOrder } = await import('#src/operations/run/runner.ts')
    // SIGTERM, as at a shutdown, ends it at the next good place; requests under way go on.
    const never = new AbortController().signal
    const { program } = terminal
    const look = lookFrom(options, terminal, never)
    const { journal: journalFolder } = options
    const site = { ...look, program, journalFolder, onEvent: () => {}, stop: signal }
    const answers = options.answers === true
    await withSite(site, (own) => carryOutOrder({ verb, id }, own, { answers }))
    return exitCode.well
  },
})
