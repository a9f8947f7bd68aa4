import type { Loss } from './trial.ts'

/** A place that an undisturbed run reached, with what was true while it stood still there. */
export interface Place {
  /** Its name, and which of that name it is after so many entries of the journal: `sent ssh 127.77.0.13 #2 in 5`. */
  readonly key: string
  /** The request or session that it belongs to; absent for a statement of the journal. */
  readonly call: number | undefined
  /** The cluster: equal only where nothing of it has changed in between, but for heartbeats and the clock. */
  readonly cluster: string
  /** The journal and what lies beside it, as a kill leaves it. */
  readonly journal: string
  /** Of both; the same in each run that comes to the same state. */
  readonly portable: string
  /** How often the run had waited. */
  readonly waits: number
}

/** Places next to each other where a loss leaves the very same state. */
export interface PlaceClass {
  readonly places: readonly Place[]
  /** The state of a place of it, or, where a request is in flight, what that makes of it. */
  readonly portable: ReadonlySet<string>
}

/**
 * Divides an undisturbed run into classes. One trial stands for a class, because between its places
 * no byte of the journal and nothing of the cluster is another one, and nothing is in flight that
 * changes anything: a request or a session that is under way counts unless the state was the same
 * before it and after it. What a process only remembers dies with it. Where the runner lives on,
 * what it remembers counts as well: so a class ends with each answer, each wait, and each session
 * that could be cut in the middle; the journal is on another machine than the board, and only the
 * request that is written, and not yet answered, stands for one that is not yet written.
 */
export function classesOf(places: readonly Place[], loses: Loss): readonly PlaceClass[] {
  const calls = callsOf(places, loses)
  const keys = places.map((place, at) => {
    const flying = flyingAt(at, calls).map(({ id, sentAt }) => (at >= sentAt ? `${id}s` : `${id}`))
    const memory = loses === 'power' ? [answersAt(at, places), place.waits] : [place.journal]
    return [place.cluster, ...memory, ...flying].join(' ')
  })
  const starts = keys.flatMap((key, at) => (key === keys[at - 1] ? [] : [at]))
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? places.length
    const until = Math.max(end, ...flyingAt(start, calls).map((call) => call.endedAt + 1))
    const outcomes = places.slice(start, until).map(({ portable }) => portable)
    return { places: places.slice(start, end), portable: new Set(outcomes) }
  })
}

/** What was asked of the cluster, by the indexes of its places. */
interface Call {
  readonly id: number
  readonly begunAt: number
  readonly sentAt: number
  readonly endedAt: number
}

/** Those that count while they are under way. */
function callsOf(places: readonly Place[], loses: Loss): readonly Call[] {
  const ids = new Set(places.flatMap(({ call }) => (call === undefined ? [] : [call])))
  return [...ids].flatMap((id) => {
    const find = (what: string) => {
      const at = places.findIndex(({ call, key }) => call === id && key.startsWith(what))
      return at < 0 ? places.length : at
    }
    const call = { id, begunAt: find('unsent '), sentAt: find('sent '), endedAt: find('answered ') }
    const [before, after] = [places[call.begunAt], places[call.endedAt]]
    const isCut = loses === 'power' && before?.key.startsWith('unsent ssh') === true
    // What was never answered may have done anything.
    return isCut || before?.cluster !== after?.cluster ? [call] : []
  })
}

/** Of the place before a call itself nothing is under way yet. */
function flyingAt(at: number, calls: readonly Call[]): readonly Call[] {
  return calls.filter(({ begunAt, endedAt }) => begunAt < at && at < endedAt)
}

function answersAt(at: number, places: readonly Place[]): number {
  return places.slice(0, at + 1).filter(({ key }) => key.startsWith('answered ')).length
}
