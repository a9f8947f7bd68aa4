import type { Coverage, Evidence } from '../../model/evidence.ts'
import { cleanText } from '../../model/text.ts'
import { redactBoth } from '../redact/two-forms.ts'
import { unwrapped } from '../text/unwrap/unwrap.ts'

/** A log's text as evidence: cleaned first, because an escape sequence can part a secret in two. */
export function textEvidence(
  piece: Pick<Evidence, 'source' | 'node' | 'log'> & { readonly text: string },
  { id, takenAt }: Pick<Evidence, 'id' | 'takenAt'>,
): Evidence {
  const clean = cleanText(piece.text)
  const { text, redacted } = redactBoth(clean, unwrapped(clean))
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
