import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import type { Goal, Plan } from '#src/model/plan.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import type { PlanMade, PlanRequest } from '#src/operations/run/make-plan.ts'
import type { Starter } from '#src/operations/run/site.ts'
import { applyPlan } from './apply-plan.ts'
import type { CommandCall } from './define-command.ts'
import { renderRefusalNext, renderRefusals } from './render/refusals.ts'
import { renderNotices, renderPlan, renderWaiting } from './render/run.ts'
import { count } from './render/text.ts'
import {
  acceptances,
  goalOptions,
  patienceSeconds,
  type RunOptions,
  starterFrom,
} from './run-options.ts'
import { printJson, viewOf, wantsJson } from './view.ts'

interface Wanted extends Partial<Pick<Goal, 'options' | 'cures'>> {
  /** Hears which plan was made, before anything comes of it. */
  readonly onPlan?: (plan: Plan) => void
}

/** Plan, show, ask, apply: what `bramble drain pi03` is short for. */
export async function runGoal(
  name: string,
  call: CommandCall<RunOptions>,
  { options, cures, onPlan }: Wanted = {},
): Promise<ExitCode> {
  const accept = acceptances(call.options)
  const { withStarter } = await import('#src/operations/run/with-site.ts')
  const limitSeconds = patienceSeconds(call.options)
  const goal = {
    name,
    target: call.args[0] ?? '',
    options: { ...goalOptions(call.options), ...options },
    ...(cures && { cures }),
  }
  return withStarter(starterFrom(call), async (starter) => {
    const made = await plannedFor({ goal, accept }, starter, call, limitSeconds)
    onPlan?.(made.plan)
    const refused = made.refusals.length > 0
    const ends = refused || call.options.dryRun === true || made.plan.steps.length === 0
    if (ends || !wantsJson(call.options)) showPlan(made, call, ends)
    if (ends) return refused ? exitCode.refused : codeOfPlan(made)
    return applyPlan(made.digest, starter, call)
  })
}

/** The plan as it is now, or as it is once no gate refuses any more. */
async function plannedFor(
  request: PlanRequest,
  starter: Starter,
  { terminal, signal }: CommandCall<RunOptions>,
  limitSeconds: number | undefined,
): Promise<PlanMade> {
  const { makePlan } = await import('#src/operations/run/make-plan.ts')
  if (limitSeconds === undefined) return makePlan(request, starter)
  const { planWhenReady } = await import('#src/operations/run/when-ready.ts')
  const view = viewOf({ ...terminal, columns: terminal.errColumns }, {})
  return planWhenReady(request, starter, {
    limitSeconds,
    signal,
    onWaiting: (refusals) => terminal.err(renderWaiting(refusals, limitSeconds, view)),
  })
}

/** What somebody has to do by hand is no success, where nothing else is to be done. */
function codeOfPlan({ plan }: PlanMade): ExitCode {
  const byHand = plan.leaves?.some(({ kind }) => kind === 'by-hand') ?? false
  return plan.steps.length === 0 && byHand ? exitCode.findings : exitCode.well
}

/**
 * The plan, and what comes next where it is not carried out now. Where a gate refuses, that comes
 * first, and the plan only where somebody asked to see it.
 */
function showPlan(
  made: PlanMade,
  { options, terminal }: CommandCall<RunOptions>,
  ends: boolean,
): void {
  if (wantsJson(options)) return printJson(terminal, { schema: 'bramble/planned/1', ...made })
  const all = options.dryRun === true
  const view = { ...viewOf(terminal, {}), all }
  const plan = `${renderPlan(made.plan, made.digest, view)}${renderNotices(made.gates, view)}\n`
  const refused = { ...made, goal: goalWords(made.plan.goal) }
  if (made.refusals.length > 0)
    return terminal.out(
      `${renderRefusals(refused, view)}\n${all ? plan : planLine(made)}${renderRefusalNext(refused)}`,
    )
  terminal.out(plan)
  const next =
    made.plan.steps.length > 0 ? `bramble apply ${made.digest.slice(0, 12)}` : 'bramble status'
  if (ends) terminal.out(`next: ${next}\n`)
}

function planLine({ plan, digest }: PlanMade): string {
  const steps = count(plan.steps.length, 'step')
  return `  plan      ${digest.slice(0, 12)} · ${steps} · --dry-run shows them\n\n`
}
