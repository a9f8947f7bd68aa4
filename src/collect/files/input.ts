import type { Clock } from '../../model/clock.ts'
import type { Coverage, Evidence, Observation } from '../../model/evidence.ts'
import type { LineQuery } from '../../model/line.ts'
import type { OpenOptions } from './open-input.ts'
import type { Scanned } from './scan-long.ts'

export interface ReadOptions extends OpenOptions {
  readonly queries: readonly LineQuery[]
  readonly clock: Clock
}

/** What one input turned out to be. */
export interface ReadInput {
  readonly observation?: Observation
  readonly evidence: readonly Evidence[]
  readonly coverage: readonly Coverage[]
  /** What was found in texts that are too long to be kept. */
  readonly scanned: readonly Scanned[]
}

export interface InputContext extends ReadOptions {
  /** ISO 8601 UTC: the time of what does not state its own. */
  readonly takenAt: string
  /** Ids of this input's evidence begin with it. */
  readonly prefix: string
}
