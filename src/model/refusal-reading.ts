import type { GateAnswer } from './plan.ts'

/** What was not seen cannot be accepted: nobody knows what it is. */
export function isAcceptable({ kind, verdict }: Pick<GateAnswer, 'kind' | 'verdict'>): boolean {
  return kind === 'availability' && verdict === 'fail'
}

/**
 * The one command that comes next where gates refuse a goal: what the gate that decides says would
 * open it, or to wait where all of them may open by themselves. Never to accept them: that is said
 * beside it, to whoever has tried the rest.
 *
 * @param refusals at least one
 * @param goal in the words that are typed: `reboot pi03`; undefined for what nobody can ask for
 */
export function commandAfterRefusal(
  refusals: readonly GateAnswer[],
  goal: string | undefined,
): string {
  const decides = refusals.find((refusal) => !isAcceptable(refusal)) ?? stays(refusals)
  const named = decides && commandIn(decides.next)
  const waits = refusals.every(({ mayOpen }) => mayOpen === true)
  if (named !== undefined) return named
  if (waits && goal !== undefined) return `bramble ${goal} --when-ready`
  return `bramble explain ${decides?.gate ?? refusals[0]?.gate}`
}

/** The first that no waiting opens; else the first that names a command. */
function stays(refusals: readonly GateAnswer[]): GateAnswer | undefined {
  return (
    refusals.find(({ mayOpen }) => mayOpen !== true) ??
    refusals.find(({ next }) => commandIn(next) !== undefined)
  )
}

/** The goal once more with all of it accepted; undefined where not all of it can be. */
export function acceptingCommand(
  refusals: readonly GateAnswer[],
  goal: string,
): string | undefined {
  if (refusals.length === 0 || !refusals.every(isAcceptable)) return undefined
  return `bramble ${goal} --accept "${subjectsOf(refusals)}" --reason "…"`
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
