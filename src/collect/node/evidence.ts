import type { Evidence, Outcome } from '#src/model/evidence.ts'
import { known } from './facts/reader.ts'

/** Takes secrets out of a text and counts them. */
export type Redact = (text: string) => { text: string; redacted: number }

/** What one piece of evidence says. */
export interface Piece {
  /** Last part of the id: the kind, or `log/kernel`. */
  readonly name: string
  readonly kind: string
  readonly source: string
  readonly outcome: Outcome
  readonly reason?: string
  readonly records?: readonly object[]
  readonly text?: string
  readonly log?: Evidence['log']
  readonly truncated?: boolean
}

export interface Origin {
  readonly node: string
  /** ISO 8601 UTC. */
  readonly takenAt: string
  readonly bootId?: string
  readonly redact: Redact
}

/** Makes evidence of a piece: with an id that stays the same from look to look, and without secrets. */
export function evidenceOf(piece: Piece, { node, takenAt, bootId, redact }: Origin): Evidence {
  const { name, kind, source, outcome, log, truncated = false } = piece
  let redacted = 0
  const clean = (text: string) => {
    const result = redact(text)
    redacted += result.redacted
    return result.text
  }
  const said = cleaned(
    known({ reason: piece.reason, records: piece.records, text: piece.text }),
    clean,
  )
  return {
    id: `node/${node}/${name}`,
    kind,
    node,
    source,
    takenAt,
    ...known({ bootId, log }),
    outcome,
    ...(said as object),
    truncated,
    redacted,
  }
}

/** The same value with every text in it cleaned. Records are our own parsers' and not deep. */
function cleaned(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value)
  if (Array.isArray(value)) return value.map((part) => cleaned(part, clean))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cleaned(part, clean)]))
}
