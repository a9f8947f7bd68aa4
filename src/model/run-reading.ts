import type { Run } from './entry.ts'

// Apart from the schemas, so that a face that shows runs does not load them with --help.

/** Neither at its end nor settled by a person: it may go on or back, or be given up. */
export function isUnsettled({ state }: Pick<Run, 'state'>): boolean {
  return state === 'unfinished' || state === 'stopped'
}

/** Why nothing else begins, behind the word `run`: `3 (drain pi02) stopped midway and is not settled`. */
export function unsettledWords(id: number, goal: string): string {
  return `${id} (${goal}) stopped midway and is not settled`
}
