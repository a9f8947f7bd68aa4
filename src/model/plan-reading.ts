import type { GateAnswer, Goal, Plan } from './plan.ts'

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

/** Of steps whose undo mends what a broken run left and cannot make undone what they did. */
const halfWay: Readonly<Record<string, string>> = {
  'cycle-power':
    '`bramble undo` gives the power back where a run left it off; the boot and what it cut short stay',
}

/** What `bramble undo` can take back of a plan, in a sentence. */
export function undoWords({ steps }: Plan): string {
  const mending = steps.flatMap(({ step }) => halfWay[step] ?? [])
  if (mending.length > 0) return mending.join('; ')
  const place = steps.findIndex(({ undo }) => undo === 'impossible')
  const stuck = steps[place]
  if (!stuck) return '`bramble undo` takes all of it back'
  if (place === 0) return `none of it can be taken back once step 1 (${stuck.title}) has begun`
  return `\`bramble undo\` goes back as long as step ${place + 1} (${stuck.title}) has not begun; then there is no way back`
}

/** True where a plan changes nothing but what apt knows: what there is to install is seen after it. */
export function onlyFetches({ steps }: Plan): boolean {
  return steps.length > 0 && steps.every(({ step }) => step === 'refresh-packages')
}
