import type { PlannedStep } from '#src/model/plan.ts'
import type { Step } from '#src/steps/define-step.ts'
import { askStrictly, type StepVerdict } from './ask-gates.ts'
import { type Carrying, stopIfAsked } from './carrying.ts'
import { lookFor } from './needed-nodes.ts'
import { pause, type RunSite } from './site.ts'
import { tell } from './tell.ts'

/** A step of a run, with what was true before it. */
export interface Acting {
  readonly step: Step
  readonly planned: PlannedStep
  readonly place: number
  readonly remembered: unknown
}

const pauseMilliseconds = 2500

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
  const looks = 1 + Math.ceil((limitSeconds * 1000) / pauseMilliseconds)
  let told = ''
  for (let look = 1; ; look += 1) {
    const open = await firstOpen(acting, site)
    if (!open) return undefined
    if (look >= looks) return wordsOf(open)
    const { title, reason } = open
    if (wordsOf(open) !== told)
      tell(carrying, { kind: 'waiting', place, title, reason, limitSeconds })
    told = wordsOf(open)
    stopIfAsked(carrying)
    await pause(site, pauseMilliseconds)
  }
}

function wordsOf({ title, verdict, reason }: StepVerdict): string {
  return `waiting for ${title} it was ${verdict === 'fail' ? 'seen' : 'not known'}: ${reason}`
}

async function firstOpen(
  { step, planned: { input }, remembered }: Acting,
  site: RunSite,
): Promise<StepVerdict | undefined> {
  const checks = step.checksOf(input, remembered)
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
