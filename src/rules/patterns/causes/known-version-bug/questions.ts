import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** longhorn-engine pkg/sync and longhorn-manager csi: sizes of a volume and of its copies that differ. */
  expansion: lines(
    ['rebuilding replica size', 'expansion from existing capacity'],
    /rebuilding replica size \d+ is not the same as|expansion from existing capacity \d+ to requested capacity \d+ failed/,
  ),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.expansion.length > 0)
    return unknown(
      'the sizes of a volume, its engine and its replicas do not agree: an expansion that is under way, broke off, or was never meant',
      {
        next: 'kubectl -n longhorn-system get volumes.longhorn.io,engines.longhorn.io,replicas.longhorn.io -o custom-columns=KIND:.kind,NAME:.metadata.name,SIZE:.spec.volumeSize,VOLUME:.spec.size; kubectl -n longhorn-system get settings.longhorn.io current-longhorn-version',
      },
    )
  return noMatch
}
