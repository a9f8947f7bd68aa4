import { constants } from 'node:fs'
import { access, appendFile, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type BrambleError, usageError } from '#src/model/error.ts'
import { type HostKey, knownHostsLine } from '#src/transport/ssh/known-hosts.ts'

/**
 * Refuses a folder that nothing can be written into, before anybody is asked anything.
 *
 * @throws usage error `init-unwritable`
 */
export async function checkWritable(path: string): Promise<void> {
  await access(dirname(path), constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw unwritable(path, cause)
  })
}

/** Adds keys to a file of pinned host keys; what it holds stays. */
export async function pinHostKeys(file: string, keys: readonly HostKey[]): Promise<void> {
  if (keys.length === 0) return
  try {
    const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const gap = before === '' || before.endsWith('\n') ? '' : '\n'
    await appendFile(file, gap + keys.map(knownHostsLine).join(''), { mode: 0o600 })
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

/**
 * Writes bramble.yaml where there is none; a file that came in the meantime is left alone.
 *
 * @throws usage errors `init-unwritable`, `init-file-exists`
 */
export async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw unwritable(path, cause)
    throw usageError('init-file-exists', `${path} was written by somebody else meanwhile.`, {
      next: 'bramble init compares with it.',
      cause,
    })
  })
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  ENOSPC: 'the disk is full',
}

function unwritable(path: string, cause: unknown): BrambleError {
  const code = String((cause as NodeJS.ErrnoException).code)
  return usageError('init-unwritable', `${path} cannot be written: ${reasons[code] ?? code}.`, {
    next: 'Go to another folder, or name another file: bramble init --config FILE',
    cause,
  })
}
