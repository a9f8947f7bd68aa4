/** Lines that may be one: a record and what follows it until the next begins. */
export interface Joined {
  /** Texts that the lines may have been, the likeliest first. */
  readonly variants: readonly Variant[]
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
export function widthOf(lines: readonly string[]): number {
  // A long word that a mailer did not break sticks out and says nothing.
  return lines.reduce(
    (most, line) => (/\S\s+\S/.test(line) ? Math.max(most, line.length) : most),
    0,
  )
}

/**
 * Puts lines together that may be one broken line. A terminal breaks at its width in the middle of
 * a word, a mailer at a blank that it drops, and people indent what follows: no rule knows, so the
 * likely texts are all given.
 */
export function join(lines: readonly string[], width: number): Joined {
  // A full line was broken where it ended, even in a word; a shorter one at a blank.
  const likely = variant(lines, width, (before) => before.length >= width)
  const tight = variant(lines, width, () => true)
  const loose = variant(lines, width, () => false)
  const known = new Set<string>()
  const variants = [likely, tight, loose].filter(({ text }) => {
    const isNew = !known.has(text)
    known.add(text)
    return isNew
  })
  return { variants }
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
    const isLikely = isBroken(before, after, width) || indent(after) > indent(first)
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
