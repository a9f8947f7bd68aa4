import type { GateAnswer } from './plan.ts'

/** What was not seen cannot be accepted: nobody knows what it is. */
export function isAcceptable({ kind, verdict }: GateAnswer): boolean {
  return kind === 'availability' && verdict === 'fail'
}

/**
 * The one command that comes next where gates refuse a goal: the goal once more where all of them
 * can be accepted, else what the gate that decides says would open it.
 *
 * @param refusals at least one
 * @param goal in the words that are typed: `reboot pi03`
 */
export function commandAfterRefusal(refusals: readonly GateAnswer[], goal: string): string {
  const decides = refusals.find((refusal) => !isAcceptable(refusal))
  if (!decides) return `bramble ${goal} --accept "${subjectsOf(refusals)}" --reason "…"`
  return commandIn(decides.next) ?? `bramble explain ${decides.gate}`
}

/** The first command of ours that can be copied as it is: no word in capitals is left to fill in. */
export function commandIn(next: string): string | undefined {
  const quoted = [...next.matchAll(/`(bramble [^`]+)`/g)].map(([, command = '']) => command)
  const whole = /^bramble [^.`]+$/.test(next) ? [next] : quoted
  return whole.find((command) => !/\b[A-Z]{3,}\b/.test(command))
}

/** More than a few subjects of one kind are written as all of them: `emptydir/*`. */
function subjectsOf(refusals: readonly GateAnswer[]): string {
  const subjects = [...new Set(refusals.map(({ subject }) => subject))]
  const kindOf = (subject: string) => subject.split('/')[0] ?? ''
  const isMany = (kind: string) => subjects.filter((other) => kindOf(other) === kind).length > 3
  const written = subjects.map((subject) =>
    isMany(kindOf(subject)) ? `${kindOf(subject)}/*` : subject,
  )
  return [...new Set(written)].join(',')
}
