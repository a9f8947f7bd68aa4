import { writeBundle } from '#src/collect/files/bundle.ts'
import type { Coverage } from '#src/model/evidence.ts'
import type { LookOptions } from './look-options.ts'
import { lookToExplain } from './look-to-explain.ts'

export interface Collected {
  readonly path: string
  readonly takenAt: string
  /** Pieces of evidence in it. */
  readonly pieces: number
  /** Secrets that were replaced. */
  readonly redacted: number
  readonly coverage: Coverage[]
}

/** Observes the cluster and writes a redacted bundle that replays to the identical diagnosis. */
export async function collect(path: string, options: LookOptions): Promise<Collected> {
  // What decided on the cluster is in the bundle, or it would not decide there.
  const { observation } = await lookToExplain(options)
  await writeBundle(observation, path)
  return {
    path,
    takenAt: observation.takenAt,
    pieces: observation.evidence.length,
    redacted: observation.evidence.reduce((sum, piece) => sum + piece.redacted, 0),
    coverage: [...observation.coverage],
  }
}
