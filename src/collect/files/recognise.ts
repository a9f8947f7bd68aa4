import { type BrambleError, usageError } from '../../model/error.ts'

/** What an input is, by its first bytes. */
export type Form = 'empty' | 'gzip' | 'tar' | 'json' | 'utf-16' | 'text'

/** How many bytes decide. */
export const decidingBytes = 4096

/** Forms that their first bytes tell; `ustar` stands behind the first entry's name and numbers. */
const known: readonly (readonly [Form, RegExp])[] = [
  ['empty', /^$/],
  // oxlint-disable-next-line no-control-regex
  ['gzip', /^\x1f\x8b/],
  ['tar', /^[^]{257}ustar/],
  ['utf-16', /^(?:\xff\xfe|\xfe\xff)/],
]

/** Files that are no text, by their first bytes (each from its format's specification). */
const foreign: readonly (readonly [name: string, start: string, next: string])[] = [
  // https://systemd.io/JOURNAL_FILE_FORMAT/
  ['a raw journal file', 'LPKSHHRH', '`journalctl --file FILE -o short-iso | bramble diagnose -`'],
  ['a xz archive', '\xfd7zXZ\0', '`xz -dc FILE | bramble diagnose -`'],
  ['a zstd archive', '\x28\xb5\x2f\xfd', '`zstd -dc FILE | bramble diagnose -`'],
  ['a bzip2 archive', 'BZh', '`bzip2 -dc FILE | bramble diagnose -`'],
  ['a zip archive', 'PK\x03\x04', 'Unpack it and name the files in it.'],
  ['a picture', '\x89PNG', 'Copy the text itself, or save the output of the command in a file.'],
  [
    'a picture',
    '\xff\xd8\xff',
    'Copy the text itself, or save the output of the command in a file.',
  ],
  ['a picture', 'GIF8', 'Copy the text itself, or save the output of the command in a file.'],
  ['a PDF', '%PDF-', 'Save the text in it as a file.'],
  ['a program', '\x7fELF', 'Name a log, a bundle or pasted output.'],
  ['an SQLite database', 'SQLite format 3\0', 'Name a log, a bundle or pasted output.'],
]

/**
 * Says what an input is.
 *
 * @throws usage error `input-binary` for what holds no text
 */
export function recognise(head: Buffer, name: string): Form {
  const start = head.subarray(0, decidingBytes).toString('latin1')
  const packed = known.find(([, pattern]) => pattern.test(start))
  if (packed) return packed[0]
  for (const [what, magic, next] of foreign)
    if (start.startsWith(magic)) throw binary(`${name} is ${what}, not text.`, next, name)
  if (looksBinary(head))
    throw binary(`${name} is not text.`, 'Name a log, a bundle or pasted output.', name)
  return /^(?:\xef\xbb\xbf)?\s*[{[]/.test(start) ? 'json' : 'text'
}

function binary(message: string, next: string, name: string): BrambleError {
  return usageError('input-binary', message, { next: next.replace('FILE', name) })
}

/**
 * NUL bytes alone are no sign: after a power loss a log on ext4 or FAT holds whole blocks of them,
 * and such a log is what Bramble is for.
 */
function looksBinary(head: Buffer): boolean {
  const sample = head.subarray(0, decidingBytes)
  const text = sample.toString('utf8')
  // The sample's cut may leave one broken character at its end.
  const broken = (text.slice(0, -1).match(/\ufffd/g) ?? []).length
  // oxlint-disable-next-line no-control-regex
  const controls = (text.match(/[\u0001-\u0008\u000e-\u001a\u001c-\u001f]/g) ?? []).length
  return (broken + controls) * 5 > text.length
}
