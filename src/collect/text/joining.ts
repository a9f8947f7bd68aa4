/** Lines that may be one: a record and what follows it until the next begins. */
export interface Joined {
  /** Texts that the lines may have been, the likeliest first. */
  readonly variants: readonly Variant[]
  /** Whether the first is known to be the likeliest. */
  readonly isSure: boolean
}

export interface Variant {
  readonly text: string
  /** Where in `text` one line ends and the next begins. */
  readonly joints: readonly Joint[]
}

interface Joint {
  readonly at: number
  /** Whether the line before is full, so that a terminal or mailer may have broken it there. */
  readonly isLikely: boolean
}

const mostCharacters = 8192
/** No terminal is narrower. */
const narrowest = 30

/** The width that a text was wrapped at, as far as its lines tell: its longest line. */
function widthOf(lines: readonly string[]): number {
  // A long word that a mailer did not break sticks out and says nothing.
  return lines.reduce(
    (most, line) => (/\S\s+\S/.test(line) ? Math.max(most, line.length) : most),
    0,
  )
}

/** How the lines of a text were broken, if they were. */
export interface Breaks {
  readonly width: number
  /** Whether in the middle of words, as a terminal does. */
  readonly inWords: boolean
  /** Whether several lines show a terminal's width: people's own are now and then as long. */
  readonly isTerminal: boolean
  /** Whether the lines tell so: of a single short one nobody knows. */
  readonly isSure: boolean
}

/** Terminals are rarely narrower than this, and mailers rarely wider. */
const narrowTerminal = 80

/**
 * A terminal breaks lines at its width: most lines that were broken are as long as that. A mailer
 * breaks before a word, and few of its lines are the longest.
 */
export function breaksOf(lines: readonly string[]): Breaks {
  const width = widthOf(lines)
  const after = (index: number) => lines[index + 1] ?? ''
  const broken = lines.flatMap((line, index) =>
    isBroken(line, after(index), width) ? [{ line, next: after(index) }] : [],
  )
  const full = broken.filter(({ line }) => line.length >= width)
  const isMostly = full.length * 2 >= broken.length
  const isWide = width >= narrowTerminal
  const isFew = !isWide && (full.length < 2 || full.length * 3 < broken.length * 2)
  return {
    width,
    inWords: isMostly && !isFew,
    isTerminal: isMostly && isWide && full.length > 1,
    isSure: !isMostly || !isFew || !full.some(({ line, next }) => mayBeOneWord(line, next)),
  }
}

function mayBeOneWord(before: string, after: string): boolean {
  return /\p{Ll}$/u.test(before) && /^\p{Ll}/u.test(after)
}

/**
 * Puts lines together that may be one broken line. A terminal breaks at its width in the middle of
 * a word, a mailer at a blank that it drops, and people indent what follows: no rule knows, so the
 * likely texts are all given.
 */
export function join(lines: readonly string[], breaks: Breaks): Joined {
  const { width, inWords, isSure } = breaks
  // A full line was broken where it ended, even in a word; a shorter one at a blank.
  const cut = variant(lines, width, (before) => before.length >= width)
  const tight = variant(lines, width, () => true)
  const loose = variant(lines, width, () => false)
  const known = new Set<string>()
  const variants = (inWords ? [cut, tight, loose] : [loose, cut, tight]).filter(({ text }) => {
    const isNew = !known.has(text)
    known.add(text)
    return isNew
  })
  return { variants, isSure }
}

function variant(
  lines: readonly string[],
  width: number,
  isCutWord: (before: string) => boolean,
): Variant {
  const [first = ''] = lines
  let text = first
  const joints: Joint[] = []
  for (let index = 1; index < lines.length && text.length < mostCharacters; index++) {
    const before = lines[index - 1] ?? ''
    const after = lines[index] ?? ''
    const isLikely = goesOn(first, before, after, width)
    if (isCutWord(before)) {
      joints.push({ at: text.length, isLikely })
      // What follows a line that is not full was indented by somebody.
      text += before.length >= width ? after : after.trimStart()
      continue
    }
    text = text.trimEnd()
    joints.push({ at: text.length, isLikely })
    text += ` ${after.trimStart()}`
  }
  return { text: text.slice(0, mostCharacters), joints }
}

/**
 * Parts lines where one likely ended: in a list of messages that were all broken, each part is one
 * message, and an expression that asks for a whole line fits none but one of them.
 */
export function partsOf<Line extends { readonly text: string }>(
  lines: readonly Line[],
  { width }: Breaks,
): readonly (readonly Line[])[] {
  const parts: Line[][] = []
  for (const line of lines) {
    const open = parts.at(-1)
    const [first, last] = [open?.[0], open?.at(-1)]
    if (first && last && goesOn(first.text, last.text, line.text, width)) open?.push(line)
    else parts.push([line])
  }
  return parts
}

/** Lines that begin with so many equal characters are messages of one kind. */
const alikeCharacters = 12

/** Whether a line is likely the rest of the one before it. */
function goesOn(first: string, before: string, after: string, width: number): boolean {
  const begin = first.trimStart().slice(0, alikeCharacters)
  if (begin.length === alikeCharacters && after.trimStart().startsWith(begin)) return false
  return isBroken(before, after, width) || indent(after) > indent(first)
}

/** Whether the first word of the next line would not have fitted on this one. */
export function isBroken(before: string, after: string, width: number): boolean {
  if (width < narrowest) return false
  const [word = ''] = after.trimStart().split(/\s/, 1)
  return before.length + 1 + word.length > width
}

function indent(line: string): number {
  return line.length - line.trimStart().length
}

/**
 * Whether what was found needs the lines to be one: a literal that a line's end parts, or a
 * literal and an expression with ends between them at which a line was likely broken.
 *
 * @param extent where the expression begins and ends
 */
export function isAcross(
  { text, joints }: Variant,
  literals: readonly string[],
  extent: readonly [number, number] | undefined,
): boolean {
  return literals.some((literal) =>
    placesOf(text, literal).some((begin) => {
      const end = begin + literal.length
      if (joints.some(({ at }) => begin < at && at < end)) return true
      const from = Math.min(begin, extent?.[0] ?? begin)
      const to = Math.max(end, extent?.[1] ?? end)
      const crossed = joints.filter(({ at }) => from < at && at < to)
      return crossed.length > 0 && crossed.every(({ isLikely }) => isLikely)
    }),
  )
}

const mostPlaces = 20

function placesOf(text: string, literal: string): number[] {
  const places: number[] = []
  let at = text.indexOf(literal)
  while (at >= 0 && places.length < mostPlaces) {
    places.push(at)
    at = text.indexOf(literal, at + 1)
  }
  return places
}
