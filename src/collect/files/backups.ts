import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BackupLabel, labelPath } from '#src/model/backup.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { type BackupFact, backups } from '#src/model/facts/backups.ts'
import { hashOf } from './file-hash.ts'

const mostFiles = 2000
const mostLabelBytes = 1_000_000
/** https://age-encryption.org/v1 */
const ageHeader = 'age-encryption.org/v1\n'

/**
 * Reads every backup in a folder whole, and compares it with what was written beside it. A folder
 * that is not there yet holds none.
 */
export async function collectBackups(folder: string, takenAt: string): Promise<Evidence> {
  const head = { id: 'backups', kind: backups.kind, source: folder, takenAt }
  const tail = { redacted: 0 }
  try {
    const all = (await readdir(folder)).filter((name) => name.endsWith('.age')).sort()
    const names = all.slice(-mostFiles)
    const records: BackupFact[] = []
    for (const name of names) records.push(await backupIn(folder, name))
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

async function backupIn(folder: string, name: string): Promise<BackupFact> {
  const path = join(folder, name)
  const found = await stat(path)
  const sha256 = await hashOf(path, found)
  const own = { name, path, sizeBytes: found.size, sha256 }
  const label = await labelOf(path)
  if (!label) return { ...own, damage: 'nothing beside it says what it is' }
  const { manifest } = label
  if (label.sha256 !== sha256)
    return { ...own, manifest, damage: 'its bytes are not those that were written' }
  if (!(await isAge(path))) return { ...own, manifest, damage: 'it is not encrypted by age' }
  return { ...own, manifest }
}

async function labelOf(path: string): Promise<BackupLabel | undefined> {
  try {
    const text = await readFile(labelPath(path), 'utf8')
    return BackupLabel.parse(JSON.parse(text.slice(0, mostLabelBytes)))
  } catch {
    return undefined
  }
}

async function isAge(path: string): Promise<boolean> {
  await using file = await open(path, 'r')
  const { buffer } = await file.read(Buffer.alloc(ageHeader.length), 0, ageHeader.length)
  return buffer.toString('latin1') === ageHeader
}
