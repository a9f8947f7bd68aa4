import type { RuleAnswer, RuleReading } from '#src/model/rule-answer.ts'
import { hang, labelled, wrap } from './layout.ts'
import { count, excerpt, pad } from './text.ts'
import { withoutHeader } from './timeline.ts'
import type { View } from './view.ts'

/** Told rule by rule, in this order; who saw nothing is counted, unless all is wanted. */
const told: readonly RuleAnswer['answer'][] = ['found', 'over', 'undecided', 'heard', 'blind']
const margin = 13
/** Characters of a line that was heard. */
const mostOfLine = 160

/** Every rule that looked, and why it stayed quiet; one rule alone is told in full. */
export function ruleLines(answers: readonly RuleAnswer[] | undefined, view: View): string[] {
  if (!answers) return []
  const rules = new Set(answers.map(({ rule }) => rule))
  if (rules.size === 1) return oneRuleLines(answers, view)
  const kinds = view.all ? [...told, 'quiet' as const] : told
  const lines = kinds.flatMap((kind) =>
    byRule(answers.filter(({ answer }) => answer === kind)).flatMap((group) =>
      groupLines(group, view),
    ),
  )
  const quiet = byRule(answers.filter(({ answer }) => answer === 'quiet')).length
  const rest = `  ${pad('quiet', margin - 2)}${count(quiet, 'rule')} saw nothing of what they know: --all`
  return [
    view.paint.strong(`${count(rules.size, 'rule')} looked`),
    ...lines,
    ...(view.all || quiet === 0 ? [] : [rest]),
    '',
  ]
}

function byRule(answers: readonly RuleAnswer[]): RuleAnswer[][] {
  return [...Map.groupBy(answers, ({ rule }) => rule).values()]
}

/** The rule and all its subjects, and below it the first reason, short. */
function groupLines(group: readonly RuleAnswer[], view: View): string[] {
  const [first] = group
  if (!first) return []
  const subjects = where(group.flatMap((answer) => answer.subjects))
  return [
    ...labelled(first.answer, `${first.rule}  ${subjects}`, view.columns, margin),
    ...hang(pad('', margin), reasonOf(first), view.columns),
  ]
}

/** In the list the line that was heard says most; the whole reason is told of one rule alone. */
function reasonOf({ answer, why, read }: RuleAnswer): string {
  const line = read.find(({ example }) => example !== undefined)?.example
  return answer === 'heard' && line !== undefined
    ? `not enough: ${excerpt(withoutHeader(line), mostOfLine)}`
    : why
}

const mostSubjects = 4

function where(subjects: readonly string[]): string {
  const all = new Set(subjects.filter((subject) => subject !== 'cluster'))
  if (all.size > mostSubjects) return `${all.size} subjects`
  return [...all].map((subject) => subject.replace(/^node\//, '')).join(' ')
}

/** One rule in full: what it answered about whom, what it listens for, and what it got. */
function oneRuleLines(answers: readonly RuleAnswer[], view: View): string[] {
  const [first] = answers
  if (!first) return []
  const head = `${first.rule} · ${first.kind} · ${first.title}`
  return [
    ...wrap(head, view.columns).map((text) => view.paint.strong(text)),
    ...answers.flatMap((answer) => [
      ...labelled(
        answer.answer,
        [where(answer.subjects), answer.why].filter(Boolean).join(': '),
        view.columns,
        margin,
      ),
      ...answer.read.flatMap((reading) => readingLines(reading, view)),
    ]),
    '',
  ]
}

function readingLines({ what, words, amount, missing }: RuleReading, view: View): string[] {
  const got = missing === undefined ? String(amount) : `${amount} (${missing})`
  const heads = words ? ` with ${words.map((word) => `“${word}”`).join(', ')}` : ''
  return wrap(`${got} ${what}${heads}`, view.columns - margin - 4).map(
    (text, place) => pad('', place === 0 ? margin + 2 : margin + 4) + text,
  )
}
