/** One line of a board's journal. */
export interface JournalLine {
  /** Milliseconds since the Unix epoch, by the board's own clock. */
  readonly at: number
  /** Seconds since the boot, which no clock that is set can bend. */
  readonly uptimeSeconds: number
  /** Who wrote it: `kernel`, `systemd`, `k3s`, … */
  readonly program: string
  readonly text: string
  readonly unit?: string
  readonly pid?: number
  /** Of syslog: 3 is an error, 6 is for information. */
  readonly priority: number
  /** Further fields that journald keeps: logind's session, the writer's command line. */
  readonly fields?: Readonly<Record<string, string>>
}

export interface Boot {
  readonly id: string
  readonly startedAt: number
  /** By the world's clock, which nobody on the board can set. */
  readonly startedInWorld: number
  endedAt?: number
  /** True where it was shut down and not cut off. */
  orderly?: boolean
  /** Logins so far. */
  sessions?: number
  readonly lines: JournalLine[]
}

/** Long enough for every wait of a scenario, short enough for memory. */
export const mostBoots = 10
export const mostLines = 50_000
