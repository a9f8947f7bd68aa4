// Control characters are what this file is about.
/* oxlint-disable no-control-regex */

/**
 * Terminal escapes: CSI sequences (ECMA-48 §5.4), OSC up to its end (BEL or ST), and the
 * two-character ones.
 */
const escapes =
  /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,512}(?:\u0007|\u001b\\)?|[@-Z\\^_])/g
/** Control characters but the tab; also those that reorder or hide text on a terminal. */
const controls =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
const unclean =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

/** Removes terminal escapes and control characters from one line; a tab stays. */
export function cleanLine(line: string): string {
  return unclean.test(line) ? line.replace(escapes, '').replace(controls, '') : line
}

/** The same for a text of many lines: its line ends stay, as `\n`. */
export function cleanText(text: string): string {
  return text
    .split(/\r\n|\n|\r(?!\n)/)
    .map(cleanLine)
    .join('\n')
}

const escape = 0x1b

/** Removes terminal escapes from bytes in place of a whole line; other bytes stay as they are. */
export function withoutEscapes(bytes: Uint8Array): Uint8Array {
  if (bytes.indexOf(escape) < 0) return bytes
  // Latin 1 maps each byte to one character and back, so nothing but the escapes changes.
  return Buffer.from(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString('latin1')
      .replace(escapes, ''),
    'latin1',
  )
}
