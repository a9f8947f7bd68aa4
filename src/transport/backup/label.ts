import { readFile, rename, writeFile } from 'node:fs/promises'
import { BackupLabel, labelPath } from '#src/model/backup.ts'

const mostBytes = 1_000_000

/** What was written beside a backup; undefined where nothing is there that says what it is. */
export async function labelOf(path: string): Promise<BackupLabel | undefined> {
  try {
    const text = await readFile(labelPath(path), 'utf8')
    return BackupLabel.parse(JSON.parse(text.slice(0, mostBytes)))
  } catch {
    return undefined
  }
}

/** The label takes its place whole, and is on the disk when this resolves. */
export async function writeLabel(path: string, label: BackupLabel): Promise<void> {
  const place = labelPath(path)
  const fresh = `${place}.part`
  await writeFile(fresh, `${JSON.stringify(label, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(fresh, place)
}

/** Remembers that somebody opened a backup with its key and found it sound. */
export async function markOpened(path: string, at: Date): Promise<void> {
  const label = await labelOf(path)
  if (label) await writeLabel(path, { ...label, openedAt: at.toISOString() })
}
