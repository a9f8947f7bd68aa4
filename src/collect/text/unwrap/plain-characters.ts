import { cleanText } from '#src/model/text.ts'

/** Blanks that web pages and editors keep from breaking. */
const wideBlanks = /[\u00a0\u2000-\u200a\u202f\u205f]/g
/** Hyphens that look like the one on the keyboard. */
const hyphens = /[\u2010\u2011\u2212]/g
/** Quotes as editors, chats and phones set them; the high commas of other scripts stay. */
const doubleQuotes = /[“”„‟]/g
const singleQuotes = /[‘’‚‛]/g

/** Two hyphens that an editor made one dash of, where a program's flag begins. */
const flagDash = /(?<=^|[\s'"(=])[–—](?=[a-z][a-z0-9]*(?:-[a-z0-9]|=))/gm

/** An escape of a terminal whose first character was written out or lost, as its colours are. */
const writtenEscapes = /(?:\^\[|#033|\\x1[bB]|\\u001[bB]|\\033|\\e|\u241b)\[[\d;]{0,16}[mK]/g
const lostEscapes = /\[\d{1,3}(?:;\d{1,3}){0,4}m/g
/** What ends colours; without it `[5m]` may be a duration. */
const endOfColours = /\[0m/

/** Tags of pages that show a log, and that no program prints. */
const tags = /<\/?(?:pre|code|samp|kbd|details|summary)(?:\s[^<>\n]{0,200})?>/gi
const lineBreakTag = / ?<br ?\/?>\n?/gi

const named: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  hellip: '…',
}
const entities = /&(?:(quot|amp|apos|lt|gt|nbsp|hellip)|#(\d{2,5})|#[xX]([\da-fA-F]{2,4}));/g

/** What Markdown gives a meaning, after the backslash that takes it away. */
const escapedMarks = /\\([_*[\]<>#~|`])/g

/** The text with the characters that programs write in place of those that a page made of them. */
export function withPlainCharacters(text: string): string {
  const own = withoutColours(text)
    .replace(lineBreakTag, '\n')
    .replace(tags, '')
    .replace(entities, (whole, name, decimal, hex) => characterOf(whole, name, decimal, hex))
    .replace(escapedMarks, '$1')
  return own
    .replace(wideBlanks, ' ')
    .replace(hyphens, '-')
    .replace(flagDash, '--')
    .replace(doubleQuotes, '"')
    .replace(singleQuotes, "'")
}

function withoutColours(text: string): string {
  const written = text.replace(writtenEscapes, '')
  return endOfColours.test(written) ? written.replace(lostEscapes, '') : written
}

/** A control character is shown as it was written: text that is read stays safe to show. */
function characterOf(whole: string, name?: string, decimal?: string, hex?: string): string {
  if (name !== undefined) return named[name] ?? whole
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return cleanText(String.fromCharCode(code)).replace('\n', '') || whole
}
