import type { Clock } from '#src/model/clock.ts'

/** Takes back what was asked for; a second call does nothing. */
export type Stop = () => void

interface Due {
  at: number
  /** Two that are due at one time happen in the order in which they were asked for. */
  readonly order: number
  readonly everyMilliseconds: number | undefined
  readonly act: () => void
}

/** One real step of a running clock. */
const stepMilliseconds = 100
/** What may happen in one advance: more is a controller that wakes itself without end. */
const mostActs = 1_000_000

/**
 * The time of a practice cluster. All boards, controllers and objects take it from here, so that a
 * test moves five minutes in no time, and a scenario builds last night before anybody looks.
 */
export class PracticeClock implements Clock {
  readonly #due = new Set<Due>()
  #now: number
  #asked = 0
  #isActing = false
  /** How far real time is ahead of the last step, in milliseconds. */
  #ahead = () => 0

  /** @param startsAt milliseconds since the Unix epoch */
  constructor(startsAt: number) {
    this.#now = startsAt
  }

  /** While it follows real time it is right between two of its steps, too, however long one takes. */
  now(): number {
    return this.#isActing ? this.#now : this.#now + this.#ahead()
  }

  /** The time as Kubernetes writes it: whole seconds, UTC. */
  stamp(): string {
    return `${new Date(this.now()).toISOString().slice(0, 19)}Z`
  }

  /** What is still to come once, beside all that has a rhythm. */
  get pending(): number {
    return [...this.#due].filter(({ everyMilliseconds }) => everyMilliseconds === undefined).length
  }

  after(seconds: number, act: () => void): Stop {
    return this.#ask(seconds, undefined, act)
  }

  every(seconds: number, act: () => void): Stop {
    if (!(seconds > 0)) throw new Error(`Every ${seconds} seconds is no rhythm`)
    return this.#ask(seconds, seconds * 1000, act)
  }

  /** Moves on. What comes due happens in order, each at its own time. */
  advance(seconds: number): void {
    const wasActing = this.#isActing
    this.#isActing = true
    try {
      this.#moveTo(this.#now + seconds * 1000)
    } finally {
      this.#isActing = wasActing
    }
  }

  #moveTo(until: number): void {
    for (let acts = 0; acts < mostActs; acts += 1) {
      const next = this.#next()
      if (!next || next.at > until) {
        this.#now = Math.max(this.#now, until)
        return
      }
      this.#now = Math.max(this.#now, next.at)
      if (next.everyMilliseconds === undefined) this.#due.delete(next)
      else next.at += next.everyMilliseconds
      next.act()
    }
    throw new Error(`More than ${mostActs} things came due before ${new Date(until).toISOString()}`)
  }

  /** Follows real time from now on, `speed` seconds in each; it does not keep the process alive. */
  run(speed = 1): Stop {
    let seen = performance.now()
    const step = () => {
      const passed = (performance.now() - seen) * speed
      seen += passed / speed
      this.advance(passed / 1000)
    }
    this.#ahead = () => (performance.now() - seen) * speed
    const timer = setInterval(step, stepMilliseconds)
    timer.unref()
    let isRunning = true
    return () => {
      if (!isRunning) return
      isRunning = false
      clearInterval(timer)
      step()
      this.#ahead = () => 0
    }
  }

  #ask(seconds: number, everyMilliseconds: number | undefined, act: () => void): Stop {
    this.#asked += 1
    const due = { at: this.now() + seconds * 1000, order: this.#asked, everyMilliseconds, act }
    this.#due.add(due)
    return () => void this.#due.delete(due)
  }

  #next(): Due | undefined {
    let first: Due | undefined
    for (const due of this.#due)
      if (!first || due.at < first.at || (due.at === first.at && due.order < first.order))
        first = due
    return first
  }
}
