import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { collectBackups } from '#src/collect/files/backups.ts'
import type { BackupCheck, Backups } from '#src/model/backups.ts'
import { clusterError, usageError } from '#src/model/error.ts'
import type { BackupFact } from '#src/model/facts/backups.ts'
import { clusterName, wishOf } from '#src/plans/backup.ts'
import { readIdentities } from '#src/transport/backup/identity.ts'
import { markOpened } from '#src/transport/backup/label.ts'
import { loadConfiguration } from './configuration.ts'
import { insideBackup } from './inside-backup.ts'
import type { LookOptions } from './look-options.ts'

type Place = Pick<LookOptions, 'config' | 'env' | 'cwd'>

/**
 * The backups in the folder, the newest last, and whether each reads back as it was written. Asks
 * no cluster.
 *
 * @throws usage error `backup-not-configured`; cluster error `backup-folder`
 */
export async function listBackups(options: Place): Promise<Backups> {
  const { cluster, folder } = await folderOf(options)
  const found = await collectBackups(folder, new Date().toISOString())
  if (found.outcome !== 'answered')
    throw clusterError('backup-folder', found.reason ?? folder, { next: 'May you read it?' })
  const backups = (found.records ?? []) as BackupFact[]
  return { schema: 'bramble/backups/1', cluster, folder, backups }
}

/**
 * Opens a backup with its key and asks each part for its own sums: whether it would restore.
 *
 * @throws usage errors `backup-unknown`, `backup-identity`, `backup-identity-file`
 */
export async function checkBackup(
  name: string,
  identity: string,
  options: Place,
): Promise<BackupCheck> {
  const { folder } = await folderOf(options)
  const { backups } = await listBackups(options)
  const found = backups.find((one) => one.name === basename(name))
  if (!found)
    throw usageError('backup-unknown', `${folder} holds no backup ${name.slice(0, 100)}.`, {
      next: '`bramble backup list`',
    })
  const keys = await readIdentities(identity)
  const { manifest, problem } = await insideBackup(join(folder, found.name), keys)
  const told = found.damage ?? problem
  if (told === undefined) await markOpened(found.path, new Date())
  return {
    schema: 'bramble/backup-check/1',
    name: found.name,
    ...(told !== undefined && { problem: told }),
    manifest,
  }
}

async function folderOf({ config, env, cwd }: Place) {
  const home = env['HOME'] ?? homedir()
  const configuration = await loadConfiguration({ path: config, env, cwd, home })
  return { folder: wishOf({ configuration }).folder, cluster: clusterName({ configuration }) }
}
