import type { Diagnosis, Finding, FindingEvidence } from '#src/model/diagnosis.ts'
import { alike, headline, rootsOf } from './headline.ts'
import { hang, labelled, reflow, screen, spread, wrap } from './layout.ts'
import { ruleLines } from './rules.ts'
import { notSeenLines } from './seen.ts'
import { sinceLines } from './since.ts'
import { count, excerpt, pad, shortNames, width } from './text.ts'
import { clockTime, duration, inZone } from './time.ts'
import { timelineSection, withoutHeader } from './timeline.ts'
import type { View } from './view.ts'

const fewLines = 5
/** Characters of a log line: about two lines of a terminal. */
const mostOfLine = 180

/** The answer first, then why, then what to do; see screens.md. */
export function renderDiagnosis(diagnosis: Diagnosis, view: View): string {
  const roots = rootsOf(diagnosis)
  const shown = view.all ? roots : roots.filter((finding) => finding.kind !== 'benign')
  const lines = [
    ...spread(view.paint.strong(headline(diagnosis, roots)), stamp(diagnosis, view), view.columns),
  ]
  if (shown.length > 0 && diagnosis.cause === 'unknown')
    lines.push('', ...unknownLines(diagnosis, view))
  for (const group of alike(shown)) lines.push('', ...findingLines(merged(group), diagnosis, view))
  if (shown.length === 0 && diagnosis.cause === 'unknown')
    lines.push('', ...unknownLines(diagnosis, view))
  lines.push('', ...askedLines(diagnosis, view))
  const harmless = roots.filter((finding) => finding.kind === 'benign').length
  if (harmless > 0 && !view.all)
    lines.push('', `${count(harmless, 'harmless finding')} not shown: --all`)
  lines.push(
    '',
    ...overLines(diagnosis, view),
    ...timelineSection(diagnosis.timeline, today(diagnosis), view),
    ...ruleLines(diagnosis.rules, view),
    ...sinceLines(diagnosis.since, diagnosis.takenAt, view),
    ...(diagnosis.notes ?? []).flatMap((note) => labelled('note', note, view.columns)),
    ...notSeenLines(diagnosis.coverage, view, 'reasons'),
    ...nextLines(diagnosis, view),
  )
  return screen(lines)
}

function merged(group: readonly Finding[]): Finding {
  const [first] = group
  if (!first || group.length === 1) return first as Finding
  return {
    ...first,
    subject: subjectsOf(group.map(({ subject }) => subject)),
    mitigation: forAllNodes(first.mitigation, group),
    diagnosis: forAllNodes(first.diagnosis, group),
    evidence: withoutEqual(group.flatMap(({ evidence }) => evidence.slice(0, 2))),
    explains: [...new Set(group.flatMap(({ explains }) => explains))],
    against: [...new Set(group.flatMap(({ against }) => against))],
  }
}

/** What two findings rest on is shown once. */
function withoutEqual(evidence: readonly FindingEvidence[]): FindingEvidence[] {
  const words = ({ node, at, message, text }: FindingEvidence) =>
    [node, at, message ?? text].join('\n')
  return [...new Map(evidence.map((piece) => [words(piece), piece])).values()]
}

