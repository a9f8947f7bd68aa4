import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { BackupManifest } from '#src/model/backup.ts'
import { BrambleError } from '#src/model/error.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { type OpenedBackup, openedBackups } from '#src/model/facts/backups.ts'
import { readIdentities } from '#src/transport/backup/identity.ts'

/** A backup, by its name in the folder, and the file of the key that is to open it. */
export interface Opening {
  readonly backup: string
  readonly identity: string
}

/**
 * Reads a backup to its end with keys, and says why it would not restore. Whether a database is
 * sound is asked by a room that may open one.
 */
export type Inside = (
  path: string,
  keys: readonly string[],
) => Promise<{ readonly manifest: BackupManifest; readonly problem: string | undefined }>

/**
 * Opens backups with their keys and reads them to the end: that the file is what was written says
 * nothing of the key, nor of what was packed into it.
 */
export async function collectOpenedBackups(
  folder: string,
  openings: readonly Opening[],
  { takenAt, inside }: { readonly takenAt: string; readonly inside: Inside },
): Promise<Evidence> {
  const records: OpenedBackup[] = []
  for (const { backup, identity } of openings) {
    const name = basename(backup)
    records.push({ name, identity, ...(await opened(join(folder, name), identity, inside)) })
  }
  const { kind } = openedBackups
  const ending = { outcome: 'answered', truncated: false, redacted: 0 } as const
  return { id: kind, kind, source: folder, takenAt, records, ...ending }
}

type Found = Omit<OpenedBackup, 'name' | 'identity'>

/** A look is taken again right before a step; the same bytes under the same key stay what they are. */
const known = new Map<string, Found>()

async function opened(path: string, identity: string, inside: Inside): Promise<Found> {
  try {
    const keys = await readIdentities(identity)
    const { size, mtimeMs, ino } = await stat(path)
    const key = createHash('sha256').update(keys.join()).digest('hex')
    const place = `${path} ${size} ${mtimeMs} ${ino} ${key}`
    const found = known.get(place) ?? foundIn(await inside(path, keys))
    known.set(place, found)
    return found
  } catch (cause) {
    if (cause instanceof BrambleError) return { problem: cause.message }
    return { problem: `${path} cannot be read: ${String((cause as NodeJS.ErrnoException).code)}` }
  }
}

function foundIn({ manifest, problem }: Awaited<ReturnType<Inside>>): Found {
  return { manifest, ...(problem !== undefined && { problem }) }
}
