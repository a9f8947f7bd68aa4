import type { GateAnswer, Plan } from '#src/model/plan.ts'
import { cleanText } from '#src/model/text.ts'
import type { RunEvent } from '#src/operations/run/site.ts'
import type { Terminal } from '../define-command.ts'
import type { View } from './diagnosis.ts'
import { count, labelled, pad, spread, wrap } from './text.ts'
import { duration } from './time.ts'

/** What would be done, why, and what it rests on. */
export function renderPlan(plan: Plan, digest: string, view: View): string {
  const goal = `${plan.goal.name} ${plan.goal.target}`
  const lines = [
    spread(
      view.paint.strong(goal.charAt(0).toUpperCase() + goal.slice(1)),
      `${count(plan.steps.length, 'step')} · plan ${digest.slice(0, 12)}`,
      view.columns,
    ),
    '',
  ]
  for (const [place, step] of plan.steps.entries()) {
    const [first = '', ...more] = wrap(step.reason, view.columns - 22)
    lines.push(
      `  ${place + 1} ${pad(step.step, 16)}  ${first}`,
      ...more.map((line) => ' '.repeat(22) + line),
    )
    for (const line of step.preview)
      for (const part of wrap(line, view.columns - 24)) lines.push(`${' '.repeat(22)}${part}`)
    if (step.undo === 'impossible') lines.push(`${' '.repeat(22)}cannot be undone`)
  }
  if (plan.steps.length === 0) lines.push('  nothing to do: it is so already')
  const [worst] = plan.steps.filter((step) => step.risk !== 'safe')
  lines.push(
    '',
    ...labelled('rests on', restsOn(plan), view.columns, 12),
    ...labelled('risk', worst?.risk ?? 'safe', view.columns, 12),
  )
  for (const { subject, reason } of plan.accepted)
    lines.push(...labelled('accepted', `${subject}: ${reason}`, view.columns, 12))
  return `${lines.join('\n')}\n`
}

function restsOn(plan: Plan): string {
  const facts = plan.restsOn.map(({ fact }) => fact)
  const few = facts.slice(0, 6).join(' · ')
  return facts.length > 6 ? `${few} · and ${facts.length - 6} more` : few
}

/** What the reader should know before saying yes; it refuses nothing. */
export function renderNotices(gates: readonly GateAnswer[], view: View): string {
  const notices = gates.filter(({ kind, verdict }) => kind === 'notice' && verdict === 'fail')
  return notices
    .flatMap(({ reason }) => labelled('note', reason, view.columns, 12))
    .map((line) => `${line}\n`)
    .join('')
}

/** Why not, and what would open each gate. */
export function renderRefusals(
  gates: readonly GateAnswer[],
  refusals: readonly GateAnswer[],
  view: View,
): string {
  const asked = gates.length
  const lines = [
    view.paint.strong(`No, not now. ${count(refusals.length, 'reason')} of ${asked} checked.`),
    '',
    ...refusals.flatMap((refusal) => [
      ...labelled(
        refusal.kind === 'data' ? 'data' : refusal.verdict === 'unknown' ? 'unknown' : 'away',
        `${refusal.subject}: ${refusal.reason}`,
        view.columns,
      ),
      ...labelled('', refusal.next, view.columns),
    ]),
  ]
  const open = refusals.filter(
    (refusal) => refusal.kind === 'availability' && refusal.verdict === 'fail',
  )
  const hint = open.length === refusals.length && open[0]
  return `${[...lines, '', hint ? `next: --accept ${open.map(({ subject }) => subject).join(',')} --reason "…"` : 'next: bramble volumes'].join('\n')}\n`
}

const marks = { done: '✓', failed: '✗', stopped: '■', undone: '↶' } as const

/** Tells on stderr how a run goes on: a line a happening, so that it can be read again later. */
export function followRun(terminal: Terminal, view: View): (event: RunEvent) => void {
  let startedAt = Date.now()
  // Reasons quote the API: what it says reaches the terminal clean.
  const say = (text: string) => terminal.err(`${cleanText(text)}\n`)
  return (event) => {
    switch (event.kind) {
      case 'run-started':
        return say(
          view.paint.strong(`run ${event.run} · ${event.plan.goal.name} ${event.plan.goal.target}`),
        )
      case 'step-started':
        startedAt = Date.now()
        return say(`  ● ${event.step.title}`)
      case 'said':
        return say(`      ${event.text}`)
      case 'waiting':
        return say(`      waiting for ${event.title}: ${event.reason}`)
      case 'step-ended':
        return say(
          `  ${marks[event.outcome]} ${event.outcome}${event.how === 'verified' ? ', was so already' : ''}  ${duration((Date.now() - startedAt) / 1000)}${event.reason ? `: ${event.reason}` : ''}`,
        )
      case 'run-ended':
        // The answer itself says it.
        return undefined
    }
  }
}
