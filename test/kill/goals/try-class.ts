import type { PlaceClass } from './classes.ts'
import type { KilledGoal } from './goals.ts'
import { type GoalTrial, type Loss, tryGoal } from './trial.ts'

export interface ClassTrial extends GoalTrial {
  readonly at: string
  /** Whether the loss came where the state is that of the class. */
  readonly isReached: boolean
}

/** How many places of a class are tried before it counts as not reached. */
const mostAttempts = 3

/** What runs side by side comes in another order now and then: then another place of the class is tried. */
export async function tryClass(
  goal: KilledGoal,
  { places, portable }: PlaceClass,
  loses: Loss,
): Promise<ClassTrial> {
  let last: ClassTrial | undefined
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const middle = Math.floor(places.length / 2)
    const at = places[(middle + attempt) % places.length]?.key ?? ''
    const trial = await tryGoal(goal, { at, loses })
    const isReached = trial.left !== undefined && portable.has(trial.left)
    last = { ...trial, at, isReached }
    if (isReached || trial.wrong.length > 0) break
  }
  if (!last) throw new Error('A class has a place')
  return last
}
