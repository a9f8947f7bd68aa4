import * as z from 'zod'
import { BackupManifest } from './backup.ts'
import { BackupFile } from './facts/backups.ts'

/** The contract of `backup list --json`. */
export const Backups = z.object({
  schema: z.literal('bramble/backups/1'),
  cluster: z.string(),
  folder: z.string(),
  backups: z.array(BackupFile),
})

export type Backups = Readonly<z.infer<typeof Backups>>

/** The contract of `backup check --json`: what is inside, once it was opened. */
export const BackupCheck = z.object({
  schema: z.literal('bramble/backup-check/1'),
  name: z.string(),
  /** Why it would not restore; absent where all was read and fits. */
  problem: z.string().optional(),
  manifest: BackupManifest,
})
export type BackupCheck = Readonly<z.infer<typeof BackupCheck>>
