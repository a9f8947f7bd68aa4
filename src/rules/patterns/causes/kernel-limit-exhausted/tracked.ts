import { type LogLine, pastedLines } from '#src/model/line.ts'

/** `sysctl` about connection tracking: how many there are, and how many may be. */
export const tracked = pastedLines(
  ['nf_conntrack_count', 'nf_conntrack_max'],
  /nf_conntrack_(?<what>count|max)\s*[:=]\s*(?<number>\d{1,9})\b/,
)

/** Both in one line, as somebody noted them. */
export const noted = pastedLines(
  ['nf_conntrack_count', 'conntrack count ', 'conntrack entries '],
  /conntrack[_ -](?:count|entries)\W{1,3}(?<count>\d{3,9})\b.*\b(?:nf_conntrack_)?max\W{1,3}(?<max>\d{3,9})\b/,
)

const almostAll = 0.95

/** The rows that show a table with next to no place left. */
export function nearlyAll(rows: readonly LogLine[], noted: readonly LogLine[]): readonly LogLine[] {
  const full = noted.filter(
    ({ groups }) => Number(groups['count']) > Number(groups['max']) * almostAll,
  )
  if (full.length > 0) return full
  const of = (what: string) => rows.filter(({ groups }) => groups['what'] === what).map(numberOf)
  const most = Math.max(...of('max'), 0)
  return most > 0 && Math.max(...of('count'), 0) > most * almostAll ? rows : []
}

function numberOf({ groups }: LogLine): number {
  return Number(groups['number'])
}
