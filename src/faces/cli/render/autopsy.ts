import type { Autopsy, Ending, Testimony } from '#src/model/autopsy.ts'
import { hang, labelled, reflow, screen, spread, wrap } from './layout.ts'
import { notSeenLines } from './seen.ts'
import { pad, width } from './text.ts'
import { clockTime } from './time.ts'
import { timelineLines } from './timeline.ts'
import type { View } from './view.ts'

/** The verdict in a sentence, one timeline of everybody's view, what excludes the rest, what to do. */
export function renderAutopsy(autopsy: Autopsy, view: View): string {
  const day = autopsy.notBefore ?? autopsy.notAfter ?? autopsy.takenAt
  const told = timelineLines(autopsy.timeline, day, view)
  const lines = [
    ...headline(autopsy, view),
    '',
    ...told,
    ...(told.length > 0 ? [''] : []),
    ...labelledList('saw', voices(autopsy, 'for'), view),
    ...labelledList('but', voices(autopsy, 'against'), view),
    ...labelledList('not', excluded(autopsy), view),
    ...openLines(autopsy, view),
    ...bootLines(autopsy, view),
    ...lostLines(autopsy, view),
    ...(autopsy.mitigation ? labelled('do', autopsy.mitigation, view.columns) : []),
    ...(autopsy.diagnosis && autopsy.verdict.confidence === 'suspected'
      ? labelled('surer', autopsy.diagnosis, view.columns)
      : []),
    '',
    ...notSeenLines(autopsy.coverage, view, 'names'),
    '',
    ...nextLines(autopsy, view),
  ]
  return screen(lines)
}

function headline(autopsy: Autopsy, view: View): string[] {
  const { node, verdict } = autopsy
  const { confidence, agree, of } = verdict
  const sentence = [node, verdict.summary, when(autopsy, view)].filter(Boolean).join(' ')
  const severity = verdict.severity === 'info' ? 'good' : verdict.severity
  const sure = confidence === undefined ? 'unknown' : `${confidence}, ${agree} of ${of} agree`
  const tail = view.paint.severity(severity, sure)
  const [first = '', ...more] = wrap(sentence, Math.max(30, view.columns - width(tail) - 2))
  return [
    ...spread(view.paint.strong(first), tail, view.columns),
    ...more.map((line) => view.paint.strong(line)),
  ]
}

/** As exactly as it is known: journald may lose a boot's last minutes. */
function when(autopsy: Autopsy, view: View): string {
  const { question, notBefore, notAfter, takenAt } = autopsy
  if (question === 'silence') return duringSilence(autopsy, view)
  const first = clockTime(notBefore ?? notAfter, takenAt, view)
  if (first === '') return ''
  if (question === 'silent-now') return `since ${first}`
  // Nobody said anything of the end, so the start of now is all that is known.
  if (notBefore === undefined) return autopsy.verdict.of > 0 ? `before ${first}` : ''
  const doubtSeconds = (Date.parse(notAfter ?? notBefore) - Date.parse(notBefore)) / 1000
  return doubtSeconds < 2
    ? `at ${first}`
    : `between ${first} and ${clockTime(notAfter, notBefore, view)}`
}

function duringSilence({ notBefore, backAt, takenAt }: Autopsy, view: View): string {
  if (notBefore === undefined) return ''
  const until = backAt === undefined ? ' on' : ` to ${clockTime(backAt, notBefore, view)}`
  return `from ${clockTime(notBefore, takenAt, view)}${until}`
}

const nouns: Readonly<Record<Ending, string>> = {
  shutdown: 'a shutdown',
  panic: 'a panic',
  hang: 'a hang',
  memory: 'memory',
  power: 'power',
  heat: 'heat',
  disk: 'the disk',
  'cut-off': 'the network',
  'ran-on': 'something on the node',
}

function voices({ testimonies, verdict }: Autopsy, side: 'for' | 'against'): string[] {
  const { ending } = verdict
  const speaks = (one: Testimony) =>
    ending === 'unknown'
      ? side === 'for' && one.speaksFor.length > 0
      : (side === 'for' ? one.speaksFor : one.speaksAgainst).includes(ending)
  const story = (one: Testimony) =>
    side === 'for' && one.speaksFor.length === 0 && one.speaksAgainst.length === 0
  return testimonies.filter((one) => speaks(one) || story(one)).map(({ text }) => text)
}

/** What else it could have been, each with what speaks against it. */
function excluded({ testimonies, verdict }: Autopsy): string[] {
  const found = new Map<string, string[]>()
  for (const { speaksAgainst, text } of testimonies)
    for (const ending of speaksAgainst.filter(
      // That it was no shutdown is what the verdict says already.
      (one) => one !== verdict.ending && one !== 'shutdown',
    )) {
      const known = found.get(text)
      if (known) known.push(nouns[ending])
      else found.set(text, [nouns[ending]])
    }
  return [...found].map(([text, endings]) => `${endings.join(' or ')}: ${text}`)
}

function labelledList(label: string, texts: readonly string[], view: View): string[] {
  return texts.length > 0 ? labelled(label, texts.join(' · '), view.columns) : []
}

function openLines({ verdict }: Autopsy, view: View): string[] {
  const candidates = verdict.candidates.map((ending) => nouns[ending])
  if (candidates.length === 0) return []
  const last = candidates.at(-1)
  const text =
    candidates.length === 1 ? `${last}` : `${candidates.slice(0, -1).join(', ')} or ${last}`
  return labelled('maybe', `${text}: what is left does not tell them apart`, view.columns)
}

const endingWords: Readonly<Record<Autopsy['boots'][number]['ending'], string>> = {
  running: 'running',
  shutdown: 'shut down',
  panic: 'panic',
  crash: 'no shutdown',
  cut: 'cut off',
  unknown: 'end not known',
}

/** Whether it always ends so: only where there is more than one end to compare. */
function bootLines({ boots, takenAt }: Autopsy, view: View): string[] {
  const ended = boots.filter(({ index }) => index < 0)
  if (ended.length < 2) return []
  const words = ended.map(
    ({ index, endedAt, ending }) =>
      `${index} ${endingWords[ending]}${endedAt ? ` ${clockTime(endedAt, takenAt, view)}` : ''}`,
  )
  return labelled('boots', words.join(' · '), view.columns)
}

function lostLines({ lost }: Autopsy, view: View): string[] {
  return lost.flatMap(({ what, remains, keep }) => [
    ...labelled('lost', what, view.columns),
    ...labelled('remains', remains, view.columns),
    ...labelled('keep', keep, view.columns),
  ])
}

/** All steps where the node is silent now, because their order matters; the first comes next. */
function nextLines({ next, question }: Autopsy, view: View): string[] {
  const steps = next.filter((step) => step.command !== undefined)
  const [first] = steps
  if (!first) return []
  const order = question === 'silent-now' ? steps : []
  return [
    ...order.flatMap(({ why, command }, place) => [
      ...hang(`${pad(place === 0 ? '  then' : '', 10)}${place + 1}. `, `${why}:`, view.columns),
      `             ${command}`,
    ]),
    ...(order.length > 0 ? [''] : []),
    reflow(`next: ${first.command}`, view.columns),
  ]
}
