import type { PlannedStep } from '#src/model/plan.ts'
import type { Step } from '#src/steps/define-step.ts'
import { askStrictly, lookAt, type StepVerdict } from './ask-gates.ts'
import type { Carrying } from './carrying.ts'
import { pause, type RunSite } from './site.ts'
import { tell } from './tell.ts'

const pauseMilliseconds = 2500

/**
 * Asks a step's verify on fresh evidence. Returns undefined where all of it passes, else what does
 * not: a fail or an unknown after the last of `tries` looks.
 */
export async function verifyStep(
  step: Step,
  planned: PlannedStep,
  {
    place,
    carrying,
    tries,
  }: { readonly place: number; readonly carrying: Carrying; readonly tries: number },
): Promise<string | undefined> {
  const { site } = carrying
  let open: StepVerdict | undefined
  for (let left = tries; left > 0; left -= 1) {
    open = await firstOpen(step, planned, site)
    if (!open) return undefined
    if (left === 1) break
    const { title, reason } = open
    const limitSeconds = (tries * pauseMilliseconds) / 1000
    tell(carrying, { kind: 'waiting', place, title, reason, limitSeconds })
    await pause(site, pauseMilliseconds)
  }
  return (
    open &&
    `waiting for ${open.title} it was ${open.verdict === 'fail' ? 'seen' : 'not known'}: ${open.reason}`
  )
}

async function firstOpen(
  step: Step,
  planned: PlannedStep,
  site: RunSite,
): Promise<StepVerdict | undefined> {
  const look = lookAt(await site.observe())
  const tolerated = step.tolerates(planned.input)
  return step.verify
    .flatMap((check) => askStrictly(check, step.about(planned.input), look, site.clock.now()))
    .find(({ verdict, subject }) => {
      if (verdict === 'fail') return !tolerated.includes(subject)
      return verdict === 'unknown'
    })
}
