import { withoutEnvelopes } from './json-envelopes.ts'
import { withoutLineMarks } from './line-marks.ts'
import { withPlainCharacters } from './plain-characters.ts'
import { withoutTableEdges } from './table-edges.ts'

/** A longer text is a log: nobody pastes so much. */
const mostCharacters = 1_048_576

/**
 * Takes off what a web page, an editor, a chat or a log's keeper put around the words of a paste:
 * HTML, Markdown, typographic quotes, JSON, numbers of lines. Only what is told apart from a
 * program's own output without a guess is taken off; mail quoting and Markdown fences part a text
 * and are read by `sectionsOf`.
 *
 * @param text cleaned of control characters
 * @returns the same words, one line for each line that was pasted, unless they stood in JSON or HTML
 */
export function unwrapped(text: string): string {
  if (text.length > mostCharacters) return text
  const characters = withPlainCharacters(withoutEnvelopes(text))
  return withoutLineMarks(withoutTableEdges(characters.split('\n'))).join('\n')
}
