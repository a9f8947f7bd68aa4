import type { LogLine } from '#src/model/line.ts'

/**
 * How a person says in one line that it is not so, or that they do not know. A question of a program
 * ends no line of a log.
 */
const unstated =
  /^\W*(?:maybe|perhaps|possibly|probably|only if|if|unless|suppose|vielleicht|wenn|falls)\b|\?\W*$|\b(?:I|we) (?:do not|don['’]t|did not|didn['’]t) know\b|\bwhether\b|\b(?:I|we)(?:['’]d)? (?:guess|suppose|assume|suspect|think|believe|wonder)\b|\bruled? out\b|\b(?:I|we) (?:will|['’]ll|could|might|want to|plan to|am going to|have yet to) (?:try|test|downgrade|replace|check)\b/i

/**
 * The lines that state something. Words that a program prints are a person's as well; where a person
 * only supposes, asks or rules out what they say, the line is no evidence.
 */
export function statedLines(found: readonly LogLine[]): LogLine[] {
  return found.filter(
    ({ text, messageStart, program }) =>
      Boolean(messageStart) || program !== undefined || !unstated.test(text),
  )
}
