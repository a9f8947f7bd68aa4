import type { GateAnswer, Goal, Plan, PlannedStep } from './plan.ts'

// Apart from the schemas, so that a face that shows plans does not load them with --help.

/** What may happen to what runs on the cluster; approvals and the words before a step follow it. */
export const risks = ['safe', 'disruptive', 'destructive'] as const
export type Risk = (typeof risks)[number]

/** The goal as it is typed: `replicas 2 --all`. Limits that have a default are left out. */
export function goalWords({ name, target, options }: Goal): string {
  const flags = Object.entries(options).flatMap(([option, value]) => {
    if (value === true) return [`--${option}`]
    return typeof value === 'string' ? [`--${option} ${value}`] : []
  })
  // What is about the whole cluster has no target.
  return [name, target, ...flags].filter((word) => word !== '').join(' ')
}

/** True where this answer keeps a plan from being carried out. */
export function refuses(answer: GateAnswer): boolean {
  if (answer.kind === 'notice' || answer.accepted !== undefined) return false
  return answer.verdict === 'fail' || answer.verdict === 'unknown'
}

/** The gravest risk among a plan's steps. */
export function planRisk(plan: Plan): Risk {
  const gravest = Math.max(0, ...plan.steps.map((step) => risks.indexOf(step.risk)))
  return risks[gravest] ?? 'destructive'
}

/** What `bramble undo` can take back of a plan, in a sentence. */
export function undoWords({ steps }: Plan): string {
  const place = steps.findIndex(({ undo }) => undo === 'impossible')
  const stuck = steps[place]
  const mending = mendingWords(place < 0 ? steps : steps.slice(0, place))
  if (!stuck) return mending ? `\`bramble undo\` ${mending}` : '`bramble undo` takes all of it back'
  if (place === 0) return `none of it can be taken back once step 1 (${stuck.title}) has begun`
  return `until step ${place + 1} (${stuck.title}) begins, \`bramble undo\` ${mending ?? 'goes back'}; after that there is no way back`
}

/** What undo gives back and what stays, of steps that it cannot make undone; undefined where it can. */
export function mendingWords(steps: readonly PlannedStep[]): string | undefined {
  const words = [...new Set(steps.flatMap(({ mends }) => mends ?? []))]
  return words.length > 0 ? words.join('; it ') : undefined
}
