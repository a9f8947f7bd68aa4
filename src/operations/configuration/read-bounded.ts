import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { usageError } from '#src/model/error.ts'

/** A thousand nodes with comments stay far below; beyond it is some other file. */
const mostBytes = 1024 * 1024

/**
 * Reads a whole small file; undefined where there is none.
 *
 * @throws usage error `configuration-unreadable`, also for a file that is too large
 */
export async function readBounded(path: string, name: string): Promise<Buffer | undefined> {
  let file: FileHandle | undefined
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const bytes = await readUpTo(file, mostBytes + 1)
    if (bytes.length <= mostBytes) return bytes
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable(name, words[code] ?? code, cause)
  } finally {
    await file?.close()
  }
  throw unreadable(name, 'it is larger than 1 MB')
}

const words: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
}

async function readUpTo(file: FileHandle, most: number): Promise<Buffer> {
  const bytes = Buffer.alloc(most)
  let size = 0
  while (size < most) {
    const { bytesRead } = await file.read(bytes, size, most - size)
    if (bytesRead === 0) break
    size += bytesRead
  }
  return bytes.subarray(0, size)
}

function unreadable(name: string, why: string, cause?: unknown): Error {
  return usageError('configuration-unreadable', `${name} cannot be read: ${why}.`, {
    next: 'Name another file with --config, or BRAMBLE_CONFIG.',
    cause,
  })
}
