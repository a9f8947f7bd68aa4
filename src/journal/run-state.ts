import type { Entry, Happening, Run, RunState } from '#src/model/entry.ts'
import { defect } from '#src/model/error.ts'

/**
 * What a run's entries add up to. Nothing else is stored about a run.
 *
 * @param entries oldest first: all of them, or its turns and its last
 */
export function runOf(id: number, entries: readonly Entry[]): Run {
  const [first] = entries
  const last = entries.at(-1)
  if (!first || !last || first.happening.kind !== 'run-started')
    throw defect('journal-run', `Run ${id} of the journal does not begin with its start.`)
  const { state, reason, next } = stateOf(entries)
  return {
    id,
    digest: first.happening.digest,
    goal: first.happening.goal,
    startedAt: first.at,
    who: first.who,
    state,
    lastAt: last.at,
    ...(reason !== undefined && { reason }),
    ...(next !== undefined && { next }),
  }
}

function stateOf(entries: readonly Entry[]): {
  state: RunState
  reason?: string | undefined
  next?: string | undefined
} {
  const decisive = entries
    .map((entry) => entry.happening)
    .findLast((happening) => turns.has(happening.kind))
  return decisive?.kind === 'run-ended'
    ? { state: decisive.outcome, reason: decisive.reason, next: decisive.next }
    : { state: 'unfinished' }
}

/** Where a run began, went on, went back or ended: what its state follows from. */
export const turns: ReadonlySet<Happening['kind']> = new Set([
  'run-started',
  'run-resumed',
  'undo-started',
  'run-ended',
])

/** How far one step of a run came. */
export interface StepState {
  /** `started`: it may have acted, wholly, partly or not at all. */
  readonly state: 'waiting' | 'started' | 'done' | 'undone'
  /** What was true before its first request. Undefined where nothing was asked to be remembered. */
  readonly remembered: unknown
}

/** The state of the step at `place`, from the entries of its run. */
export function stepStateOf(place: number, entries: readonly Entry[]): StepState {
  let state: StepState['state'] = 'waiting'
  let remembered: unknown
  for (const { happening } of entries) {
    if (!('place' in happening) || happening.place !== place) continue
    if (happening.kind === 'step-started') {
      // The first start alone saw the cluster as it was before.
      if (state === 'waiting') remembered = happening.remembered
      state = 'started'
    }
    if (happening.kind === 'step-ended' && happening.outcome === 'done') state = 'done'
    if (happening.kind === 'step-undone' && happening.outcome === 'done') state = 'undone'
  }
  return { state, remembered }
}

/** Subjects of requests that were meant to be sent and whose answer nobody wrote down. */
export function unansweredSubjects(place: number, entries: readonly Entry[]): ReadonlySet<string> {
  const open = new Set<string>()
  for (const { happening } of entries) {
    if (!('place' in happening) || happening.place !== place) continue
    if (happening.kind === 'request-intended') open.add(happening.subject)
    if (happening.kind === 'request-answered') open.delete(happening.subject)
  }
  return open
}

/** Whether somebody asked this run to stop since it was last set going. */
export function cancelRequested(entries: readonly Entry[]): boolean {
  const kinds = entries.map((entry) => entry.happening.kind)
  const since = Math.max(
    ...['run-started', 'run-resumed', 'undo-started'].map((kind) =>
      kinds.lastIndexOf(kind as Happening['kind']),
    ),
  )
  return kinds.lastIndexOf('cancel-requested') > since
}
