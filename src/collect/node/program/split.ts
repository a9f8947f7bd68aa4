import type { Answers, Section, SectionAnswer } from './section.ts'

/** What came back of one run, taken apart. */
export interface SplitOutput {
  readonly answers: Answers
  /** True where the program said its last word. */
  readonly whole: boolean
  /** What stood before the first marker: a login's greeting, or why no program ran. */
  readonly preamble: string
}

interface Mark {
  readonly word: string
  readonly rest: readonly string[]
  /** Where the marker's line begins and ends, with the newline before it. */
  readonly from: number
  readonly to: number
}

/** The last line of every run. */
export function lastWords(marker: string): string {
  return `\n${marker} done\n`
}

/**
 * Takes the output of a node program apart. Only a line that begins with this run's marker
 * divides sections; whatever else a node sends is text. Never throws.
 */
export function splitOutput(
  output: Uint8Array,
  marker: string,
  sections: readonly Section[],
): SplitOutput {
  const buffer = Buffer.from(output.buffer, output.byteOffset, output.byteLength)
  const marks = findMarks(buffer, marker)
  const answers = new Map<string, SectionAnswer>()
  for (const [at, mark] of marks.entries()) {
    const section = sections.find(({ name }) => name === mark.rest[0])
    if (section === undefined) continue
    const answer = answerAt(buffer, { marks, at, section })
    const before = answers.get(section.name)
    if (answer && (before?.state !== 'answered' || wasCutOff(before, answer)))
      answers.set(section.name, answer)
  }
  return {
    answers,
    whole: marks.at(-1)?.word === 'done',
    preamble: text(buffer, 0, marks[0]?.from ?? buffer.length, 2000),
  }
}

const killed = 128 + 9

/** The shell of a section that is given up may see its child killed before it is killed itself. */
function wasCutOff(before: SectionAnswer, { state }: SectionAnswer): boolean {
  return state === 'lost' && before.status === killed
}

function findMarks(buffer: Buffer, marker: string): Mark[] {
  const needle = Buffer.from(`\n${marker} `)
  const marks: Mark[] = []
  for (let from = buffer.indexOf(needle); from >= 0; ) {
    const newline = buffer.indexOf(10, from + 1)
    const to = newline < 0 ? buffer.length : newline + 1
    const words = buffer
      .subarray(from + needle.length, to)
      .toString('latin1')
      .trim()
      .split(' ')
    marks.push({ word: words[0] ?? '', rest: words.slice(1), from, to })
    // The newline that ends a marker's line may also begin the next one.
    from = buffer.indexOf(needle, Math.max(to - 1, from + 1))
  }
  return marks
}

interface Place {
  readonly marks: readonly Mark[]
  readonly at: number
  readonly section: Section
}

const unanswered: Readonly<Record<string, 'lost' | 'late' | 'skipped'>> = {
  lost: 'lost',
  late: 'late',
  skip: 'skipped',
}

function answerAt(buffer: Buffer, place: Place): SectionAnswer | undefined {
  const mark = place.marks[place.at]
  if (mark === undefined) return undefined
  const { keep } = place.section
  if (mark.word === 'begin' && keep === 'head') return headAnswer(buffer, place)
  if (mark.word === 'end' && keep === 'tail') return tailAnswer(buffer, place)
  const state = unanswered[mark.word]
  // A skipped section names the process that still hangs.
  const text = state === 'skipped' ? (mark.rest[1] ?? '') : ''
  return state && { state, text, truncated: false }
}

function headAnswer(buffer: Buffer, { marks, at, section }: Place): SectionAnswer | undefined {
  const begin = marks[at]
  const end = marks[at + 1]
  if (begin === undefined || end?.word !== 'end' || end.rest[0] !== section.name) return undefined
  const truncated = end.from - begin.to > section.maxBytes
  const until = truncated ? begin.to + section.maxBytes : end.from
  return {
    state: 'answered',
    text: text(buffer, begin.to, until, section.maxBytes),
    truncated,
    ...measures(begin, end),
  }
}

/** Of a text whose end is kept, the beginning may be half a line: that is left out. */
function tailAnswer(buffer: Buffer, { marks, at, section }: Place): SectionAnswer | undefined {
  const begin = marks[at - 1]
  const end = marks[at]
  if (end === undefined || begin?.word !== 'begin' || begin.rest[0] !== section.name)
    return undefined
  const truncated = end.from - begin.to > section.maxBytes
  let from = truncated ? end.from - section.maxBytes : begin.to
  if (truncated) {
    const newline = buffer.indexOf(10, from)
    if (newline >= 0 && newline < end.from) from = newline + 1
  }
  return {
    state: 'answered',
    text: text(buffer, from, end.from, section.maxBytes),
    truncated,
    ...measures(begin, end),
  }
}

function measures(begin: Mark, end: Mark): { status?: number; seconds?: number } {
  const status = Number(end.rest[1])
  const seconds = Number(end.rest[2]) - Number(begin.rest[1])
  return {
    ...(Number.isInteger(status) && { status }),
    ...(Number.isFinite(seconds) && { seconds: Math.round(Math.max(0, seconds) * 100) / 100 }),
  }
}

function text(buffer: Buffer, from: number, to: number, maxBytes: number): string {
  return buffer.subarray(from, Math.min(to, from + maxBytes)).toString('utf8')
}
