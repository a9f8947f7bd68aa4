import { readInputs } from '#src/collect/files/read-inputs.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { told } from '#src/model/facts/told.ts'
import { commandIn } from '#src/model/refusal-reading.ts'
import { unsettledWords } from '#src/model/run-reading.ts'
import type { UnsettledRun } from '#src/model/status.ts'
import { diagnose } from '#src/rules/diagnose.ts'
import { changesSince, withMemory } from '#src/rules/live/live-findings.ts'
import { timelineOfDiagnosis } from '#src/rules/timeline/of-diagnosis.ts'
import { answersOf } from '#src/rules/why.ts'
import { queries, rules } from './deciding.ts'
import type { LookOptions } from './look-options.ts'
import type { Seen } from './observe.ts'

/** What is told beside the answer, for who asks. */
interface Extras {
  /** What happened, in order. */
  readonly timeline?: boolean
  /** What each rule answered and why: of all rules, or of the one with this id. */
  readonly why?: 'all rules' | { readonly rule: string } | undefined
}

interface FileOptions extends Extras {
  readonly signal: AbortSignal
  readonly inIsTerminal: boolean
  /** Read for `-`; the process's own standard input if absent. */
  readonly standardInput?: AsyncIterable<Uint8Array>
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
  const diagnosis = withExtras({ index, observation }, options)
  const { findings, next, notes = [] } = diagnosis
  return {
    ...diagnosis,
    // Harmless lines are an answer; nothing at all is none, and leaves nobody without a way on.
    ...(findings.length + next.length === 0 && { next: [wholeLog] }),
    ...(isForeign(diagnosis, index) && { notes: [...notes, foreign] }),
  }
}

const wholeLog = {
  why: 'the whole log of the node that is in trouble says more than a part of it; with `-b -1` that of its boot before',
  command: 'ssh NODE journalctl -b --no-pager | bramble diagnose -',
}

const foreign =
  'no line has a form that Bramble knows, of a log with its times or of what kubectl, Longhorn or a program on a node prints: is it the right file?'

/**
 * True for text of which nothing was understood: that nothing was found in it says nothing. A word
 * that a rule listens for stands in prose, too; a line of a log has a time.
 */
function isForeign(
  { findings, undecided, next }: Diagnosis,
  { facts, lines }: EvidenceIndex,
): boolean {
  const heard = [...lines.values()].flat()
  const isLog = heard.some(
    ({ firstAt, firstUptimeSeconds }) => (firstAt ?? firstUptimeSeconds) !== undefined,
  )
  // Sentences are kept of any text.
  const isNothing =
    findings.length + undecided.length + next.length === 0 &&
    [...facts.keys()].every((kind) => kind === told.kind)
  return isNothing && !isLog
}

function withExtras({ index, observation }: Seen, { timeline, why }: Extras): Diagnosis {
  const diagnosis = diagnose(rules, index, observation)
  const only = typeof why === 'object' ? why.rule : undefined
  return {
    ...diagnosis,
    ...(timeline && { timeline: timelineOfDiagnosis(diagnosis, index) }),
    ...(why && { rules: answersOf(rules, { index, observation, diagnosis, only }) }),
  }
}

/** True for the id of a pattern or of a check of health. */
export function isRule(id: string): boolean {
  return [...rules.patterns, ...rules.checks].some((rule) => rule.id === id)
}

interface ClusterOptions extends LookOptions, Extras {
  /** Tell what changed in so many milliseconds before this look. */
  readonly sinceMilliseconds?: number | undefined
}

/**
 * A run that stopped in the middle explains a cordon, and no rule knows of it. Where nothing else
 * is wrong, it is what comes next.
 */
export function besideRun(diagnosis: Diagnosis, run: UnsettledRun | undefined): Diagnosis {
  if (!run || run.state === 'goes-on') return diagnosis
  const why = `run ${unsettledWords(run.id, run.goal)}`
  const command = commandIn(run.next)
  const isWell = diagnosis.cause === 'none' && command !== undefined
  return {
    ...diagnosis,
    notes: [...(diagnosis.notes ?? []), `${why}: ${run.next}`],
    ...(isWell && { next: [{ why, command }, ...diagnosis.next] }),
  }
}

/** Observes the cluster, explains it, and remembers what was found. */
export async function diagnoseCluster(options: ClusterOptions): Promise<Diagnosis> {
  // Explaining a file needs no door to a cluster.
  const { lookToExplain } = await import('./look-to-explain.ts')
  const seen = await lookToExplain(options)
  const { index } = seen
  const { marksOf } = await import('./cluster-marks.ts')
  const { notedRuns } = await import('./run/noted-runs.ts')
  const run = notedRuns(marksOf(seen), options)?.unsettledRun
  const diagnosis = besideRun(withExtras(seen, options), run)
  const { remember } = await import('./remember.ts')
  const states = remember(diagnosis, seen, options)
  if (!states) return diagnosis
  const { sinceMilliseconds } = options
  const from = sinceMilliseconds === undefined ? undefined : index.takenAt - sinceMilliseconds
  return {
    ...withMemory(diagnosis, states),
    ...(from !== undefined && { since: changesSince(states, new Date(from).toISOString()) }),
  }
}
