import type { PlannedStep } from '#src/model/plan.ts'
import type { Check } from '#src/rules/define-check.ts'
import type { Step } from '#src/steps/define-step.ts'
import { askStrictly, type StepVerdict } from './ask-gates.ts'
import { type Carrying, stopIfAsked } from './carrying.ts'
import { lookFor, neededNodes } from './needed-nodes.ts'
import { pause, type RunSite } from './site.ts'
import { tell } from './tell.ts'

/** A step of a run, with what was true before it. */
export interface Acting {
  readonly step: Step
  readonly planned: PlannedStep
  readonly place: number
  readonly remembered: unknown
}

/** Between two looks that ask nodes; and between those at the API alone, in the first minute. */
const pauseMilliseconds = 2500
const shortPauseMilliseconds = 1000
const shortlyMilliseconds = 60_000

/**
 * Asks on fresh evidence whether a step reached what it is for. Returns undefined where all of it
 * passes, else what does not: a fail or an unknown at the last look within the step's limit.
 *
 * @throws Stopped where somebody asks the run to stop while it waits
 */
export async function verifyStep(
  acting: Acting,
  carrying: Carrying,
  patience: 'once' | 'until it passes',
): Promise<string | undefined> {
  const { step, planned, place } = acting
  const { site } = carrying
  const limitSeconds = patience === 'once' ? 0 : step.verifyWithinSeconds(planned.input)
  const asksNodes = neededNodes(checksOf(acting), step.about(planned.input), site).length > 0
  let told = ''
  let waited = 0
  for (;;) {
    const open = await firstOpen(acting, site)
    if (!open) return undefined
    if (waited >= limitSeconds * 1000) return wordsOf(open)
    const { title, reason } = open
    if (wordsOf(open) !== told)
      tell(carrying, { kind: 'waiting', place, title, reason, limitSeconds })
    told = wordsOf(open)
    stopIfAsked(carrying)
    const isShort = !asksNodes && waited < shortlyMilliseconds
    const pauses = isShort ? shortPauseMilliseconds : pauseMilliseconds
    await pause(site, pauses)
    waited += pauses
  }
}

function wordsOf({ title, verdict, reason }: StepVerdict): string {
  return `waiting for ${title} it was ${verdict === 'fail' ? 'seen' : 'not known'}: ${reason}`
}

function checksOf({ step, planned, remembered }: Acting): readonly Check[] {
  return step.checksOf(planned.input, remembered)
}

async function firstOpen(acting: Acting, site: RunSite): Promise<StepVerdict | undefined> {
  const { step, planned } = acting
  const { input } = planned
  const checks = checksOf(acting)
  const about = step.about(input)
  const look = await lookFor(checks, about, site)
  const tolerated = step.tolerates(input)
  return checks
    .flatMap((check) => askStrictly(check, about, look, site.clock.now()))
    .find(({ verdict, subject }) => {
      if (verdict === 'fail') return !tolerated.includes(subject)
      return verdict === 'unknown'
    })
}
