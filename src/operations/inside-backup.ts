import { type BackupManifest, serverTokenPath } from '#src/model/backup.ts'
import { readBackup } from '#src/transport/backup/backup-file.ts'
import { snapshotProblem } from '#src/transport/backup/sound.ts'
import { SqliteCopy } from './sqlite-copy.ts'

/** What a backup says it is, and why it would not restore; undefined where it would. */
export interface InsideBackup {
  readonly manifest: BackupManifest
  readonly problem: string | undefined
}

/**
 * Opens a backup, reads it to its end, and asks each part for its own sums: that the file is what
 * was written says nothing of what was packed into it.
 *
 * @throws whatever `readBackup` throws
 */
export async function insideBackup(path: string, keys: readonly string[]): Promise<InsideBackup> {
  const copy = await SqliteCopy.open()
  let problem: string | undefined
  try {
    const { manifest, files } = await readBackup(path, keys, async ({ name }, bytes) => {
      if (name === 'state.db' || name === 'state.db-wal') await copy.take(name, bytes)
      else problem = await snapshotProblem(bytes)
    })
    if (manifest.datastore === 'etcd') return { manifest, problem }
    const token = Buffer.from(files.get(serverTokenPath) ?? []).toString('utf8')
    return { manifest, problem: copy.problem(token.trim()) }
  } finally {
    await copy.close()
  }
}
