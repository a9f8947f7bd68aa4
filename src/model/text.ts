/**
 * Terminal escapes: CSI sequences (ECMA-48 §5.4), strings (OSC, DCS, PM, APC, SOS) up to their end,
 * and the short ones. Lengths are bounded so that an escape that never ends hides little.
 */
const escapes =
  // oxlint-disable-next-line no-control-regex
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]{0,4096}(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]{0,8}[0-~]/g

/** C0 but tab and line feed, DEL, C1, marks that reorder or hide text, and the byte order mark. */
const controls =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g

const unclean =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

/**
 * Makes text safe to show: removes terminal escapes and every character that moves, hides or
 * reorders others. Tabs stay; each line end (CR LF, or CR alone) becomes one line feed.
 */
export function cleanText(text: string): string {
  if (!unclean.test(text)) return text
  return text.replace(/\r\n?/g, '\n').replace(escapes, '').replace(controls, '')
}

/** The same for what has to stay on one line: line ends and tabs become blanks. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/[\n\t]/g, ' ')
}
