import { findSecrets } from './find.ts'
import { marker } from './range.ts'
import { redactText } from './redact.ts'

/** A shorter one may stand anywhere by chance. */
const leastValue = 6

/**
 * Redacts a text that is read in another form than it was pasted in. Signs of a page around a secret
 * hide it from whoever looks for it; and what is taken off, as the edges of a table, may have told
 * that it is one. So what either form shows is in neither any more.
 *
 * @param pasted the text as it came
 * @param plain the same without what a page put around its words
 * @returns the plain form where it shows a secret, else the pasted one
 */
export function redactBoth(pasted: string, plain: string): ReturnType<typeof redactText> {
  if (plain === pasted) return redactText(pasted)
  const { text, redacted } = redactText(plain)
  if (redacted === 0) return redactText(pasted)
  return findSecrets(pasted).reduce(
    (kept, { start, end, name }) => {
      const value = pasted.slice(start, end)
      if (value.length < leastValue || !kept.text.includes(value)) return kept
      return { text: kept.text.replaceAll(value, () => marker(name)), redacted: kept.redacted + 1 }
    },
    { text, redacted },
  )
}
