import { usageError } from '#src/model/error.ts'

/**
 * Writes a value as one word of a POSIX shell. Between single quotes nothing is special but the
 * single quote itself (POSIX.1-2024, Shell Command Language 2.2.2), so no value becomes shell text.
 *
 * @throws BrambleError of kind usage for a NUL, which no shell word can hold
 */
export function quoteWord(value: string): string {
  if (value.includes('\0'))
    throw usageError('ssh-value-nul', 'A value for a node holds a NUL character', {
      next: 'Leave that character out.',
    })
  return `'${value.replaceAll("'", `'\\''`)}'`
}
