import type { Plan } from '#src/model/plan.ts'

/** A fact that a plan rests on and that is not as it was. */
export interface Difference {
  readonly fact: string
  /** Undefined: it is new. */
  readonly was?: string | undefined
  /** Undefined: it is gone. */
  readonly is?: string | undefined
}

/** What has changed between two plans for the same goal, in the order of the facts' names. */
export function differencesBetween(before: Plan, now: Plan): readonly Difference[] {
  const was = new Map(before.restsOn.map(({ fact, is }) => [fact, is]))
  const is = new Map(now.restsOn.map((rest) => [rest.fact, rest.is]))
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .map((fact) => ({ fact, was: was.get(fact), is: is.get(fact) }))
    .filter((difference) => difference.was !== difference.is)
}
