import type { Origin } from './facts/define.ts'
import type { LogLine } from './line.ts'

export const severities = ['info', 'warning', 'critical'] as const
export type Severity = (typeof severities)[number]
export type Confidence = 'suspected' | 'confirmed'

/** A record together with the words that say what it shows. A log line speaks for itself. */
export interface Because {
  readonly of: Origin
  readonly text: string
  /** Milliseconds since the epoch, by the clock of whoever wrote the record. */
  readonly at?: number
  /** It makes the cause possible, and is no sign that it acts now: where a datastore lies. */
  readonly isBackdrop?: true
}

export type Reason = LogLine | Because

export function isLine(reason: Reason): reason is LogLine {
  return 'count' in reason
}

/**
 * Says what a record shows, for example: because(mount, 'pi01 keeps its datastore on /dev/mmcblk0p2').
 *
 * @param at when that was, in milliseconds since the epoch, where the record tells
 */
export function because(of: Origin, text: string, at?: number): Because {
  return { of, text, ...(at !== undefined && !Number.isNaN(at) && { at }) }
}

/** The same record as what lies behind a cause, however long ago that acted. */
export function backdrop(reason: Because): Because {
  return { ...reason, isBackdrop: true }
}

/** What a check answers about one subject. `not-applicable`: the cluster does not have the thing asked about. */
export type Verdict =
  | { readonly kind: 'pass'; readonly subject?: string; readonly reason?: string }
  | {
      readonly kind: 'fail'
      readonly subject?: string
      readonly reason: string
      readonly severity?: Severity
      /** True where waiting does not help, although the check may pass by itself elsewhere. */
      readonly stands?: boolean
      readonly evidence: readonly Reason[]
    }
  | { readonly kind: 'unknown'; readonly subject?: string; readonly reason: string }
  | { readonly kind: 'not-applicable'; readonly reason: string }

export function pass(reason?: string, subject?: string): Verdict {
  return { kind: 'pass', ...(reason && { reason }), ...(subject && { subject }) }
}

interface FailDetails {
  subject?: string | undefined
  severity?: Severity | undefined
  stands?: boolean
  evidence?: readonly Reason[] | undefined
}

export function fail(
  reason: string,
  { subject, severity, stands = false, evidence = [] }: FailDetails = {},
): Verdict {
  return {
    kind: 'fail',
    reason,
    evidence,
    ...(subject && { subject }),
    ...(severity && { severity }),
    ...(stands && { stands }),
  }
}

export function notApplicable(reason: string): Verdict {
  return { kind: 'not-applicable', reason }
}

/** What a pattern answers. A match names the evidence that decided it. */
export type PatternOutcome =
  | { readonly kind: 'no-match' }
  | {
      readonly kind: 'unknown'
      readonly reason: string
      readonly next?: string
      readonly subject?: string
    }
  | Match

export interface Match {
  readonly kind: 'match'
  /** What helps here, where that is not what helps against the cause as a rule. */
  readonly remedy?: string
  readonly confidence: Confidence
  readonly evidence: readonly Reason[]
  /** `node/pi03`, `volume/grafana-data`, `pod/default/web-1`; the node looked at, if absent. */
  readonly subject?: string
  /** Overrides the pattern's severity for this subject. */
  readonly severity?: Severity
  /** What was looked at and speaks for a rival being excluded: the `not` line of a diagnosis. */
  readonly against?: readonly string[]
  /** Since when it has been so, where a record of now tells: milliseconds since the epoch. */
  readonly beganAt?: number
  /**
   * Since when what is seen now contradicts it, though its lines are new: it is told as past. In
   * milliseconds since the epoch.
   */
  readonly endedAt?: number
  /** What a person may do last, where something that is known here allows it: added to the remedy. */
  readonly lastly?: string
  /** Subject whose own trouble brought this about, as its evidence shows: `node/pi03`. */
  readonly follows?: string
  /** The command that tells the causes apart here, where the pattern's own would not. */
  readonly decides?: string
  /** It rests on a person's sentences alone: what a program wrote comes first. */
  readonly isTold?: true
  /** Placeholders of the pattern's commands: `{node}`, `{pod}`… */
  readonly fill?: Readonly<Record<string, string>>
}

export const noMatch: PatternOutcome = { kind: 'no-match' }

export function match(
  confidence: Confidence,
  evidence: readonly Reason[],
  details: Omit<Match, 'kind' | 'confidence' | 'evidence'> = {},
): Match {
  return { kind: 'match', confidence, evidence, ...details }
}

interface UnknownDetails {
  /** The one observation that would decide: a command. */
  next?: string
  subject?: string
}

/** Neither yes nor no: says why, for checks and patterns alike. */
export function unknown(
  reason: string,
  details: UnknownDetails = {},
): { kind: 'unknown'; reason: string } & UnknownDetails {
  return { kind: 'unknown', reason, ...details }
}
