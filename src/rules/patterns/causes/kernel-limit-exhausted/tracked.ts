import { type LogLine, pastedLines } from '#src/model/line.ts'

/** `sysctl` about connection tracking: how many there are, and how many may be. */
export const tracked = pastedLines(
  ['nf_conntrack_count', 'nf_conntrack_max'],
  /nf_conntrack_(?<what>count|max)\s*[:=]\s*(?<number>\d{1,9})\b/,
)

/** The rows that show a table with next to no place left. */
export function nearlyAll(rows: readonly LogLine[]): readonly LogLine[] {
  const of = (what: string) => rows.filter(({ groups }) => groups['what'] === what).map(numberOf)
  const most = Math.max(...of('max'), 0)
  return most > 0 && Math.max(...of('count'), 0) > most * 0.95 ? rows : []
}

function numberOf({ groups }: LogLine): number {
  return Number(groups['number'])
}
