import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { reportApply, reportJson } from './apply-plan.ts'
import { askAtTerminal } from './approval.ts'
import type { CommandCall } from './define-command.ts'
import { renderPlan, renderRefusals } from './render/run.ts'
import { acceptances, type RunOptions, siteFrom } from './run-options.ts'
import { printJson, viewOf, wantsJson } from './view.ts'

/** Plan, show, ask, apply: what `bramble drain pi03` is short for. */
export async function runGoal(name: string, call: CommandCall<RunOptions>): Promise<ExitCode> {
  const { args, options, terminal } = call
  const accept = acceptances(options)
  const { withSite } = await import('#src/operations/run/with-site.ts')
  const { makePlan } = await import('#src/operations/run/make-plan.ts')
  const { apply } = await import('#src/operations/run/apply.ts')
  const view = viewOf(terminal, {})
  const goal = { name, target: args[0] ?? '', options: {} }
  const json = wantsJson(options)
  return withSite(siteFrom(call), async (site, approvals) => {
    const made = await makePlan({ goal, accept }, site)
    if (json && (options.dryRun || made.refusals.length > 0))
      printJson(terminal, { schema: 'bramble/planned/1', ...made })
    if (!json) terminal.out(renderPlan(made.plan, made.digest, view))
    if (made.refusals.length > 0) {
      if (!json) terminal.out(`\n${renderRefusals(made.gates, made.refusals, view)}`)
      return exitCode.refused
    }
    if (options.dryRun) {
      if (!json) terminal.out(`\nnext: bramble apply ${made.digest.slice(0, 12)}\n`)
      return exitCode.well
    }
    const result = await apply(made.digest, site, askAtTerminal(terminal, approvals))
    reportJson(result, options, terminal)
    return reportApply(result, json ? silent(terminal) : terminal, view)
  })
}

/** With --json the object is the whole answer. */
function silent<T extends { out(text: string): void }>(terminal: T): T {
  return { ...terminal, out: () => {} }
}
