import { stepStateOf, unansweredSubjects } from '#src/journal/run-state.ts'
import type { Happening } from '#src/model/entry.ts'
import { BrambleError } from '#src/model/error.ts'
import type { PlannedStep } from '#src/model/plan.ts'
import { refuses } from '#src/model/plan-reading.ts'
import type { Step, StepContext } from '#src/steps/define-step.ts'
import { stepOf } from '#src/steps/index.ts'
import { nodeShell } from '#src/steps/node-shell.ts'
import { askGates, lookAt } from './ask-gates.ts'
import {
  type Carrying,
  end,
  type RunEnd,
  Stopped,
  stopIfAsked,
  stopIfLost,
  stoppedOnRequest,
} from './carrying.ts'
import { lookFor } from './needed-nodes.ts'
import { pause } from './site.ts'
import { tell } from './tell.ts'
import { type Acting, verifyStep } from './verify-step.ts'
import { waysOn } from './ways-on.ts'

/**
 * Carries out every step that is not done yet, and writes how it ended. A step that an earlier
 * process may have begun is verified first: what it reached is not done twice. So is one that only
 * does what is missing.
 */
export async function carryOut(carrying: Carrying): Promise<RunEnd> {
  for (const place of carrying.plan.steps.keys()) {
    const problem = await carryOutStep(place, carrying)
    if (problem) return end(carrying, 'stopped', problem.reason, problem.next)
  }
  return end(carrying, 'done')
}

interface Problem {
  readonly reason: string
  readonly next: string
}

async function carryOutStep(place: number, carrying: Carrying): Promise<Problem | undefined> {
  const planned = carrying.plan.steps[place]
  const before = stepStateOf(place, entriesOf(carrying))
  if (!planned || before.state === 'done') return undefined
  const step = stepOf(planned.step)
  tell(carrying, { kind: 'step-started', place, step: step.id, title: planned.title })
  try {
    const begun = before.state === 'started'
    const { remembered } = before
    const asksFirst = begun || step.doneIfVerified
    const acting = { step, planned, place, remembered }
    if (asksFirst && !(await verifyStep(acting, carrying, 'once'))) {
      if (begun && step.settle) return await settle(acting, carrying)
      endStep(place, planned, carrying, { outcome: 'done', how: 'verified' })
      return undefined
    }
    return await act(acting, { ...carrying, begun })
  } catch (error) {
    return failedStep(place, planned, carrying, error)
  }
}

async function act(
  acting: Acting,
  carrying: Carrying & { readonly begun: boolean },
): Promise<Problem | undefined> {
  const { step, planned, place } = acting
  const { begun, run, site } = carrying
  const context = contextFor(place, carrying)
  context.stopHere()
  await stopIfLost(carrying, step.about(planned.input).node)
  const asked = place === 0 && carrying.justAsked === true && !begun
  const refusal = asked ? undefined : await refusedBy(step, planned, carrying)
  if (refusal) {
    if (begun)
      endStep(place, planned, carrying, { outcome: 'stopped', how: 'applied', reason: refusal })
    return { reason: refusal, next: waysOn(carrying) }
  }
  let { remembered } = acting
  if (!begun) {
    remembered = await step.remember(planned.input, context)
    site.journal.append({ kind: 'step-started', place, step: step.id, remembered }, run)
  }
  await step.apply(planned.input, context)
  return settle({ ...acting, remembered }, carrying)
}

/** Does what no verify asks about, and ends the step once its verify passes after that. */
async function settle(acting: Acting, carrying: Carrying): Promise<Problem | undefined> {
  const { step, planned, place, remembered } = acting
  await step.settle?.(planned.input, remembered, contextFor(place, carrying))
  const failure = await verifyStep(acting, carrying, 'until it passes')
  if (failure) {
    const reason = `${planned.title} was carried out, but ${failure}`
    endStep(place, planned, carrying, { outcome: 'failed', how: 'applied', reason })
    return { reason, next: waysOn(carrying) }
  }
  endStep(place, planned, carrying, { outcome: 'done', how: 'applied' })
  return undefined
}

/** Asks the gates on fresh evidence, right before the step. */
async function refusedBy(
  step: Step,
  planned: PlannedStep,
  { plan, site, begun }: Carrying & { readonly begun: boolean },
): Promise<string | undefined> {
  const gates = step.gatesOf(planned.input).filter((gate) => !(begun && gate.disturbedByStep))
  if (gates.length === 0) return undefined
  const about = step.about(planned.input)
  const checks = gates.map(({ check }) => check)
  const look = await lookFor(checks, about, site)
  const answers = askGates(gates, about, look, {
    accepted: plan.accepted,
    now: site.clock.now(),
  })
  const refusals = answers.filter(refuses)
  if (refusals.length === 0) return undefined
  return refusals.map(({ subject, reason }) => `${subject}: ${reason}`).join('; ')
}

function failedStep(
  place: number,
  planned: PlannedStep,
  carrying: Carrying,
  error: unknown,
): Problem {
  const { site } = carrying
  if (error instanceof Stopped || site.signal.aborted) {
    const reason = error instanceof Stopped ? error.message : stoppedOnRequest
    endStep(place, planned, carrying, { outcome: 'stopped', how: 'applied', reason })
    return { reason, next: waysOn(carrying) }
  }
  if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
  endStep(place, planned, carrying, { outcome: 'failed', how: 'applied', reason: error.message })
  return { reason: error.message, next: waysAfter(error, carrying) }
}

/** What there is to do in the cluster is the step's to say; which ways a run has is not. */
function waysAfter({ next }: BrambleError, carrying: Carrying): string {
  const ways = waysOn(carrying)
  if (next === undefined) return ways
  return `${next.endsWith('.') || next.endsWith('?') ? next : `${next}.`} ${ways}`
}

function endStep(
  place: number,
  planned: PlannedStep,
  carrying: Carrying,
  how: Pick<Happening & { kind: 'step-ended' }, 'outcome' | 'how' | 'reason'>,
): void {
  const { site, run } = carrying
  site.journal.append({ kind: 'step-ended', place, step: planned.step, ...how }, run)
  tell(carrying, { kind: 'step-ended', place, ...how })
}

function entriesOf({ site, run }: Carrying) {
  return site.journal.entries({ run })
}

/** What the step at `place` gets to act with. */
export function contextFor(place: number, carrying: Carrying): StepContext {
  const { run, site } = carrying
  let last = ''
  const say = (text: string) => {
    if (text !== last) tell(carrying, { kind: 'said', place, text })
    last = text
  }
  return {
    kube: site.kube,
    power: (node) => site.power(node, say),
    witness: async (node) => lookAt(await site.witness(node)).index,
    node: (name) => nodeShell(site.ssh, name, site.signal, site.root),
    keepKubeconfig: (text) => site.keepKubeconfig(text),
    replaceKubeconfig: (text, before) => site.replaceKubeconfig(text, before),
    ...(site.ownProcess && { ownProcess: { ...site.ownProcess, run } }),
    signal: site.signal,
    unanswered: unansweredSubjects(place, entriesOf(carrying)),
    sleep: (milliseconds) => pause(site, milliseconds),
    say,
    stopHere() {
      stopIfAsked(carrying)
    },
    intend({ request, subject }) {
      site.journal.append({ kind: 'request-intended', place, request, subject }, run)
    },
    answered(subject, answer) {
      site.journal.append({ kind: 'request-answered', place, subject, answer }, run)
    },
  }
}
