import { open } from 'node:fs/promises'
import { usageError } from '#src/model/error.ts'

const mostBytes = 64 * 1024

/**
 * The keys in a file as `age-keygen` writes it. No message holds any part of them.
 *
 * @throws usage error `backup-identity-file`
 */
export async function readIdentities(path: string): Promise<readonly string[]> {
  const text = await textOf(path)
  const found = text
    .split(/\r?\n/)
    .filter((line) => /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/.test(line))
  if (found.length > 0) return found
  throw usageError('backup-identity-file', `${path} holds no key of age.`, {
    next: '`age-keygen -o KEY-FILE` makes one; a key with a passphrase is opened by `age -d` first.',
  })
}

async function textOf(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r')
    const { bytesRead, buffer } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes)
    return buffer.toString('utf8', 0, bytesRead)
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    throw usageError('backup-identity-file', `${path} cannot be read: ${code}.`, {
      next: 'Name the file of the key: --identity FILE',
    })
  }
}
