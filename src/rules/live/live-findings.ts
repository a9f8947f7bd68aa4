import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import type { Coverage } from '#src/model/evidence.ts'
import type { LiveFinding, SinceThen } from '#src/model/live-finding.ts'

/** Gone is what was missed in so many looks and for so long: one blink clears nothing. */
const missedLooksToClear = 2
const missedMillisecondsToClear = 5 * 60_000
/** What was cleared longer ago is told by the journal's history, not here. */
const keptMilliseconds = 30 * 86_400_000
const mostKept = 1000

/**
 * What is remembered after one more look. A finding that is seen again keeps its id and its first
 * time; one that is missed is cleared only after several looks that could have seen it. A look
 * that did not reach its subject says nothing about it.
 */
export function afterLook(
  before: readonly LiveFinding[],
  diagnosis: Pick<Diagnosis, 'findings' | 'coverage' | 'takenAt'>,
): LiveFinding[] {
  const { findings, coverage, takenAt } = diagnosis
  const present = new Map(findings.filter(isPresent).map((finding) => [finding.id, finding]))
  const known = new Map(before.map((state) => [state.id, state]))
  const seen = [...present.values()].map((finding) =>
    asSeen(finding, known.get(finding.id), takenAt),
  )
  const missed = before
    .filter(({ id }) => !present.has(id))
    .map((state) => (couldSee(state, coverage) ? asMissed(state, takenAt) : state))
  const oldest = Date.parse(takenAt) - keptMilliseconds
  return [...seen, ...missed]
    .filter(({ clearedAt }) => clearedAt === undefined || Date.parse(clearedAt) >= oldest)
    .toSorted((one, other) => other.lastSeenAt.localeCompare(one.lastSeenAt))
    .slice(0, mostKept)
}

/** The findings of a look with the times that are remembered of them. */
export function withMemory(diagnosis: Diagnosis, states: readonly LiveFinding[]): Diagnosis {
  const known = new Map(states.map((state) => [state.id, state]))
  return {
    ...diagnosis,
    findings: diagnosis.findings.map((finding) => {
      const state = known.get(finding.id)
      if (!state || !isPresent(finding)) return finding
      const { firstSeenAt = state.firstSeenAt } = finding
      return {
        ...finding,
        firstSeenAt: earlier(firstSeenAt, state.firstSeenAt),
        lastSeenAt: state.lastSeenAt,
      }
    }),
  }
}

/** What appeared, went on and was cleared since a moment. */
export function changesSince(states: readonly LiveFinding[], from: string): SinceThen {
  const isOpen = ({ clearedAt }: LiveFinding) => clearedAt === undefined
  return {
    from,
    appeared: states.filter((state) => isOpen(state) && state.firstSeenAt >= from),
    continued: states.filter((state) => isOpen(state) && state.firstSeenAt < from),
    cleared: states.filter(({ clearedAt }) => clearedAt !== undefined && clearedAt >= from),
  }
}

/** What only older lines tell is over; harmless lines are no trouble that could clear. */
function isPresent({ kind, clearedAt }: Finding): boolean {
  return kind !== 'benign' && clearedAt === undefined
}

function asSeen(finding: Finding, state: LiveFinding | undefined, at: string): LiveFinding {
  const { id, cause, subject, title, severity, confidence, firstSeenAt = at } = finding
  const through = doorsOf(finding)
  const told = {
    ...{ id, cause, subject, title, severity, confidence, lastSeenAt: at, missedLooks: 0 },
    ...(through && { through }),
  }
  if (!state) return { ...told, firstSeenAt: earlier(firstSeenAt, at), returns: 0 }
  const { clearedAt, returns } = state
  if (clearedAt === undefined) return { ...told, firstSeenAt: state.firstSeenAt, returns }
  // Its log lines may be those of the time before: since then it was away.
  const again = firstSeenAt > clearedAt ? earlier(firstSeenAt, at) : at
  return { ...told, firstSeenAt: again, returns: returns + 1 }
}

function asMissed(state: LiveFinding, at: string): LiveFinding {
  if (state.clearedAt !== undefined) return state
  const { missedSince = at } = state
  const missedLooks = state.missedLooks + 1
  const isGone =
    missedLooks >= missedLooksToClear &&
    Date.parse(at) - Date.parse(missedSince) >= missedMillisecondsToClear
  return { ...state, missedLooks, missedSince, ...(isGone && { clearedAt: missedSince }) }
}

/** Which doors told of a finding, by the ids of its evidence; undefined where one says nothing of it. */
function doorsOf({ evidence }: Finding): string[] | undefined {
  const doors = evidence.map(({ id, node }) => {
    if (id.startsWith('api/')) return 'api'
    return id.startsWith(`node/${node}/`) ? `ssh/${node}` : undefined
  })
  const known = doors.filter((door) => door !== undefined)
  if (known.length < doors.length || known.length === 0) return undefined
  return [...new Set(known)].toSorted()
}

/** Whether all doors that a finding is seen through answered in whole. */
function couldSee({ subject, through }: LiveFinding, coverage: readonly Coverage[]): boolean {
  const node = subject.startsWith('node/') ? subject.slice('node/'.length) : undefined
  const wanted = ({ door, target }: Coverage) =>
    through?.includes(door === 'ssh' ? `ssh/${target}` : door) ??
    (door !== 'ssh' || node === undefined || target === node)
  return coverage
    .filter(wanted)
    .every(
      ({ outcome, missing }) => isWhole(outcome) && missing.every((part) => isWhole(part.outcome)),
    )
}

function isWhole(outcome: Coverage['outcome']): boolean {
  return outcome === 'answered' || outcome === 'not-asked' || outcome === 'not-applicable'
}

function earlier(one: string, other: string): string {
  return one < other ? one : other
}
