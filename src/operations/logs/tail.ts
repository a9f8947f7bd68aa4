import { OwnSessions } from '#src/collect/node/log-entry.ts'
import { type LogRequest, type LogsRead, readLogs } from '#src/collect/node/read-logs.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import type { Outcome } from '#src/model/evidence.ts'
import type { LogLine } from '#src/model/log-line.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import type { LookOptions } from '../look-options.ts'

/** How reading one node's journal ended. */
export interface NodeLogs {
  readonly node: string
  readonly outcome: Outcome
  readonly reason?: string
  readonly next?: string
  readonly lines: number
  /** Lines of Bramble's own sessions that were left out. */
  readonly hidden: number
  /**
   * What its clock was off by, taken away from its times so that they compare with the others'.
   * Absent where it is right, not known, or the only one.
   */
  readonly offsetSeconds?: number
  readonly truncated: boolean
  readonly redacted: number
}

export interface TailOptions extends LookOptions {
  /** Lines of Bramble's own sessions too. */
  readonly own: boolean
}

/** Own lines are taken away after reading, so more are read than are wanted. */
const readFor = 4
const readFurther = 10
const mostRead = 50_000
/** Journald may write a line some moments after its time. */
const overlapSeconds = 3
/** Lines between two looks; of more, the oldest are left out, and that is said at the end. */
const mostNew = 5000

/** One node's journal, and what was read of it so far. */
export class Tail {
  readonly #own = new OwnSessions()
  /** Lines of the last moments, so that none is told twice. */
  #seen = new Set<string>()
  #last: Omit<LogsRead, 'entries'> | undefined
  #lines = 0
  #hidden = 0
  #offsetSeconds = 0
  #leftOut = false
  /** By the node's clock. */
  #readAtSeconds: number | undefined
  readonly #door: SshDoor
  readonly #target: SshTarget
  readonly #options: TailOptions

  constructor(door: SshDoor, target: SshTarget, options: TailOptions) {
    this.#door = door
    this.#target = target
    this.#options = options
  }

  async read(request: LogRequest & { readonly lines: number }): Promise<LogLine[]> {
    const { own, signal } = this.#options
    const { entries, ...end } = await this.#readEnough(request)
    // Being interrupted says nothing of the node.
    if (signal?.aborted && this.#last) return []
    this.#noteChange(end)
    this.#last = end
    this.#keepTime(end)
    const fresh = entries.filter(({ cursor }) => cursor === '' || !this.#seen.has(cursor))
    this.#seen = new Set(entries.slice(-mostRead).map(({ cursor }) => cursor))
    const shown = fresh.filter((entry) => own || !entry.own).slice(-request.lines)
    const [oldest] = shown
    // Only those between the lines that are shown: how many there are before is not known.
    this.#hidden += fresh.filter(
      (entry) => entry.own && !own && entry.at >= (oldest?.at ?? 0),
    ).length
    this.#lines += shown.length
    return shown.map((entry) => this.#lineOf(entry))
  }

  /** Reads further back until there are lines enough that are not own ones, or no more at all. */
  async #readEnough(request: LogRequest & { readonly lines: number }): Promise<LogsRead> {
    const { own, timeoutMilliseconds, signal } = this.#options
    const options = { timeoutMilliseconds, signal, redact: redactText, own: this.#own }
    for (let lines = own ? request.lines : request.lines * readFor; ; lines *= readFurther) {
      const asked = Math.min(lines, mostRead)
      const read = await readLogs(this.#door, this.#target, { ...request, lines: asked }, options)
      const others = read.entries.filter((entry) => own || !entry.own).length
      const isAll = read.entries.length < asked || asked === mostRead
      if (isAll || others >= request.lines || signal.aborted) return read
    }
  }

  /** What was written since the last reading. */
  async readNew(request: LogRequest): Promise<LogLine[]> {
    const since = this.#readAtSeconds ?? Math.floor(Date.now() / 1000)
    const before = this.#seen.size
    const lines = await this.read({
      ...request,
      lines: mostNew,
      sinceSeconds: since - overlapSeconds,
    })
    // As many came as were asked for, so there were perhaps more.
    this.#leftOut ||= this.#seen.size >= mostNew && before > 0
    return lines
  }

  said(): NodeLogs {
    const { outcome, reason, next, truncated, redacted } = this.#last ?? unread
    // While following, a look that finds nothing new is no reason for anything.
    const isWell = outcome === 'answered' && !truncated && this.#lines > 0
    return {
      node: this.#target.node,
      outcome,
      ...(reason !== undefined && !isWell && { reason }),
      ...(next !== undefined && { next }),
      lines: this.#lines,
      hidden: this.#hidden,
      ...(this.#offsetSeconds !== 0 && { offsetSeconds: this.#offsetSeconds }),
      truncated: truncated || this.#leftOut,
      redacted,
    }
  }

  /** A node that falls silent while it is followed, and its return. */
  #noteChange({ outcome, reason }: Omit<LogsRead, 'entries'>): void {
    const before = this.#last?.outcome
    if (before === undefined || before === outcome) return
    const words = outcome === 'answered' ? 'answers again' : (reason ?? outcome)
    this.#options.onNote?.(`${this.#target.node}: ${words}`)
  }

  #keepTime({ clock }: Omit<LogsRead, 'entries'>): void {
    if (!clock) return
    this.#readAtSeconds = Math.floor(Date.parse(clock.clockAt) / 1000)
    const isOff =
      this.#door.targets.length > 1 &&
      Math.abs(clock.offsetSeconds) > Math.max(1, clock.uncertaintySeconds)
    this.#offsetSeconds = isOff ? clock.offsetSeconds : 0
  }

  #lineOf({ at, program, pid, unit, text }: LogsRead['entries'][number]): LogLine {
    return {
      node: this.#target.node,
      at: new Date(at - this.#offsetSeconds * 1000).toISOString(),
      program,
      ...(pid !== undefined && { pid }),
      ...(unit !== undefined && { unit }),
      text,
    }
  }
}

const unread = {
  outcome: 'failed',
  reason: undefined,
  next: undefined,
  truncated: false,
  redacted: 0,
} as const
