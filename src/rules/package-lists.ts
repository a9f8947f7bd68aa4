import type { NodeUpdates } from '#src/model/facts/node-updates.ts'

const holdSeconds = 6 * 3600

/** Whether what apt offers by its lists is what its archives have: they change a few times a day. */
export function listsAreFresh({ listsAgeSeconds }: Pick<NodeUpdates, 'listsAgeSeconds'>): boolean {
  return listsAgeSeconds !== undefined && listsAgeSeconds < holdSeconds
}
