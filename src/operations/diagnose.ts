import { readInputs } from '#src/collect/files/read-inputs.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { diagnose } from '#src/rules/diagnose.ts'
import { healthChecks as checks } from '#src/rules/health-checks.ts'
import { changesSince, withMemory } from '#src/rules/live/live-findings.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { timelineOfDiagnosis } from '#src/rules/timeline/of-diagnosis.ts'
import type { LookOptions } from './observe.ts'

const queries = [...patterns, ...checks].flatMap((rule) => rule.queries)

/** What is told beside the answer, for who asks. */
interface Extras {
  /** What happened, in order. */
  readonly timeline?: boolean
}

interface FileOptions extends Extras {
  readonly signal: AbortSignal
  readonly inIsTerminal: boolean
}

/** Explains files: bundles, evidence files, logs, pasted text; `-` is standard input. */
export async function diagnoseFiles(
  inputs: readonly string[],
  options: FileOptions,
): Promise<Diagnosis> {
  const { observation, index } = await readInputs(inputs, {
    queries,
    clock: systemClock,
    ...options,
  })
  return withExtras(diagnose({ patterns, checks }, index, observation), index, options)
}

function withExtras(diagnosis: Diagnosis, index: EvidenceIndex, { timeline }: Extras): Diagnosis {
  return { ...diagnosis, ...(timeline && { timeline: timelineOfDiagnosis(diagnosis, index) }) }
}

interface ClusterOptions extends LookOptions, Extras {
  /** Tell what changed in so many milliseconds before this look. */
  readonly sinceMilliseconds?: number | undefined
}

/** Observes the cluster, explains it, and remembers what was found. */
export async function diagnoseCluster(options: ClusterOptions): Promise<Diagnosis> {
  // Explaining a file needs no door to a cluster.
  const { observe } = await import('./observe.ts')
  const { observation, index } = await observe(options, queries)
  const judged = diagnose({ patterns, checks }, index, observation)
  const diagnosis = withExtras(judged, index, options)
  const { remember } = await import('./remember.ts')
  const states = remember(diagnosis, index, options)
  if (!states) return diagnosis
  const { sinceMilliseconds } = options
  const from = sinceMilliseconds === undefined ? undefined : index.takenAt - sinceMilliseconds
  return {
    ...withMemory(diagnosis, states),
    ...(from !== undefined && { since: changesSince(states, new Date(from).toISOString()) }),
  }
}
