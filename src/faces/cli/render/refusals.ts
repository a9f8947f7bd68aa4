import type { GateAnswer } from '#src/model/plan.ts'
import { acceptingCommand, commandAfterRefusal, isAcceptable } from '#src/model/refusal-reading.ts'
import { labelled } from './layout.ts'
import { count } from './text.ts'
import { inZone } from './time.ts'
import type { View } from './view.ts'

/** The verdict in a sentence: it decides whether anybody reads on. */
export function refusalHeadline(
  gates: readonly GateAnswer[],
  refusals: readonly GateAnswer[],
): string {
  const asked = gates.length
  if (refusals.every(({ verdict }) => verdict === 'unknown'))
    return `Not known: ${refusals.length} of ${count(asked, 'question')} could not be answered.`
  return `No, not now. ${count(refusals.length, 'reason')} of ${asked} checked.`
}

/** All that one gate says, and once what opens it. */
export function refusalLines(refusals: readonly GateAnswer[], more: string, view: View): string[] {
  const now = new Date().toISOString()
  const told = withoutEqual(refusals)
  const gates = [...new Set(told.map(({ gate }) => gate))]
  return gates.flatMap((gate) => {
    const answers = told.filter((refusal) => refusal.gate === gate)
    const shown = view.all ? answers : answers.slice(0, mostOfOneGate)
    const rest = answers.length - shown.length
    return [
      ...shown.flatMap((answer) =>
        labelled(labelOf(answer), inZone(wordsOf(answer), now, view), view.columns).map(
          (line, place) => (place === 0 ? coloured(line, answer, view) : line),
        ),
      ),
      ...(rest > 0 ? labelled('', `and ${rest} more: ${more}`, view.columns) : []),
      ...labelled('', answers[0]?.next ?? '', view.columns),
    ]
  })
}

/** One silence leaves many questions open; it is told once, whoever asked, with all that it hides. */
function withoutEqual(refusals: readonly GateAnswer[]): readonly GateAnswer[] {
  const unknown = refusals.filter(({ verdict }) => verdict === 'unknown')
  const silences = Map.groupBy(unknown, (one) => `${one.unseen?.why ?? one.reason}\n${one.next}`)
  const told = new Map(
    [...silences.values()].flatMap((same) => {
      const [first] = same
      return first ? [[first, { ...first, reason: silenceWords(same) }]] : []
    }),
  )
  return refusals.flatMap((one) => (one.verdict === 'unknown' ? (told.get(one) ?? []) : one))
}

/** `pods, volumes: the API does not answer`: what was not seen, and why. */
function silenceWords(same: readonly GateAnswer[]): string {
  const [first] = same
  if (!first?.unseen) return first?.reason ?? ''
  const kinds = new Set(same.flatMap(({ unseen }) => unseen?.kind ?? []))
  return `${[...kinds].join(', ')}: ${first.unseen.why}`
}

const mostOfOneGate = 4

/** Names what somebody would accept: `budget/default/web`. */
function wordsOf(answer: GateAnswer): string {
  return isAcceptable(answer) ? `${answer.subject}: ${answer.reason}` : answer.reason
}

/** What is at stake: data, or that something is away for a while. */
function labelOf({ kind, verdict }: GateAnswer): string {
  if (verdict === 'unknown') return 'unknown'
  return kind === 'data' ? 'data' : 'outage'
}

function coloured(line: string, answer: GateAnswer, { paint }: View): string {
  const label = labelOf(answer)
  const severity = label === 'data' ? 'critical' : 'warning'
  return line.replace(label, paint.severity(severity, label))
}

/** Last, and only where all of it can be accepted: what that means, and its line to copy. */
export function acceptingLines(
  refusals: readonly GateAnswer[],
  command: string | undefined,
  view: View,
): string[] {
  if (command === undefined) return []
  const means = [...new Set(refusals.flatMap(({ accepting }) => accepting ?? []))]
  return [
    ...labelled(
      'accept',
      ['Where nothing of that helps, with a reason.', ...means].join(' '),
      view.columns,
    ),
    // Between back-ticks it is not broken, so that it can be copied.
    ...labelled('', `\`${command}\``, view.columns),
  ]
}

interface Refused {
  readonly gates: readonly GateAnswer[]
  readonly refusals: readonly GateAnswer[]
  /** In the words that are typed: `reboot pi03`. */
  readonly goal: string
}

/** Why not, and what would open each gate. */
export function renderRefusals({ gates, refusals, goal }: Refused, view: View): string {
  const lines = [
    view.paint.strong(refusalHeadline(gates, refusals)),
    '',
    ...refusalLines(refusals, `bramble ${goal} --dry-run`, view),
    ...acceptingLines(refusals, acceptingCommand(refusals, goal), view),
  ]
  return `${lines.join('\n')}\n`
}

/** The last line of a refusal. */
export function renderRefusalNext({ refusals, goal }: Omit<Refused, 'gates'>): string {
  return `next: ${commandAfterRefusal(refusals, goal)}\n`
}
