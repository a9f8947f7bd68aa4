import type { SecretRange } from '../range.ts'

const shortestWidth = 20
const mostWidth = 400
/** How many lines around tell how wide the terminal was. */
const neighbours = 6

/** Beginnings of lines that are never the rest of another one. */
const dated =
  /^(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d |\d{4}-\d\d-\d\d[T ]|[IWEF]\d{4} \d|\[ *\d+\.\d+\]|time="?\d|\{"|-----BEGIN)/
/** Beginnings that speak against it where one wide line alone speaks for it. */
const ownBeginning = /^(?:\s|$|[A-Z][A-Z0-9_]*=[^=\s]|[\w.-]+: |[$#>] )/

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
  /** False where nothing but one wide line says that the terminal broke it. */
  readonly isSure: boolean
}

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
  for (const { end, next, isSure } of breaks) {
    parts.push(text.slice(from, end))
    length += end - from
    joints.push({ at: length, originalAt: next, isSure })
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
  readonly isSure: boolean
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
    if (dated.test(beginning)) continue
    const isSure = isShared(text, ends, line)
    if (!isSure && ownBeginning.test(beginning)) continue
    breaks.push({ end: startOf(ends, line) + width, next, isSure })
  }
  return breaks
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
  return ranges.map((range) => {
    const start = unwrapped.original(range.start)
    const end = unwrapped.original(range.end, true)
    const crossed = unwrapped.joints.find(
      (joint) => !joint.isSure && joint.at > range.start && joint.at < range.end,
    )
    const isRest = !crossed || looksLikeRest(text.slice(crossed.originalAt, end))
    if (!isRest) return { start, end: unwrapped.original(crossed.at, true), name: range.name }
    return { ...range, start, end }
  })
}

/** Whether what stands behind a doubtful break goes on with the secret, or is a word of its own. */
function looksLikeRest(rest: string): boolean {
  return rest.length >= (/^[A-Za-z.:-]+$/.test(rest) ? 12 : 6)
}
