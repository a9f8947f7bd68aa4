import { type LogLine, pastedLines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'
import { statedLines } from '../../../told/stated-lines.ts'

/** Small packets arrive and large ones do not: what somebody tried, size by size, and noted. */

const literals = ['byte', 'payload', ' -s ', 'mtu ', 'MTU ', 'size']
const sized =
  /(?:(?:payload|[Ss]ize| -s|mtu|MTU)[ :=]+(?<size>\d{3,4})\b|(?<![\d.])(?<bytes>\d{3,4})[ -]?(?:bytes?|B)\b).*?/
    .source

/** A size and that it went through, in one line. */
export const arrived = pastedLines(
  literals,
  new RegExp(
    `${sized}(?:(?<!\\d)0% (?:packet )?loss|\\bworks?\\b|\\b[Oo][Kk]\\b|\\bpass(?:es|ed)?\\b|\\bsucceed(?:s|ed)?\\b)`,
  ),
)
/** A size and that it did not. */
export const lost = pastedLines(
  literals,
  new RegExp(
    `${sized}(?:100% (?:packet )?loss|\\bfail(?:s|ed)?\\b|\\bhangs?\\b|\\btime[sd]? ?out\\b|\\bdrop(?:s|ped)\\b|\\bstalls?\\b)`,
  ),
)

/** Both in one line: `-s 1372: ok, -s 1373: no reply`. */
export const edge = pastedLines(
  literals,
  /(?: -s|[Ss]ize|payload)[ :=]+(?<passes>\d{3,4})\b[^,;\d]*\b(?:ok|OK|works?|pass(?:es|ed)?|repl(?:y|ies)|fine)\b.*?(?: -s|[Ss]ize|payload)[ :=]+(?<fails>\d{3,4})\b\D*\b(?:no reply|no answer|fail(?:s|ed)?|lost|hangs?|time[sd]? ?out|100% (?:packet )?loss)/,
)

export interface Sizes {
  readonly edge: readonly LogLine[]
  readonly arrived: readonly LogLine[]
  readonly lost: readonly LogLine[]
}

/** The lines that show it; none where a small one fails too, or none was tried on either side. */
export function onlySmallArrive({ arrived, lost, edge }: Sizes): Reason[] {
  const apart = statedLines(edge).filter(
    ({ groups }) => Number(groups['passes']) < Number(groups['fails']),
  )
  if (apart.length > 0) return [...apart]
  if (arrived.length === 0 || lost.length === 0) return []
  const limit = Math.min(...lost.map(sizeOf))
  // Less than 500 bytes pass everywhere, and no network of a home carries more than 9000.
  const isOfPackets = limit > 500 && limit < 9100
  return isOfPackets && Math.max(...arrived.map(sizeOf)) < limit ? [...arrived, ...lost] : []
}

function sizeOf({ groups }: LogLine): number {
  return Number(groups['size'] ?? groups['bytes'])
}
