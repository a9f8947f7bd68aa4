import { isSentence } from '../prose.ts'

/** Numbers that stand before so many lines, each one more than the last, count the lines. */
const leastNumbered = 3
/** One bullet may be a line of YAML, or what somebody wrote; several in a row are a list. */
const leastBullets = 2

/** `12: `, `  12\t`, `12 `, `12. `, `12) ` and `12 | `, but no time of day and no address. */
const numbered = /^\s*(\d{1,7})(?: ?[|→] ?|:(?!\d\d:) ?|[.)](?= |$) ?|\t| {1,2}|$)/
/** Marks that stay the same from line to line. A list of YAML stands further in. */
const bullet = /^[-*•] (?=\S)/

/** A line that is a piece of code as a whole, or bold as a whole. */
const code = /^(\s*(?:[-*•] |\d{1,3}[.)] )?)`([^`]+)`\s*$/
const bold = /^(\s*(?:[-*•] |\d{1,3}[.)] )?)\*\*(?!\*)(\S(?:.*[^\s*])?)\*\*\s*$/

/** A list of sentences stays one: where each begins tells them apart. */
const listed = /^\s*(?:[-*•]|\d{1,3}[.)]) /

/** Takes off what an editor or a list of Markdown puts before and around each line. */
export function withoutLineMarks(lines: readonly string[]): readonly string[] {
  const own = lines.map((line) => line.replace(code, '$1$2').replace(bold, '$1$2'))
  return withoutBullets(withoutNumbers(own))
}

function withoutNumbers(lines: readonly string[]): readonly string[] {
  const numbers = lines.map((line) => numbered.exec(line))
  const isNext = (place: number, before: number) =>
    Number(numbers[place]?.[1]) === Number(numbers[before]?.[1]) + 1
  return withRuns(lines, {
    least: leastNumbered,
    goesOn: isNext,
    begins: (place) => numbers[place] !== null,
    own: (line, place) => line.slice(numbers[place]?.[0].length ?? 0),
  })
}

function withoutBullets(lines: readonly string[]): readonly string[] {
  const begins = (place: number) => bullet.test(lines[place] ?? '')
  return withRuns(lines, {
    least: leastBullets,
    begins,
    goesOn: (place, before) => begins(place) && lines[place]?.[0] === lines[before]?.[0],
    own: (line) => line.slice(2),
  })
}

function isListedSentence(line: string): boolean {
  return listed.test(line) && isSentence(line.replace(listed, ''))
}

interface Runs {
  readonly least: number
  readonly begins: (place: number) => boolean
  /** Whether a line goes on with the run that a line before it stands in. */
  readonly goesOn: (place: number, before: number) => boolean
  readonly own: (line: string, place: number) => string
}

/** Changes the lines of each run that is long enough. Empty lines end none. */
function withRuns(lines: readonly string[], runs: Runs): readonly string[] {
  const changed = [...lines]
  let run: number[] = []
  const close = () => {
    if (run.length >= runs.least && !run.some((place) => isListedSentence(lines[place] ?? '')))
      for (const place of run) changed[place] = runs.own(lines[place] ?? '', place)
    run = []
  }
  for (const [place, line] of lines.entries()) {
    const last = run.at(-1)
    if (last !== undefined && runs.goesOn(place, last)) {
      run.push(place)
      continue
    }
    if (line.trim() === '') continue
    close()
    if (runs.begins(place)) run = [place]
  }
  close()
  return changed
}
