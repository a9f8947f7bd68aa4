import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evidence } from '#src/model/evidence.ts'
import { type BackupFact, backups } from '#src/model/facts/backups.ts'
import { labelOf } from '#src/transport/backup/label.ts'
import { hashOf } from './file-hash.ts'

const mostFiles = 2000
/** https://age-encryption.org/v1 */
const ageHeader = 'age-encryption.org/v1\n'

/**
 * Reads every backup in a folder, and compares it with what was written beside it. A folder
 * that is not there yet holds none.
 *
 * @param how `whole`: every byte counts. `at a glance`: its size, for a look that is taken often
 */
export async function collectBackups(
  folder: string,
  takenAt: string,
  how: 'whole' | 'at a glance' = 'whole',
): Promise<Evidence> {
  const head = { id: 'backups', kind: backups.kind, source: folder, takenAt }
  const tail = { redacted: 0 }
  try {
    const all = (await readdir(folder)).filter((name) => name.endsWith('.age')).sort()
    const names = all.slice(-mostFiles)
    const records: BackupFact[] = []
    for (const name of names) records.push(await backupIn(folder, name, how))
    const truncated = all.length > names.length
    return { ...head, outcome: 'answered', records, truncated, ...tail }
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    if (code === 'ENOENT')
      return { ...head, outcome: 'answered', records: [], truncated: false, ...tail }
    const reason = `${folder} cannot be read: ${code}`
    return { ...head, outcome: 'failed', reason, truncated: false, ...tail }
  }
}

/** Nobody said where backups go: what reads them is not asked. */
export function backupsNotAsked(takenAt: string): Evidence {
  const head = { id: 'backups', kind: backups.kind, source: 'bramble.yaml', takenAt }
  const reason = 'bramble.yaml names no folder of backups'
  return { ...head, outcome: 'not-asked', reason, truncated: false, redacted: 0 }
}

/** Where nobody said where backups go Bramble has none: who is to lose a cluster must hear it so. */
export function noBackups(takenAt: string): Evidence {
  const head = { id: 'backups', kind: backups.kind, source: 'bramble.yaml', takenAt }
  return { ...head, outcome: 'answered', records: [], truncated: false, redacted: 0 }
}

async function backupIn(
  folder: string,
  name: string,
  how: 'whole' | 'at a glance',
): Promise<BackupFact> {
  const path = join(folder, name)
  const found = await stat(path)
  const label = await labelOf(path)
  const sha256 = how === 'whole' ? await hashOf(path, found) : (label?.sha256 ?? '')
  const own = { name, path, sizeBytes: found.size, sha256 }
  if (!label) return { ...own, damage: 'nothing beside it says what it is' }
  const { manifest, openedAt } = label
  const told = { ...own, manifest, ...(openedAt !== undefined && { openedAt }) }
  if (label.sha256 !== sha256 || label.sizeBytes !== found.size)
    return { ...told, damage: 'its bytes are not those that were written' }
  return (await isAge(path)) ? told : { ...told, damage: 'it is not encrypted by age' }
}

async function isAge(path: string): Promise<boolean> {
  await using file = await open(path, 'r')
  const { buffer } = await file.read(Buffer.alloc(ageHeader.length), 0, ageHeader.length)
  return buffer.toString('latin1') === ageHeader
}
