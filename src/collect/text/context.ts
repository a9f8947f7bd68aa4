import type { LogOrigin } from '../../model/evidence.ts'
import type { Occurrences } from './fold.ts'

/** What is known of a text before it is read. */
export interface ScanContext {
  readonly evidence: string
  readonly node?: string | undefined
  readonly origin: LogOrigin
  readonly boot?: number | undefined
  readonly bootId?: string | undefined
  readonly complete?: boolean | undefined
  /**
   * True for what Bramble itself read out of a log: it holds lines and nothing else. What looks like
   * a prompt, a table or somebody's sentence there was written by a program, and states nothing.
   */
  readonly isLog?: boolean | undefined
  /** Milliseconds since the epoch: settles years and time zones that a log leaves out. */
  readonly takenAt: number
  /** Removes secrets from what is kept; texts of stored evidence had it done. */
  readonly redact?: ((text: string) => string) | undefined
  /** Lines of other texts that count once: see `Occurrences`. */
  readonly elsewhere?: Occurrences | undefined
}

/** A record that the text states; `node` where the text itself names it. */
export interface StatedFact {
  readonly kind: string
  readonly record: object
  readonly node?: string
}
