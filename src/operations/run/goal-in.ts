import { usageError } from '#src/model/error.ts'
import type { Goal } from '#src/model/plan.ts'
import { goals } from '#src/plans/index.ts'

/**
 * A goal and its target in the words of the command line: `drain pi03`, `update k3s v1.36.4+k3s1`,
 * `up`. The longest name of a goal counts.
 *
 * @throws usage error `goal-unknown` or `goal-target`
 */
export function goalIn(words: readonly string[]): Pick<Goal, 'name' | 'target'> {
  const names = words.map((_, place) => words.slice(0, place + 1).join(' ')).reverse()
  const name = names.find((candidate) => goals.includes(candidate))
  if (name === undefined)
    throw usageError('goal-unknown', `There is no goal "${words.join(' ').slice(0, 40)}".`, {
      next: `Goals: ${goals.join(', ')}.`,
    })
  const [target = '', ...more] = words.slice(name.split(' ').length)
  if (more.length === 0) return { name, target }
  throw usageError('goal-target', `${name} takes one target, not "${more.join(' ').slice(0, 40)}".`)
}
