import type { Coverage, Evidence } from '../../model/evidence.ts'
import { cleanText } from '../../model/text.ts'
import { redactText } from '../redact/redact.ts'

/** A log's text as evidence: cleaned first, because an escape sequence can part a secret in two. */
export function textEvidence(
  piece: Pick<Evidence, 'source' | 'node' | 'log'> & { readonly text: string },
  { id, takenAt }: Pick<Evidence, 'id' | 'takenAt'>,
): Evidence {
  const { text, redacted } = redactText(cleanText(piece.text))
  return {
    id,
    kind: 'log',
    ...(piece.node !== undefined && { node: piece.node }),
    source: piece.source,
    takenAt,
    outcome: 'answered',
    text,
    log: piece.log ?? { origin: 'unknown' },
    truncated: false,
    redacted,
  }
}

export function fileCoverage(target: string): Coverage {
  return { door: 'file', target, outcome: 'answered', missing: [] }
}
