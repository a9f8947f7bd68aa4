import type { Journal } from '#src/journal/journal.ts'
import type { Entry } from '#src/model/entry.ts'

/** Further back the boards, the disks and the versions were others. */
const mostRuns = 30

/**
 * How long steps took in the newest runs, by step and node: the median of those that were carried
 * out to their end by one process without a break. Seconds.
 *
 * @returns undefined for a step that was never carried out
 */
export function usualTimes(journal: Pick<Journal, 'runs' | 'entries' | 'plan'>) {
  const taken = new Map<string, number[]>()
  const note = (key: string, seconds: number) =>
    taken.set(key, [...(taken.get(key) ?? []), seconds])
  for (const { id, digest } of journal.runs(mostRuns)) {
    const { steps } = journal.plan(digest).plan
    for (const { place, step, seconds } of timesIn(journal.entries({ run: id }))) {
      note(step, seconds)
      note(keyOf(step, steps[place]?.input['node']), seconds)
    }
  }
  // The same node before any node: its disk and its pods are its own.
  return (step: string, node: unknown): number | undefined =>
    median(taken.get(keyOf(step, node)) ?? taken.get(step) ?? [])
}

function keyOf(step: string, node: unknown): string {
  return `${step} ${typeof node === 'string' ? node : ''}`
}

function timesIn(entries: readonly Entry[]) {
  return entries.flatMap((ended) => {
    const { happening } = ended
    if (happening.kind !== 'step-ended') return []
    if (happening.outcome !== 'done' || happening.how !== 'applied') return []
    const { place, step } = happening
    const since = entries.findLast(
      ({ happening: one, id }) =>
        id < ended.id &&
        (one.kind === 'run-resumed' || (one.kind === 'step-started' && one.place === place)),
    )
    if (since?.happening.kind !== 'step-started') return []
    return [{ place, step, seconds: (Date.parse(ended.at) - Date.parse(since.at)) / 1000 }]
  })
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[values.length >> 1]
}
