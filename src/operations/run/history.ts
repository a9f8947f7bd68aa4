import type { Journal } from '#src/journal/journal.ts'
import type { Entry } from '#src/model/entry.ts'
import { usageError } from '#src/model/error.ts'

export interface HistoryRequest {
  /** Only entries that speak of this: a node, a digest, a word of a note. */
  readonly about?: string
  readonly run?: number
  /** The newest entries, at most this many. */
  readonly most?: number
}

/**
 * What was decided and done, by whom, oldest first.
 *
 * @throws usage error `run-unknown`
 */
export function history(request: HistoryRequest, journal: Journal): readonly Entry[] {
  if (request.run !== undefined) journal.run(request.run)
  return journal.entries(request)
}

const longestNote = 10_000

/**
 * Writes a person's own words into the history.
 *
 * @throws usage error `note-empty` or `note-too-long`
 */
export function note(text: string, journal: Journal): Entry {
  const words = text.trim()
  if (words === '')
    throw usageError('note-empty', 'A note needs words.', { next: 'bramble note TEXT' })
  if (words.length > longestNote)
    throw usageError('note-too-long', `A note has at most ${longestNote} characters.`)
  return journal.append({ kind: 'note', text: words })
}
