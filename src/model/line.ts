import type { LogOrigin } from './evidence.ts'
import type { Origin } from './facts/define.ts'

/**
 * A question to a log: lines that hold one of `literals` and fit `matches`. Literals come first
 * because all patterns' literals are looked for in one pass; a line without one costs nothing.
 */
export interface LineQuery {
  readonly reading: 'lines'
  /** Exact text, at least four characters, as the program writes it. */
  readonly literals: readonly string[]
  /** Tried on a line that holds a literal. Its named groups are kept. Never with the g flag. */
  readonly matches?: RegExp
  /** Where the line may stand; everywhere if absent. `unknown` origin always passes. */
  readonly origins?: readonly LogOrigin[]
  /**
   * True for words that stand in nearly every line of a journal and count only among the few lines
   * that a person pasted: a long log is not asked.
   */
  readonly onlyPasted?: true
}

/**
 * A line that a query found. Lines that differ only in numbers are folded into one with a count;
 * `text` is the first of them, cleaned of control characters and redacted.
 */
export interface LogLine extends Origin {
  readonly text: string
  /** Where in `text` the message begins, behind time, node and program; 0 where it has none. */
  readonly messageStart?: number
  readonly origin: LogOrigin
  /** 0 the running boot, -1 the one before; absent where unknown. */
  readonly boot?: number
  /** Program that wrote it, as the log names it. */
  readonly program?: string
  readonly count: number
  /** Times of the first and last of the folded lines: milliseconds since the epoch. */
  readonly firstAt?: number
  readonly lastAt?: number
  /** Seconds since that boot, where the kernel's own stamp is the only time. */
  readonly firstUptimeSeconds?: number
  readonly lastUptimeSeconds?: number
  /** Named groups of `matches` on the first line. */
  readonly groups: Readonly<Record<string, string>>
}

/**
 * Asks for log lines. Each line that counts must hold one of the literals, so choose the part of
 * the message that no version changes.
 *
 * @param literals exact texts, one of which must occur
 * @param matches what the whole line must look like besides
 */
export function lines(
  literals: string | readonly string[],
  matches?: RegExp,
  origins?: readonly LogOrigin[],
): LineQuery {
  return {
    reading: 'lines',
    literals: typeof literals === 'string' ? [literals] : literals,
    ...(matches && { matches }),
    ...(origins && { origins }),
  }
}

/** The same, asked of a paste only. */
export function pastedLines(...asked: Parameters<typeof lines>): LineQuery {
  return { ...lines(...asked), onlyPasted: true }
}
