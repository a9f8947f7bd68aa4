import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { usageError } from '#src/model/error.ts'
import type { FirstBoot } from '#src/model/first-boot.ts'

export type Written = FirstBoot['nodes'][number]['files'][number]

/** Ubuntu 25.10 keeps the line that counts under current/. */
const cmdlineNames = ['current/cmdline.txt', 'cmdline.txt']

/** The kernel's command line on a mounted boot partition; undefined for any other folder. */
export async function cmdlineIn(
  folder: string,
): Promise<{ path: string; name: string; text: string } | undefined> {
  for (const name of cmdlineNames) {
    const path = join(folder, name)
    const text = await textOf(path)
    if (text !== undefined) return { path, name, text }
  }
  return undefined
}

/**
 * Writes a file so that a card pulled at any instant holds the old one or the new one: beside it,
 * synced, renamed, read back. What stood there is kept once under another name, as the image or a
 * person wrote it.
 *
 * @throws usage error `first-boot-unwritable`
 */
export async function writeKept(path: string, name: string, text: string): Promise<Written> {
  const before = await textOf(path)
  if (before === text) return { name, outcome: 'same' }
  try {
    await mkdir(dirname(path), { recursive: true })
    const kept = await keep(path, before)
    await replace(path, text)
    return { name, outcome: 'written', ...(kept !== undefined && { kept }) }
  } catch (cause) {
    throw unwritable(path, String((cause as NodeJS.ErrnoException).code), cause)
  }
}

async function keep(path: string, before: string | undefined): Promise<string | undefined> {
  const kept = `${path}.before-bramble`
  if (before === undefined || (await textOf(kept)) !== undefined) return undefined
  await replace(kept, before)
  return kept
}

async function replace(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  if ((await textOf(path)) === text) return
  await rm(fresh, { force: true })
  throw Object.assign(new Error('read back differently'), { code: 'read back differently' })
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unwritable(path, code, cause)
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file stands where a folder should be',
}

function unwritable(path: string, code: string, cause: unknown): Error {
  return usageError(
    'first-boot-unwritable',
    `${path} cannot be written: ${reasons[code] ?? code}.`,
    {
      next: 'Name another folder, or mount the boot partition for writing.',
      cause,
    },
  )
}
