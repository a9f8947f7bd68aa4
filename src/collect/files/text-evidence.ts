import type { Coverage, Evidence } from '../../model/evidence.ts'
import { cleanText } from '../../model/text.ts'
import { redactText } from '../redact/redact.ts'
import { unwrapped } from '../text/unwrap/unwrap.ts'

/** A log's text as evidence: cleaned first, because an escape sequence can part a secret in two. */
export function textEvidence(
  piece: Pick<Evidence, 'source' | 'node' | 'log'> & { readonly text: string },
  { id, takenAt }: Pick<Evidence, 'id' | 'takenAt'>,
): Evidence {
  const { text, redacted } = withoutSecrets(cleanText(piece.text))
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

/** A page's own signs around a secret hide it: then the text is kept without those signs. */
function withoutSecrets(clean: string): ReturnType<typeof redactText> {
  const asPasted = redactText(clean)
  const plain = unwrapped(clean)
  if (plain === clean) return asPasted
  const unwrappedFirst = redactText(plain)
  return unwrappedFirst.redacted > asPasted.redacted ? unwrappedFirst : asPasted
}

export function fileCoverage(target: string): Coverage {
  return { door: 'file', target, outcome: 'answered', missing: [] }
}
