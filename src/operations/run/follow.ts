import { setTimeout as delay } from 'node:timers/promises'
import type { Journal } from '#src/journal/journal.ts'
import { isLocked } from '#src/journal/lock.ts'
import type { ProgressStore } from '#src/journal/progress.ts'
import type { Run } from '#src/model/entry.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import type { RunEnd } from './carrying.ts'

export interface FollowOptions {
  readonly journal: Journal
  readonly progress: ProgressStore
  /** Only lines of progress after this one; all that are kept if absent. */
  readonly afterLine?: number
  readonly onEvent: (event: RunEvent) => void
  /** Aborts when the reader has seen enough. The run goes on. */
  readonly leave: AbortSignal
  /** Aborts when the runner's process is gone, for who can tell; else its lock is asked. */
  readonly gone?: AbortSignal
}

export type FollowEnd =
  | ({ readonly kind: 'ended' } & RunEnd)
  /** The reader left; the run goes on by itself. */
  | { readonly kind: 'left'; readonly run: number; readonly next: string }
  /** Its process is gone, and it wrote no end. */
  | { readonly kind: 'died'; readonly run: number; readonly next: string }

const never = new AbortController().signal
const lookMilliseconds = 200
/** Asking whether the runner lives takes its lock for a moment, so it is not asked at each look. */
const looksPerQuestion = 5
/** A process that ends gives its lock back a moment after its last entry, or before. */
const missesUntilDead = 2

/**
 * Follows a run that another process carries out, through the journal alone, until it ended or the
 * reader leaves. Nothing of what happens here reaches the run.
 */
export async function followRun(run: number, options: FollowOptions): Promise<FollowEnd> {
  const following = new Following(run, options)
  const wake = AbortSignal.any([options.leave, options.gone ?? never])
  for (;;) {
    const end = following.look()
    if (end) return end
    await delay(lookMilliseconds, undefined, { signal: wake }).catch(() => {})
  }
}

class Following {
  readonly #run: number
  readonly #options: FollowOptions
  #line: number
  #looks = 0
  #misses = 0
  #newest = -1
  #end: RunEnd | undefined

  constructor(run: number, options: FollowOptions) {
    this.#run = run
    this.#options = options
    this.#line = options.afterLine ?? 0
  }

  /** Tells what is new; returns how it ended, if it did. */
  look(): FollowEnd | undefined {
    const { leave, gone } = this.#options
    const run = this.#run
    // Asked before what was written is read: a process that is gone writes nothing more.
    const dead = gone?.aborted || this.#isDead()
    const end = this.#endOfEntries()
    this.#tellNew()
    if (end) return { kind: 'ended', ...end }
    if (dead) return { kind: 'died', run, next: `\`bramble resume ${run}\`` }
    return leave.aborted
      ? { kind: 'left', run, next: `\`bramble runs --follow ${run}\`` }
      : undefined
  }

  #tellNew(): void {
    const { progress, onEvent } = this.#options
    for (const { line, event } of progress.after(this.#line, this.#run)) {
      this.#line = line
      onEvent(event)
    }
  }

  #isDead(): boolean {
    this.#looks += 1
    if (this.#looks % looksPerQuestion !== 0) return false
    this.#misses = isLocked(this.#options.journal.folder) ? 0 : this.#misses + 1
    return this.#misses >= missesUntilDead
  }

  /** Undefined while the run goes on. Entries are read again only where there are new ones. */
  #endOfEntries(): RunEnd | undefined {
    const { journal } = this.#options
    const newest = journal.newestEntry(this.#run)
    if (newest !== this.#newest) this.#end = endOf(journal.run(this.#run))
    this.#newest = newest
    return this.#end
  }
}

function endOf({ id: run, state, reason, next }: Run): RunEnd | undefined {
  if (state === 'unfinished') return undefined
  return {
    run,
    outcome: state,
    ...(reason !== undefined && { reason }),
    ...(next !== undefined && { next }),
  }
}
