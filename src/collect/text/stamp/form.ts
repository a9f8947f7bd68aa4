/** What stands before a log line's message, or in its own fields: when, where and who. */
export interface Head {
  /** Milliseconds since the epoch. */
  readonly at?: number | undefined
  /** Seconds since the boot, of a kernel stamp. */
  readonly uptimeSeconds?: number | undefined
  /** Name of the node as the line gives it. */
  readonly host?: string | undefined
  readonly program?: string | undefined
  /** Where the message begins in the line. */
  readonly messageStart: number
  /** A moment without its year, and a full time inside the message: see Calendar.learn. */
  readonly short?:
    | { readonly month: number; readonly day: number; readonly time: number }
    | undefined
}
