import { looksRandom } from '../names.ts'
import type { SecretRange } from '../range.ts'

const shortestWidth = 20
const mostWidth = 400
/** How many lines around tell how wide the terminal was. */
const neighbours = 6

/** Beginnings of lines that are never the rest of another one. */
const dated =
  /^(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d |\d{4}-\d\d-\d\d[T ]|[IWEF]\d{4} \d|\[ *\d+\.\d+\]|time="?\d|\{"|-----BEGIN)/
/** Beginnings that speak against it so much that one wide line alone is not enough. */
const aside = /^(?:[ \t]{2}|\r?(?:\n|$)|[ \t]\r?(?:\n|$)|[$#>] )/
/**
 * Beginnings of a line of its own that may still be the rest of a name or of words. What ends with
 * `=` and a quote is no variable, but the end of base64: `UWI="}`.
 */
const ownBeginning = /^(?:\s|[A-Z][A-Z0-9_]*=(?!\\*["'`]?(?:[\s,;)}\]\\]|$))[^=\s]|[\w.-]+: )/

/** A text without the line ends that a terminal put in, and how places in it map back. */
export interface Unwrapped {
  readonly text: string
  /** Place in the text as it was; `end` asks for the place behind the character before. */
  original(position: number, end?: boolean): number
  /** Where lines were joined, by places in the joined text; with what spoke for it. */
  readonly joints: readonly Joint[]
}

interface Joint {
  /** Place in the joined text of the first character behind the break. */
  readonly at: number
  /** Where that character stands in the text as it was. */
  readonly originalAt: number
  readonly trust: Trust
}

/**
 * `sure` where two lines show the terminal's width, `doubtful` where only one does, and `own` where
 * the line behind that one reads like a line of its own.
 */
type Trust = 'sure' | 'doubtful' | 'own'

/**
 * Takes out line ends that a terminal put in: behind lines that are as wide as any around them.
 * Undefined where there are none.
 */
export function unwrap(text: string): Unwrapped | undefined {
  const breaks = breaksOf(text)
  if (breaks.length === 0) return undefined
  const parts: string[] = []
  const joints: Joint[] = []
  let from = 0
  let length = 0
  for (const { end, next, trust } of breaks) {
    parts.push(text.slice(from, end))
    length += end - from
    joints.push({ at: length, originalAt: next, trust })
    from = next
  }
  parts.push(text.slice(from))
  return {
    text: parts.join(''),
    joints,
    original(position, end = false) {
      if (end) return this.original(position - 1) + 1
      const last = joints[lastBefore(joints, position)]
      return last ? last.originalAt + position - last.at : position
    },
  }
}

/** Place of the last joint at or before a position, by halving; -1 where there is none. */
function lastBefore(joints: readonly Joint[], position: number): number {
  let low = 0
  let high = joints.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((joints[middle]?.at ?? Infinity) <= position) low = middle + 1
    else high = middle
  }
  return low - 1
}

interface Break {
  /** Where the wide line ends, and where the next one begins. */
  readonly end: number
  readonly next: number
  readonly trust: Trust
}

function breaksOf(text: string): Break[] {
  const ends = lineEnds(text)
  const breaks: Break[] = []
  for (let line = 0; line + 1 < ends.length; line++) {
    const width = widthOf(text, ends, line)
    if (width < shortestWidth || width > mostWidth) continue
    if (widthOf(text, ends, line + 1) > width || !isWidest(text, ends, line)) continue
    const next = (ends[line] ?? 0) + 1
    const beginning = text.slice(next, next + 40)
    const trust = dated.test(beginning) ? undefined : trustOf(text, ends, line, beginning)
    if (trust) breaks.push({ end: startOf(ends, line) + width, next, trust })
  }
  return breaks
}

function trustOf(
  text: string,
  ends: readonly number[],
  line: number,
  beginning: string,
): Trust | undefined {
  if (isShared(text, ends, line)) return 'sure'
  if (aside.test(beginning)) return undefined
  return ownBeginning.test(beginning) ? 'own' : 'doubtful'
}

/** Places of line feeds; the text's end is one, too. */
function lineEnds(text: string): number[] {
  const ends: number[] = []
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at)
  ends.push(text.length)
  return ends
}

function startOf(ends: readonly number[], line: number): number {
  return line === 0 ? 0 : (ends[line - 1] ?? 0) + 1
}

function widthOf(text: string, ends: readonly number[], line: number): number {
  const end = ends[line]
  if (end === undefined || line < 0) return 0
  const start = startOf(ends, line)
  return end > start && text.charCodeAt(end - 1) === 13 ? end - 1 - start : end - start
}

function isWidest(text: string, ends: readonly number[], line: number): boolean {
  const width = widthOf(text, ends, line)
  for (let other = line - neighbours; other <= line + neighbours; other++)
    if (widthOf(text, ends, other) > width) return false
  return true
}

function isShared(text: string, ends: readonly number[], line: number): boolean {
  const width = widthOf(text, ends, line)
  for (let other = line - neighbours; other <= line + neighbours; other++)
    if (other !== line && widthOf(text, ends, other) === width) return true
  return false
}

/** Secrets of the joined text, by their places in the text as it was. */
export function rangesBefore(
  text: string,
  unwrapped: Unwrapped,
  ranges: readonly SecretRange[],
): SecretRange[] {
  return ranges.flatMap((range) => {
    const start = unwrapped.original(range.start)
    const end = unwrapped.original(range.end, true)
    const wrong = firstWrong(text, unwrapped.joints, range, end)
    if (!wrong) return [{ ...range, start, end }]
    if (wrong.at <= range.start) return []
    return [{ start, end: unwrapped.original(wrong.at, true), name: range.name }]
  })
}

/** The first break in a secret that no terminal made; `end` is the secret's in the text as it was. */
function firstWrong(
  text: string,
  joints: readonly Joint[],
  range: SecretRange,
  end: number,
): Joint | undefined {
  for (let place = lastBefore(joints, range.start - 1) + 1; place < joints.length; place++) {
    const joint = joints[place]
    if (!joint || joint.at >= range.end) return undefined
    if (joint.trust === 'sure') continue
    const rest = text.slice(joint.originalAt, end)
    const isInside = joint.at > range.start
    const isRest =
      joint.trust === 'own' ? belongs(rest, text[end]) : !isInside || goesOn(rest, text[end])
    if (!isRest) return joint
  }
  return undefined
}

/** Whether a line that reads like one of its own belongs to the secret all the same. */
function belongs(rest: string, behind: string | undefined): boolean {
  // A key, a block of YAML or an object of JSON has its own end, which was found behind this line.
  if (behind === '}' || rest.includes('\n')) return true
  return /^(?: \S+|[^\s=]{12,})$/.test(rest) && looksRandom(rest.trim())
}

/** Whether what stands behind a doubtful break goes on with the secret, or is a word of its own. */
function goesOn(rest: string, behind: string | undefined): boolean {
  // What closes the value stands behind the break, so its end does, too.
  if (behind !== undefined && /["'`}\\]/.test(behind)) return true
  return rest.length >= (/^[A-Za-z.:-]+$/.test(rest) ? 12 : 6)
}
