import { exitCode } from '#src/model/exit-code.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import { isUnsettled } from '#src/model/run-reading.ts'
import { watchRun } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { table } from '../render/layout.ts'
import { shortNames } from '../render/text.ts'
import { clockTime } from '../render/time.ts'
import { runNumber } from '../run-options.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  follow?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'runs',
    summary: 'list runs, the newest first',
    examples: ['bramble runs', 'bramble runs --follow 12'],
  },
  options: [{ flags: '--follow <run>', summary: 'watch a run until it ends; Ctrl-C only leaves' }],

  async run(call) {
    const { options, terminal, signal } = call
    const followed = runNumber(options.follow)
    if (followed !== undefined) return watchRun(followed, call)
    const { withJournal } = await import('#src/operations/run/with-site.ts')
    const { listRuns } = await import('#src/operations/run/runs.ts')
    const runs = await withJournal(lookFrom(options, terminal, signal), (journal) =>
      listRuns(journal),
    )
    if (wantsJson(options)) {
      printJson(terminal, { schema: 'bramble/runs/1', runs })
      return exitCode.well
    }
    const view = viewOf(terminal, {})
    const now = new Date().toISOString()
    const rows = runs.map((run) => [
      `${run.id}`,
      shortNames(goalWords(run.goal)),
      run.goesOn ? 'goes on' : run.state,
      clockTime(run.startedAt, now, view),
      run.who,
      run.reason ?? '',
    ])
    const open = runs.find((run) => !run.goesOn && isUnsettled(run))
    const lines =
      runs.length > 0
        ? table([['RUN', 'GOAL', 'STATE', 'STARTED', 'BY', ''], ...rows], view)
        : ['No run yet.']
    terminal.out(
      `${lines.join('\n')}\n\nnext: ${open ? `bramble resume ${open.id}` : 'bramble history'}\n`,
    )
    return exitCode.well
  },
})
