import { type LogLine, lines } from '#src/model/line.ts'

/**
 * The event of each start of a kubelet. The age of a pasted row is taken with a word beside it:
 * lines that differ in numbers alone are counted as one.
 */
export const kubeletStarts = lines(
  'Starting kubelet.',
  /(?:(?<row>\d[\dhms]*\s+(?:Normal|kubelet))\b.*)?Starting kubelet\./,
)

const soonMilliseconds = 5 * 60_000
const age = /^(?:(?<hours>\d+)h)?(?:(?<minutes>\d+)m)?(?:(?<seconds>\d+)s)?\s/
const nodeName = /\bnode\/(\S+)/

/** The starts that follow one another within minutes: no node is restarted like that on purpose. */
export function startsInARow(starts: readonly LogLine[]): readonly LogLine[] {
  const dated = starts.filter(
    ({ firstAt, lastAt }) =>
      firstAt !== undefined &&
      lastAt !== undefined &&
      lastAt > firstAt &&
      lastAt - firstAt <= soonMilliseconds,
  )
  const nodes = Map.groupBy(starts, ({ text, node }) => nodeName.exec(text)?.[1] ?? node ?? '')
  return [...new Set([...dated, ...[...nodes.values()].flatMap(rowsInARow)])]
}

/** A row that was pasted twice has the same age, and is the same start. */
function rowsInARow(rows: readonly LogLine[]): LogLine[] {
  const aged = rows
    .flatMap((line) => {
      const milliseconds = ageOf(line.groups.row ?? '')
      return milliseconds === undefined ? [] : [{ line, milliseconds }]
    })
    .toSorted((one, other) => one.milliseconds - other.milliseconds)
  return aged.flatMap(({ line, milliseconds }, place) => {
    const neighbours = [aged[place - 1], aged[place + 1]]
    const isClose = neighbours.some((other) => {
      const apart = other && Math.abs(other.milliseconds - milliseconds)
      return apart !== undefined && apart > 0 && apart <= soonMilliseconds
    })
    return isClose ? [line] : []
  })
}

function ageOf(text: string): number | undefined {
  const { hours = 0, minutes = 0, seconds = 0 } = age.exec(text)?.groups ?? {}
  const total = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return total > 0 ? total * 1000 : undefined
}