/** A command that names the first finding's node is written once for each node: none is forgotten. */
function forAllNodes(text: string, group: readonly Finding[]): string {
  const [first = '', ...others] = [...new Set(group.map(({ subject }) => nodeNamed(subject)))]
  if (first === '' || others.includes('')) return text
  return text.replace(/`[^`]+`/g, (command) => {
    const named = new RegExp(`(?<![\\w.-])${first.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`, 'g')
    const more = others.map((other) => command.replace(named, () => other))
    return [...new Set([command, ...more])].join(', ')
  })
}

/** The node that a subject is or lies on, such as `disk/pi01:/var`. */
function nodeNamed(subject: string): string {
  return /^(?:node\/|disk\/(?=[^:]+:))([^:]+)/.exec(subject)?.[1] ?? ''
}

const mostNames = 4

/** Nodes by their names; volumes, whose names nobody reads, by their number. */
function subjectsOf(subjects: readonly string[]): string {
  const all = [...new Set(subjects)]
  const volumes = all.filter((subject) => subject.startsWith('volume/'))
  const others = all.filter((subject) => !subject.startsWith('volume/')).map(shortSubject)
  const named = others.length > mostNames ? [`${others.length} subjects`] : others
  const [volume] = volumes
  const counted =
    volumes.length === 1 && volume ? shortSubject(volume) : `${volumes.length} volumes`
  return [...named, ...(volumes.length > 0 ? [counted] : [])].join(' ')
}

function shortSubject(subject: string): string {
  if (subject === 'cluster') return ''
  return shortNames(subject.replace(/^(?:node|volume|disk)\//, ''))
}

function stamp(diagnosis: Diagnosis, view: View): string {
  const took = view.seconds === undefined ? '' : ` · ${duration(view.seconds)}`
  const of = today(diagnosis)
  const when = clockTime(of, diagnosis.takenAt, view)
  return view.paint.faint(`${diagnosis.cluster} · ${when}${took}`)
}

function findingLines(finding: Finding, diagnosis: Diagnosis, view: View): string[] {
  const severity = view.paint.severity(finding.severity, finding.severity.toUpperCase().padEnd(8))
  const tail = [shortSubject(finding.subject), finding.confidence].filter(Boolean).join('  ')
  const room = view.columns - 10
  const [first = '', ...more] = wrap(finding.title, Math.max(room - width(tail) - 2, 30))
  return [
    ...spread(`${severity}  ${view.paint.strong(first)}`, tail, view.columns),
    ...more.map((line) => `${' '.repeat(10)}${view.paint.strong(line)}`),
    ...whyLines(finding, diagnosis, view),
    ...causedLines(finding, diagnosis, view),
    ...finding.against.flatMap((text, place) =>
      labelled(place === 0 ? 'not' : '', inZone(text, today(diagnosis), view), view.columns),
    ),
    ...(finding.kind === 'benign' ? [] : labelled('do', finding.mitigation, view.columns)),
    ...(finding.confidence === 'suspected'
      ? labelled('surer', finding.diagnosis, view.columns)
      : []),
  ]
}

function whyLines(finding: Finding, diagnosis: Diagnosis, view: View): string[] {
  const told = view.all ? finding.evidence : withoutAlike(finding.evidence, diagnosis, view)
  const shown = view.all ? told : told.slice(0, fewLines)
  const lines = shown.flatMap((piece, place) =>
    evidenceLines(piece, place === 0 ? 'why' : '', diagnosis, view),
  )
  const rest = told.length - shown.length
  return rest > 0 ? [...lines, `${' '.repeat(10)}and ${count(rest, 'more line')}: --all`] : lines
}

/** Lines that differ only in what an excerpt leaves out read as one line said twice. */
function withoutAlike(
  evidence: readonly FindingEvidence[],
  diagnosis: Diagnosis,
  view: View,
): FindingEvidence[] {
  const alone = (piece: FindingEvidence) =>
    evidenceLines({ ...piece, count: 1 }, '', diagnosis, view).join('\n')
  return [...Map.groupBy(evidence, alone).values()].flatMap((pieces) => {
    const count = pieces.reduce((sum, piece) => sum + piece.count, 0)
    return pieces.slice(0, 1).map((piece) => ({ ...piece, count }))
  })
}

/**
 * One piece of evidence: on one line where it fits, else its time and node above the message. A
 * log's own prefix is left out: time, node and program stand before it in the reader's form.
 */
function evidenceLines(
  piece: FindingEvidence,
  label: string,
  diagnosis: Diagnosis,
  view: View,
): string[] {
  const margin = pad(`  ${label}`, 10)
  const room = view.columns - 10
  const times = piece.count > 1 ? `×${piece.count}` : ''
  const at = clockTime(piece.at, today(diagnosis), view)
  const said = inZone(withoutHeader((piece.message ?? piece.text).trim()), today(diagnosis), view)
  const head = [at, nodeBeside(piece, said), piece.program].filter(Boolean).join('  ')
  const text = view.all ? said : excerpt(said, mostOfLine)
  const oneLine = head ? `${head}  ${text}` : text
  if (oneLine.length + times.length + 2 <= room)
    return spread(margin + oneLine, times, view.columns)
  const isNameAlone = head === piece.node
  if (head && !isNameAlone)
    return [
      ...spread(margin + head, times, view.columns),
      ...hang(' '.repeat(12), text, view.columns),
    ]
  const beside = isNameAlone ? `${margin}${head}  ` : margin
  const [first = '', ...more] = hang(beside, text, view.columns - width(times) - 2)
  return [...spread(first, times, view.columns), ...more]
}

/** The node, unless the sentence begins with it. */
function nodeBeside({ node, program }: FindingEvidence, said: string): string | undefined {
  return program === undefined && said.startsWith(`${node} `) ? undefined : node
}

/** The day that needs no date: that of the look, or of the newest line where only files were read. */
function today(diagnosis: Diagnosis): string {
  if (diagnosis.coverage.some(({ door }) => door !== 'file')) return diagnosis.takenAt
  const times = diagnosis.findings.flatMap(({ evidence }) =>
    evidence.flatMap(({ at, lastAt }) => lastAt ?? at ?? []),
  )
  return times.sort().at(-1) ?? diagnosis.takenAt
}

function causedLines(finding: Finding, diagnosis: Diagnosis, view: View): string[] {
  const effects = diagnosis.findings.filter((other) => finding.explains.includes(other.id))
  return alike(effects)
    .slice(0, fewLines)
    .flatMap((group, place) => {
      const effect = merged(group)
      const at = clockTime(effect.firstSeenAt, today(diagnosis), view)
      const head = [at, shortSubject(effect.subject)]
        .filter(Boolean)
        .map((part) => `${part}  `)
        .join('')
      const margin = pad(place === 0 ? '  caused' : '', 10) + head
      return hang(margin, effect.title, view.columns)
    })
}

function unknownLines(diagnosis: Diagnosis, view: View): string[] {
  const comes = nextCommand(diagnosis)
  const lines = diagnosis.undecided.flatMap(({ pattern, reason, next = '' }) => [
    ...labelled('maybe', `${pattern}: ${reason}`, view.columns),
    // The last line says it where it comes next.
    ...(next === '' || next === comes ? [] : labelled('decides', next, view.columns)),
  ])
  if (lines.length > 0) return lines
  return diagnosis.findings.some((finding) => finding.kind !== 'benign')
    ? []
    : wrap(
        'Nothing in this evidence is a failure that Bramble knows. That is no proof of health.',
        view.columns,
      )
}

/** Where nothing is wrong, the question that the last line asks: nobody types it without knowing why. */
function askedLines(diagnosis: Diagnosis, { columns }: View): string[] {
  if (diagnosis.cause !== 'none') return []
  const comes = nextCommand(diagnosis)
  const asked = diagnosis.undecided.find(({ next }) => next !== undefined && next === comes)
  return asked ? labelled('maybe', `${asked.pattern}: ${asked.reason}`, columns) : []
}

/** What is over, and is not there again: one line each, so that nobody takes it for now. */
function overLines(diagnosis: Diagnosis, view: View): string[] {
  const { findings } = diagnosis
  const present = new Set(
    findings.flatMap(({ cause, clearedAt }) => (clearedAt === undefined ? cause : [])),
  )
  const over = findings.filter(
    ({ clearedAt, kind, cause }) =>
      clearedAt !== undefined && kind === 'cause' && !present.has(cause),
  )
  return alike(over).flatMap((group, place) => {
    const { title, subject, clearedAt } = merged(group)
    const short = shortSubject(subject)
    const where = short === '' ? '' : `  ${short}`
    const text = `${clockTime(clearedAt, diagnosis.takenAt, view)}${where}  ${title}`
    return labelled(place === 0 ? 'earlier' : '', text, view.columns)
  })
}

function nextLines(diagnosis: Diagnosis, { columns }: View): string[] {
  const command = nextCommand(diagnosis)
  return command === undefined ? [] : [reflow(`next: ${command}`, columns)]
}

function nextCommand({ next }: Diagnosis): string | undefined {
  return next.find(({ command }) => command !== undefined)?.command
}
