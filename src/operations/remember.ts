import {
  type ClusterMarks,
  findClusterFolder,
  openClusterFolder,
} from '#src/journal/cluster-folder.ts'
import { hasMemory, type Memory, openMemory } from '#src/journal/memory.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { BrambleError } from '#src/model/error.ts'
import type { LiveFinding } from '#src/model/live-finding.ts'
import { severities } from '#src/model/verdict.ts'
import { afterLook } from '#src/rules/live/live-findings.ts'
import { measure } from '#src/rules/live/measure.ts'
import { marksOf } from './cluster-marks.ts'
import type { Seen } from './observe.ts'

/** What it takes to look into what is remembered. */
export interface Remembering {
  readonly env: Readonly<Record<string, string | undefined>>
  /** What could not be remembered, in one sentence: the answer is whole all the same. */
  readonly onNote?: ((text: string) => void) | undefined
}

/**
 * Keeps what a look at the cluster found. Returns the findings as they are remembered now, or
 * undefined where nothing can be kept: a full disk or a damaged file costs history, not the answer.
 */
export function remember(
  diagnosis: Diagnosis,
  seen: Seen,
  options: Remembering,
): readonly LiveFinding[] | undefined {
  const { index } = seen
  return withMemory(marksOf(seen), options, (memory) => {
    memory.noteDiagnosis(index.takenAt)
    return memory.keep(index.takenAt, (before) => afterLook(before, diagnosis), measure(index))
  })
}

/**
 * What the diagnoses before found and none has cleared since, the worst first, and when the last
 * of them was (ISO 8601 UTC). Undefined where nothing was ever remembered; asking makes no memory.
 */
export function diagnosedBefore(
  seen: Seen,
  options: Remembering,
): { readonly openFindings: LiveFinding[]; readonly diagnosedAt?: string } | undefined {
  const marks = marksOf(seen)
  if (!hasMemory(findClusterFolder(marks, options.env).folder)) return undefined
  return withMemory(marks, options, (memory) => {
    const open = memory.findings().filter(({ clearedAt }) => clearedAt === undefined)
    const at = memory.diagnosedAt
    return {
      openFindings: open.toSorted(
        (one, other) =>
          severities.indexOf(other.severity) - severities.indexOf(one.severity) ||
          one.firstSeenAt.localeCompare(other.firstSeenAt),
      ),
      ...(at !== undefined && { diagnosedAt: new Date(at).toISOString() }),
    }
  })
}

/** Uses what is remembered of a cluster, and says why where that is not possible. */
export function withMemory<T>(
  marks: ClusterMarks,
  options: Remembering,
  use: (memory: Memory) => T,
): T | undefined {
  return unlessBroken(options, () => {
    const { folder, note } = openClusterFolder(marks, options.env, systemClock.now())
    if (note !== undefined) options.onNote?.(note)
    const memory = openMemory(folder)
    try {
      return use(memory)
    } finally {
      memory.close()
    }
  })
}

/** Uses files that an answer does not need, and says why where that is not possible. */
export function unlessBroken<T>({ onNote }: Remembering, use: () => T): T | undefined {
  try {
    return use()
  } catch (error) {
    // Disks fill up and files break; what was seen is still to be told.
    if (error instanceof BrambleError || isSystemTrouble(error)) {
      onNote?.(`not remembered: ${error.message}`)
      return undefined
    }
    throw error
  }
}

/** Trouble of the file system, or of SQLite on it. */
function isSystemTrouble(error: unknown): error is Error {
  return error instanceof Error && ('code' in error || 'errcode' in error)
}
