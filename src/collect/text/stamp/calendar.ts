import { isoMilliseconds } from './iso.ts'

const months = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map(
    (name, index) => [name, index + 1] as const,
  ),
)
const mostZone = 14 * 3_600_000
/** Leap days come at most eight years apart. */
const mostYears = 9

/** What a stamp says of a moment when it leaves out the year. */
export interface Moment {
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** Milliseconds since midnight. */
  readonly time: number
}

/** Number of a month's English abbreviation, 1 to 12; undefined for any other word. */
export function monthNumber(name: string): number | undefined {
  return months.get(name)
}

/** Milliseconds since midnight of `01:02:03`; a fraction as written, `5` is half a second. */
export function timeOfDay(clock: string, fraction = ''): number {
  const seconds = twoDigits(clock, 0) * 3600 + twoDigits(clock, 3) * 60 + twoDigits(clock, 6)
  return seconds * 1000 + (fraction === '' ? 0 : Math.floor(Number(`0.${fraction}`) * 1000))
}

function twoDigits(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * zero
}

const zero = 0x30

/**
 * Settles what a log leaves out. A stamp without a year is the latest such day that does not lie
 * in the future of `takenAt`. A stamp without a zone is UTC, which Bramble's own commands ask for,
 * unless the log itself shows both forms of one moment: then year and zone are read off that line.
 */
export class Calendar {
  readonly #latest: number
  #zoneMilliseconds = 0
  #anchor: number | undefined
  #known: KnownDay | undefined
  /** A stamp as it was written, with its blank, and when that was. */
  lastStamp: { text: string; moment: { short: Moment; at?: number } } | undefined

  /** @param takenAt milliseconds since the epoch */
  constructor(takenAt: number) {
    // Zones are left out, so some hours ahead are not the future yet.
    this.#latest = takenAt + mostZone
  }

  /** Milliseconds since the epoch, or undefined where no year has such a day. */
  settle({ month, day, time }: Moment): number | undefined {
    if (this.#known?.month !== month || this.#known.day !== day)
      this.#known = { month, day, ...this.#midnights(month, day) }
    const { midnight, earlier } = this.#known
    const isAhead = midnight !== undefined && midnight + time > this.#latest
    const settled = isAhead && this.#anchor === undefined ? earlier : midnight
    return settled === undefined ? undefined : settled + time - this.#zoneMilliseconds
  }

  /** A local time with its year: only the zone is missing. */
  settleZone(local: number): number {
    return local - this.#zoneMilliseconds
  }

  /**
   * Learns year and zone from a line that carries a short stamp and, in its message, the full
   * time of the same moment; true where the two fit.
   */
  learn(moment: Moment, full: string): boolean {
    const at = isoMilliseconds(full)
    if (at === undefined) return false
    for (const year of yearsAround(at)) {
      const local = midnightOf(year, moment.month, moment.day)
      if (local === undefined) continue
      const zone = wholeZone(local + moment.time - at)
      if (zone === undefined) continue
      this.#anchor = at
      this.#zoneMilliseconds = zone
      this.#known = undefined
      this.lastStamp = undefined
      return true
    }
    return false
  }

  #midnights(month: number, day: number): Pick<KnownDay, 'midnight' | 'earlier'> {
    if (this.#anchor !== undefined)
      return { midnight: nearestTo(this.#anchor, month, day), earlier: undefined }
    const midnight = latestBefore(this.#latest, month, day)
    const earlier = midnight === undefined ? undefined : latestBefore(midnight - 1, month, day)
    return { midnight, earlier }
  }
}

/** A day of the year, and when it was. */
interface KnownDay {
  readonly month: number
  readonly day: number
  readonly midnight: number | undefined
  /** The same day of an earlier year. */
  readonly earlier: number | undefined
}

function yearsAround(at: number): readonly number[] {
  const year = new Date(at).getUTCFullYear()
  return [year, year - 1, year + 1]
}

/** Zones are whole quarters of an hour up to 14 hours; the two stamps differ by a second or so. */
function wholeZone(difference: number): number | undefined {
  const quarter = 15 * 60_000
  const zone = Math.round(difference / quarter) * quarter
  const fits = Math.abs(difference - zone) <= 3000 && Math.abs(zone) <= mostZone
  return fits ? zone : undefined
}

function latestBefore(latest: number, month: number, day: number): number | undefined {
  const year = new Date(latest).getUTCFullYear()
  for (let back = 0; back < mostYears; back++) {
    const at = midnightOf(year - back, month, day)
    if (at !== undefined && at <= latest) return at
  }
  return undefined
}

function nearestTo(anchor: number, month: number, day: number): number | undefined {
  const found = yearsAround(anchor).flatMap((year) => midnightOf(year, month, day) ?? [])
  const distance = (at: number) => Math.abs(at - anchor)
  const [first, ...others] = found
  if (first === undefined) return latestBefore(anchor, month, day)
  return others.reduce((best, at) => (distance(at) < distance(best) ? at : best), first)
}

function midnightOf(year: number, month: number, day: number): number | undefined {
  const at = Date.UTC(year, month - 1, day)
  const date = new Date(at)
  // Date.UTC turns 30 February into 1 March.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? at : undefined
}
