import * as z from 'zod'
import { BackupManifest } from '../backup.ts'
import { defineFact } from './define.ts'

/** A backup in the folder that bramble.yaml names, on Bramble's own machine. */
export const BackupFile = z.object({
  name: z.string(),
  path: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  sha256: z.string(),
  /** Absent where nothing beside it says what it is. */
  manifest: BackupManifest.optional(),
  /** When it was last opened with its key, and was sound. */
  openedAt: z.string().optional(),
  /** Why it is not what was written; absent where it reads back as it was. */
  damage: z.string().optional(),
})
export type BackupFact = z.infer<typeof BackupFile>

export const backups = defineFact('backups', BackupFile)

/** What came of opening a backup with a key, and reading it to its end. */
const OpenedBackupFile = z.object({
  name: z.string(),
  /** The file of the key. */
  identity: z.string(),
  /** What the backup itself says it is; absent where it did not open. */
  manifest: BackupManifest.optional(),
  /** Why it would not restore: another key, or bytes that do not fit. */
  problem: z.string().optional(),
})
export type OpenedBackup = z.infer<typeof OpenedBackupFile>

export const openedBackups = defineFact('opened-backups', OpenedBackupFile)
