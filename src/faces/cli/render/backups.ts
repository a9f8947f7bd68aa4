import type { BackupCheck, Backups } from '#src/model/backups.ts'
import { table } from './layout.ts'
import type { View } from './view.ts'

/** A line for each backup, the newest first. */
export function renderBackups({ backups, folder }: Backups, { paint, columns }: View): string {
  if (backups.length === 0) return `${folder} holds no backup yet.\nnext: bramble backup\n`
  const rows = backups
    .toReversed()
    .map(({ name, sizeBytes, damage, manifest }) => [
      name,
      `${Math.ceil(sizeBytes / 1000)} kB`,
      damage ?? 'whole',
      paint.faint(
        manifest ? `${manifest.datastore} of ${manifest.node}, ${manifest.k3sVersion}` : '',
      ),
    ])
  return `${table(rows, { columns }).join('\n')}\n`
}

export function renderBackupCheck({ name, problem, manifest }: BackupCheck): string {
  if (problem !== undefined) return `${name}: ${problem}\nnext: bramble backup\n`
  const { takenAt, cluster, k3sVersion, files } = manifest
  return `${name}: whole, and opened by this key\n  ${cluster}, ${takenAt}, ${k3sVersion}, with ${files.length} files of the server\nnext: keep the key away from this machine\n`
}
