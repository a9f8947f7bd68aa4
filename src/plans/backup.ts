import { isBackupOf } from '#src/model/backup.ts'
import { clusterError, usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { type BackupFact, backups } from '#src/model/facts/backups.ts'
import { datastore, nodePreparation, units } from '#src/model/facts/node.ts'
import type { Left } from '#src/model/plan.ts'
import { k3sUnitOf } from '#src/rules/k3s-unit.ts'
import { pruneBackups } from '#src/steps/backup/prune-backups.ts'
import { checkRecipients, saveBackup } from '#src/steps/backup/save-backup.ts'
import type { Around, Draft, DraftStep, Planner } from './draft.ts'
import { seen } from './seen.ts'

/** A backup of the datastore restores which volumes there are, and nothing that is in them. */
const volumes: Left = {
  kind: 'not-asked',
  what: 'what is in volumes',
  reason: 'pods wrote it to their volumes, not to the datastore',
  instead: ['Longhorn backs volumes up to a target of your own: https://longhorn.io/docs/'],
}

/**
 * A copy of the datastore of the first server that runs, off the cluster; then old ones go, as many
 * as `keep` does not want.
 *
 * @throws usage errors `backup-not-configured`, `backup-recipient`, `backup-external`; cluster error
 *   `backup-no-server` or `plan-not-seen`
 */
export const planBackup: Planner = (_, index, _accepted, around): Draft => {
  const { folder, recipients, keep } = wishOf(around)
  checkRecipients(recipients)
  const cluster = clusterName(around)
  const there = backupsOf(cluster, index)
  const server = serverOf(index, around)
  const save: DraftStep = {
    step: saveBackup,
    input: {
      ...server,
      cluster,
      folder,
      recipients,
      had: there.filter(isWhole).map(({ name }) => name),
    },
    reason: lastOf(there),
  }
  const old = there
    .filter(isWhole)
    .slice(0, Math.max(0, there.filter(isWhole).length + 1 - keep))
    .map(({ name }) => name)
  const prune: DraftStep = {
    step: pruneBackups,
    input: { folder, names: old },
    reason: `backup.keep is ${keep}`,
  }
  return {
    steps: [save, ...(old.length > 0 ? [prune] : [])],
    leaves: [volumes],
    restsOn: [
      { fact: `datastore of ${server.node}`, is: server.datastore },
      { fact: 'backups', is: there.map(({ name }) => name).join(' ') || 'none' },
    ],
  }
}

/** @throws usage error `backup-not-configured` */
export function wishOf({ configuration }: Pick<Around, 'configuration'>) {
  if (configuration?.backup) return configuration.backup
  throw usageError('backup-not-configured', 'bramble.yaml does not say where backups go.', {
    next: 'backup: { recipients: [age1…], folder: backups }; `age-keygen` makes a key.',
  })
}

/** As the journal's folder and every plan name it. */
export function clusterName({ configuration }: Pick<Around, 'configuration'>): string {
  return configuration?.cluster ?? 'cluster'
}

function backupsOf(cluster: string, index: EvidenceIndex): readonly BackupFact[] {
  return seen(index, backups).filter(({ name }) => isBackupOf(cluster, name))
}

function isWhole({ damage }: BackupFact): boolean {
  return damage === undefined
}

function lastOf(there: readonly BackupFact[]): string {
  const last = there.findLast(isWhole)
  return last ? `the newest whole backup is ${last.name}` : 'there is no whole backup yet'
}

function serverOf(index: EvidenceIndex, { configuration }: Around) {
  seen(index, nodePreparation)
  const all = seen(index, units)
  const stores = seen(index, datastore)
  const servers = Object.entries(configuration?.nodes ?? {}).flatMap(([node, { role }]) =>
    role === 'server' ? [node] : [],
  )
  for (const node of servers) {
    const unit = k3sUnitOf(all.filter((one) => one.node === node))
    const kind = stores.find((one) => one.node === node)?.kind
    if (kind === 'external')
      throw usageError('backup-external', `The datastore of ${node} is a database of its own.`, {
        next: 'Back it up with that database’s own tools: https://docs.k3s.io/datastore/backup-restore',
      })
    if (unit?.activeState !== 'active') continue
    if (kind === 'etcd' || kind === 'sqlite') return { node, datastore: kind }
  }
  throw clusterError(
    'backup-no-server',
    'No server of bramble.yaml runs K3s and says what it has.',
    {
      next: '`bramble service status NODE` shows what a node does.',
    },
  )
}
