import { BrambleError, usageError } from '#src/model/error.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand, type Terminal } from '../define-command.ts'
import { hidden } from '../hidden.ts'
import { lookFrom } from '../look.ts'
import { renderPlan } from '../render/run.ts'
import { clockTime } from '../render/time.ts'
import { runNumber } from '../run-options.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

const mostTries = 3

export default defineCommand<{ undo?: string }>({
  meta: {
    name: 'approve',
    arguments: '[digest]',
    summary: 'give out a one-time code for a stored plan, for somebody without a terminal',
    more: `It shows the plan, asks for your passphrase (the first time for a new one) and prints a code.
The code is good for this very plan, or for taking this very run back, once, for 15 minutes.`,
    examples: ['bramble approve 7f3a91c2', 'bramble approve --undo 12'],
  },
  options: [{ flags: '--undo <run>', summary: 'for taking a run back instead' }],

  async run({ args, options, terminal, signal }) {
    if (!terminal.inIsTerminal || !terminal.errIsTerminal)
      throw new BrambleError({
        code: 'approval-needed',
        kind: 'usage',
        message: 'a code is given out only at a terminal, to whoever knows the passphrase',
        next: 'run this command at a terminal',
      })
    const undo = runNumber(options.undo)
    if ((undo === undefined) === (args[0] === undefined))
      throw usageError('approve-what', 'a code is for one plan or for one run', {
        next: '`bramble approve DIGEST`, or `bramble approve --undo RUN`',
      })
    const { withJournal } = await import('#src/operations/run/with-site.ts')
    const { runFor } = await import('#src/operations/run/runs.ts')
    const { issueCode } = await import('#src/operations/run/one-time-code.ts')
    const { systemClock } = await import('#src/model/clock.ts')
    const view = viewOf(terminal, {})
    return withJournal(lookFrom(options, terminal, signal), async (journal) => {
      const wanted = undo === undefined ? args[0] : runFor('undo', undo, journal).digest
      const { digest, plan } = journal.plan(wanted ?? '')
      if (undo !== undefined) terminal.err(`To be taken back, last step first, is run ${undo}:\n`)
      terminal.err(renderPlan(plan, digest, view))
      await askPassphrase(terminal)
      const { code, until } = issueCode({ digest, undo }, { journal, clock: systemClock })
      const verb = undo === undefined ? `apply ${digest.slice(0, 12)}` : `undo ${undo}`
      const about = { digest, ...(undo !== undefined && { undo }) }
      if (wantsJson(options))
        printJson(terminal, { schema: 'bramble/approve/1', ...about, code, until })
      else
        terminal.out(
          `code ${code}, good once and until ${clockTime(until, new Date().toISOString(), view)}\nnext: bramble ${verb} --code ${code}\n`,
        )
      return exitCode.well
    })
  },
})

/** @throws usage error `passphrase-wrong` after three tries; `interrupted` */
async function askPassphrase(terminal: Terminal): Promise<void> {
  const { approverFile, hasPassphrase, isPassphrase, keepPassphrase, shortestPassphrase } =
    await import('#src/operations/run/passphrase.ts')
  const { env } = terminal
  if (!hasPassphrase(env)) {
    const length = `at least ${shortestPassphrase} characters`
    const first = await hidden(`Choose a passphrase for approvals, ${length}`, noCode)
    if (first !== (await hidden('The same again', noCode)))
      throw usageError('passphrase-wrong', 'These are two different passphrases.')
    await keepPassphrase(first, env)
    return terminal.err(`It is kept, salted and hashed, in ${approverFile(env)}.\n`)
  }
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    if (await isPassphrase(await hidden('Passphrase', noCode), env)) return
    terminal.err('That is not it.\n')
  }
  throw usageError('passphrase-wrong', 'No code was given out.')
}

const noCode = 'no code was given out'
