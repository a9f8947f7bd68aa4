import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import type { Goal } from '#src/model/plan.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import type { Refused } from '#src/operations/run/apply.ts'
import type { ApprovalResult } from '#src/operations/run/approve.ts'
import type { FollowEnd } from '#src/operations/run/follow.ts'
import type { Starter } from '#src/operations/run/site.ts'
import { askAtTerminal, askToGoBack } from './approval.ts'
import type { CommandCall, Terminal } from './define-command.ts'
import { lookFrom } from './look.ts'
import { renderRefusalNext, renderRefusals } from './render/refusals.ts'
import { renderDifferences, renderRun } from './render/run.ts'
import type { View } from './render/view.ts'
import { runNumber, starterFrom, watchFrom } from './run-options.ts'
import { printJson, show, viewOf, wantsJson } from './view.ts'

type Unapproved = Exclude<ApprovalResult, { kind: 'approved' }>

/** Asks for approval, or takes a code for it; starts the run, follows it, and says how it ended. */
export async function applyPlan(
  digest: string,
  starter: Starter,
  call: CommandCall<object>,
  code?: string,
): Promise<ExitCode> {
  const { options, terminal } = call
  const { approvePlan } = await import('#src/operations/run/approve.ts')
  const { startRun } = await import('#src/operations/run/start-run.ts')
  const ask = askAtTerminal(terminal, starter.approvals)
  const approval = await approvePlan(digest, starter, ask, code)
  const result =
    approval.kind === 'approved'
      ? withNext(
          await startRun({ verb: 'apply', id: approval.approval }, starter, watchFrom(call)),
          starter.journal.plan(digest).plan.goal,
        )
      : approval
  if (!wantsJson(options)) return reportApply(result, terminal, viewOf(terminal, {}))
  printJson(terminal, { schema: 'bramble/apply/1', ...result })
  return reportApply(result, silent(terminal), viewOf(terminal, {}))
}

/** Goes on with a run: starts its runner, follows it and says how it ended. */
export async function resumeRun(call: CommandCall<object>): Promise<ExitCode> {
  const wanted = runNumber(call.args[0])
  const { withStarter } = await import('#src/operations/run/with-site.ts')
  const { runFor } = await import('#src/operations/run/runs.ts')
  const { startRun } = await import('#src/operations/run/start-run.ts')
  return withStarter(starterFrom(call), async (starter) => {
    const { id, goal } = runFor('resume', wanted, starter.journal)
    const end = await startRun({ verb: 'resume', id }, starter, watchFrom(call))
    return report(withNext(end, goal), call)
  })
}

/** Asks whether a run may be taken back, or takes a code for it; starts its runner and follows it. */
export async function undoRun(call: CommandCall<{ code?: string }>): Promise<ExitCode> {
  const wanted = runNumber(call.args[0])
  const { withStarter } = await import('#src/operations/run/with-site.ts')
  const { runFor } = await import('#src/operations/run/runs.ts')
  const { approveUndo } = await import('#src/operations/run/approve.ts')
  const { startRun } = await import('#src/operations/run/start-run.ts')
  return withStarter(starterFrom(call), async (starter) => {
    const run = runFor('undo', wanted, starter.journal)
    const { approvals } = starter
    const ask = askToGoBack(run, wanted !== undefined, { terminal: call.terminal, approvals })
    const approved = await approveUndo(run, starter, ask, call.options.code)
    if (approved.kind !== 'approved') return report(approved, call)
    const order = { verb: 'undo', id: approved.approval } as const
    return report(await startRun(order, starter, watchFrom(call)), call)
  })
}

/** Follows a run that goes on, or tells again how one went. */
export async function watchRun(run: number, call: CommandCall<object>): Promise<ExitCode> {
  const { options, terminal, signal } = call
  const { withJournal } = await import('#src/operations/run/with-site.ts')
  const { watchRun: watch } = await import('#src/operations/run/start-run.ts')
  const onEvent = renderRun(terminal, viewOf(terminal, {}))
  const end = await withJournal(lookFrom(options, terminal, signal), (journal) =>
    watch(run, journal, { onEvent, leave: signal }),
  )
  return report(end, call)
}

/** Whether a cure helped is told by the look that told what was wrong. */
export function withNext<T extends Refused | FollowEnd>(end: T, { cures = [] }: Goal): T {
  const isCure = end.kind === 'ended' && end.outcome === 'done' && cures.length > 0
  return isCure ? { next: '`bramble diagnose`', ...end } : end
}

function reportApply(
  result: Unapproved | Refused | FollowEnd,
  terminal: Terminal,
  view: View,
): ExitCode {
  switch (result.kind) {
    case 'nothing-to-do':
      terminal.out('Nothing to do: it is so already.\n')
      return exitCode.well
    case 'not-approved':
      terminal.out('Not approved; nothing was changed.\n')
      return exitCode.refused
    case 'facts-changed':
      terminal.out(renderDifferences(result))
      return exitCode.refused
    case 'refused': {
      const refused = { ...result, goal: goalWords(result.goal) }
      terminal.out(`${renderRefusals(refused, view)}\n${renderRefusalNext(refused)}`)
      return exitCode.refused
    }
    case 'ended':
    case 'left':
    case 'died':
      return reportEnd(result, terminal)
  }
}

/** Says how a run ended, for the commands that follow one. */
function report(end: Unapproved | Refused | FollowEnd, call: CommandCall<object>): ExitCode {
  const { options, terminal } = call
  const view = viewOf(terminal, {})
  if (!wantsJson(options)) return reportApply(end, terminal, view)
  printJson(terminal, { schema: 'bramble/run-end/1', ...end })
  return reportApply(end, silent(terminal), view)
}

function reportEnd(end: FollowEnd, terminal: Terminal): ExitCode {
  const said = saidOf(end)
  show(terminal, `run ${end.run}: ${said.words}\nnext: ${end.next ?? 'bramble status'}`)
  return said.code
}

function saidOf(end: FollowEnd): { words: string; code: ExitCode } {
  switch (end.kind) {
    case 'left':
      return { words: 'goes on by itself; nobody watches it here now', code: exitCode.interrupted }
    case 'died':
      return { words: 'its process is gone in the middle', code: exitCode.stoppedMidway }
    case 'ended':
      return {
        words: `${end.outcome}${end.reason ? `: ${end.reason}` : ''}`,
        code: end.outcome === 'stopped' ? exitCode.stoppedMidway : exitCode.well,
      }
  }
}

/** With --json the object is the whole answer. */
function silent(terminal: Terminal): Terminal {
  return { ...terminal, out: () => {} }
}
