import type { GateAnswer, Left, Plan, PlannedStep } from '#src/model/plan.ts'
import { goalWords, planRisk, undoWords } from '#src/model/plan-reading.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { cleanText } from '#src/model/text.ts'
import type { Refused } from '#src/operations/run/apply.ts'
import type { Terminal } from '../define-command.ts'
import { say as tell } from '../view.ts'
import { labelled, spread, wrap } from './layout.ts'
import { count, pad, shortNames } from './text.ts'
import { duration, inZone } from './time.ts'
import type { View } from './view.ts'

type FactsChanged = Extract<Refused, { kind: 'facts-changed' }>

/** What would be done, why, and what it rests on. */
export function renderPlan(plan: Plan, digest: string, view: View): string {
  const goal = shortNames(goalWords(plan.goal))
  const lines = [
    ...spread(
      view.paint.strong(goal.charAt(0).toUpperCase() + goal.slice(1)),
      `${count(plan.steps.length, 'step')} · plan ${digest.slice(0, 12)}`,
      view.columns,
    ),
    '',
  ]
  const names = Math.max(shortestName, ...plan.steps.map(({ step }) => step.length))
  const leaves = plan.leaves ?? []
  lines.push(
    ...plan.steps.flatMap((step, place) => stepLines(step, place, names, view)),
    ...(plan.steps.length === 0 ? [`  ${nothingToDo(leaves)}`] : []),
    '',
    ...labelled('rests on', shortNames(restsOn(plan)), view.columns, 12),
    ...labelled('risk', planRisk(plan), view.columns, 12),
    ...(plan.steps.length > 0 ? labelled('undo', undoWords(plan), view.columns, 12) : []),
    ...leaves.flatMap((left) => leftLines(left, view)),
    ...plan.accepted.flatMap(({ subject, reason }) =>
      labelled('accepted', `${subject}: ${reason}`, view.columns, 12),
    ),
  )
  return `${lines.join('\n')}\n`
}

const shortestName = 16

/** @param names columns of the longest step's name */
function stepLines(step: PlannedStep, place: number, names: number, view: View): string[] {
  const margin = ' '.repeat(names + 6)
  const [first = '', ...more] = wrap(shortNames(step.reason), view.columns - margin.length)
  return [
    `  ${place + 1} ${pad(step.step, names)}  ${first}`,
    ...more.map((line) => margin + line),
    ...step.preview
      .flatMap((line) => wrap(shortNames(line), view.columns - margin.length - 2))
      .map((part) => margin + part),
    ...(step.undo === 'impossible' ? [`${margin}cannot be undone`] : []),
  ]
}

function nothingToDo(leaves: readonly Left[]): string {
  const byHand = leaves.some(({ kind }) => kind === 'by-hand')
  return byHand ? 'nothing that Bramble may change' : 'nothing to do: it is so already'
}

/** What stays as it is, why, and lines to copy: those are never broken. */
function leftLines({ kind, what, reason, instead }: Left, view: View): string[] {
  const label = kind === 'by-hand' ? 'by hand' : 'stays'
  return [
    ...labelled(label, `${what}: ${reason}`, view.columns, 12),
    ...instead.map((line) => `${' '.repeat(12)}${line}`),
  ]
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

/** Which gates are waited for, and for how long at most. */
export function renderWaiting(
  refusals: readonly GateAnswer[],
  limitSeconds: number,
  view: View,
): string {
  return [
    `waiting for ${count(refusals.length, 'gate')} to open, at most ${duration(limitSeconds)}`,
    ...refusals.flatMap(({ subject, reason }) =>
      labelled('', `${subject}: ${reason}`, view.columns, 2),
    ),
    '',
  ].join('\n')
}

/** What is not as it was when the plan was made. */
export function renderDifferences({ differences, next }: FactsChanged): string {
  return [
    'The cluster has changed since this plan was made; nothing was changed.',
    '',
    ...differences.map(({ fact, was, is }) => `  ${fact}: ${was ?? 'absent'} → ${is ?? 'absent'}`),
    '',
    `next: ${next.replaceAll('`', '')}`,
    '',
  ].join('\n')
}

function usually(seconds: number | undefined): string {
  return seconds === undefined ? '' : `   usually ${duration(seconds)}`
}

/** Sooner nobody wonders how long it has been. */
const leastSeconds = 10

/** The same wait is told again after this, so that nobody thinks that it hangs. */
const repeatMilliseconds = 30_000

function since(startedAt: number, at: string, { paint }: View): string {
  const seconds = (Date.parse(at) - startedAt) / 1000
  return startedAt > 0 && seconds >= leastSeconds
    ? paint.faint(`   ${duration(seconds)} so far`)
    : ''
}

function endedLine(event: RunEvent & { kind: 'step-ended' }, startedAt: number): string {
  // A step that is undone tells its end alone.
  const took = startedAt > 0 ? `  ${duration((Date.parse(event.at) - startedAt) / 1000)}` : ''
  const how = event.how === 'verified' ? ', was so already' : ''
  const reason = event.reason ? `: ${event.reason}` : ''
  return `  ${marks[event.outcome]} ${event.outcome}${how}${took}${reason}`
}

const marks = { done: '✓', failed: '✗', stopped: '■', undone: '↶' } as const

type Waiting = Extract<RunEvent, { kind: 'waiting' }>

/** Whether a wait has to be told: a count in it that goes on is no news, for a while. */
function newWaits(): (event: Waiting) => boolean {
  let told = { words: '', at: 0 }
  return ({ title, reason, at }) => {
    const now = { words: `${title} ${reason}`.replaceAll(/\d+/g, '0'), at: Date.parse(at) }
    if (told.words === now.words && now.at - told.at < repeatMilliseconds) return false
    told = now
    return true
  }
}

/** Tells on stderr how a run goes on: a line a happening, so that it can be read again later. */
export function renderRun(terminal: Terminal, view: View): (event: RunEvent) => void {
  let startedAt = 0
  let isNews = newWaits()
  let steps: readonly { readonly usualSeconds?: number | undefined }[] = []
  // Reasons quote the API: what it says reaches the terminal clean.
  const say = (text: string) => tell(terminal, cleanText(text))
  return (event) => {
    switch (event.kind) {
      case 'run-started': {
        const back = event.direction === 'back' ? ' · going back' : ''
        steps = event.steps
        return say(
          view.paint.strong(`run ${event.run} · ${shortNames(goalWords(event.goal))}${back}`),
        )
      }
      case 'step-started': {
        startedAt = Date.parse(event.at)
        isNews = newWaits()
        const usual = usually(steps[event.place]?.usualSeconds)
        return say(`  ● ${event.title}${view.paint.faint(usual)}`)
      }
      case 'said':
        return say(`      ${shortNames(event.text)}${since(startedAt, event.at, view)}`)
      case 'waiting': {
        if (!isNews(event)) return undefined
        const longest = `, at most ${duration(event.limitSeconds)}`
        return say(
          `      waiting for ${event.title}: ${inZone(event.reason, event.at, view)}${longest}${since(startedAt, event.at, view)}`,
        )
      }
      case 'step-ended': {
        const line = endedLine(event, startedAt)
        startedAt = 0
        return say(line)
      }
      case 'run-ended':
        // The answer itself says it.
        return undefined
    }
  }
}
