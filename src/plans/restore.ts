import { isBackupOf } from '#src/model/backup.ts'
import { usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { type BackupFact, backups } from '#src/model/facts/backups.ts'
import { datastore, nodePreparation } from '#src/model/facts/node.ts'
import type { Goal, Left } from '#src/model/plan.ts'
import { hasApi } from '#src/rules/working-api.ts'
import { endCluster } from '#src/steps/restore/end-cluster.ts'
import type { Member } from '#src/steps/restore/member.ts'
import { rejoinRestored } from '#src/steps/restore/rejoin-restored.ts'
import { restoreDatastore } from '#src/steps/restore/restore-datastore.ts'
import { clusterName, wishOf } from './backup.ts'
import type { Around, Draft, DraftStep, Planner } from './draft.ts'
import { seen } from './seen.ts'
import { serviceOf } from './service-facts.ts'

const since: Left = {
  kind: 'not-asked',
  what: 'what was changed since the backup',
  reason:
    'the cluster knows again what it knew then: newer objects are gone, deleted ones are back',
  instead: ['bramble check        once the nodes are Ready'],
}

/**
 * All of K3s ends on every node of bramble.yaml; the first server gets the backup for its
 * datastore; the others join it.
 *
 * @throws usage errors `restore-…`, `backup-not-configured`, and those of `serviceOf`
 */
export const planRestore: Planner = (goal, index, _accepted, around): Draft => {
  const { folder } = wishOf(around)
  const identity = identityOf(goal)
  const found = backupNamed(goal.target, folder, index)
  const { manifest } = found
  const members = membersOf(manifest.authority, index, around)
  const [server, ...others] = members
  if (server?.role !== 'server')
    throw usageError('restore-no-server', 'bramble.yaml names no server to restore on.')
  const name = clusterName(around)
  if (!isBackupOf(name, found.name))
    throw usageError(
      'restore-other',
      `${found.name} is a backup of ${manifest.cluster}, not of ${name}.`,
      {
        next: 'Restore it with the bramble.yaml of that cluster.',
      },
    )
  refuseOtherKind(manifest.datastore, members, { index, around })
  const common = { members, backup: found.name, identity }
  const steps: DraftStep[] = [
    {
      step: endCluster,
      input: { ...common, hasApi: hasApi(index) },
      reason: 'no node of the old cluster may work beside the restored one',
    },
    {
      step: restoreDatastore,
      input: {
        ...common,
        path: found.path,
        authority: manifest.authority,
        datastore: manifest.datastore,
      },
      reason: `it was taken at ${manifest.takenAt} on ${manifest.node}`,
    },
    {
      step: rejoinRestored,
      input: { server, members: others },
      reason: 'they have certificates, and servers a datastore, of before',
    },
  ]
  return {
    steps: others.length > 0 ? steps : steps.slice(0, 2),
    restsOn: [
      { fact: `backup/${found.name}`, is: found.sha256.slice(0, 12) },
      ...members.map(({ node, unit, isForeign }) => ({
        fact: `node/${node} cluster`,
        is: `${unit} of ${isForeign ? 'another cluster' : 'the backup’s'}`,
      })),
    ],
    leaves: [since],
  }
}

const titles = { sqlite: 'SQLite', etcd: 'etcd', external: 'a database of its own' }

/**
 * A datastore of the other kind would not be the one that K3s is told to have. One that is lost is
 * no other kind: restoring it is what a backup is for.
 */
function refuseOtherKind(
  kind: 'etcd' | 'sqlite',
  members: readonly Member[],
  { index, around }: { readonly index: EvidenceIndex; readonly around: Around },
): void {
  const servers = members.filter(({ role }) => role === 'server')
  if (kind === 'sqlite' && servers.length > 1)
    throw usageError(
      'restore-servers',
      `SQLite has one server, and bramble.yaml names ${servers.length}.`,
      { next: 'Name the first one alone: https://docs.k3s.io/datastore' },
    )
  const told = factsOf(index, datastore).find(({ node }) => node === servers[0]?.node)?.kind
  // What bramble.yaml says counts where the server has none, and will be made one.
  const [other, who] =
    told === undefined || told === 'none'
      ? [around.configuration?.k3s.datastore, 'bramble.yaml says']
      : [told, `${servers[0]?.node} has`]
  if (other === undefined || other === kind) return
  throw usageError(
    'restore-datastore',
    `The backup is of ${titles[kind]}, and ${who} ${titles[other]}.`,
    {
      next: `Restore it on a server with ${titles[kind]}: k3s: { datastore: ${kind} } and \`bramble up\` on bare boards.`,
    },
  )
}

function identityOf({ options }: Goal): string {
  const { identity } = options
  if (typeof identity === 'string' && identity !== '') return identity
  throw usageError('restore-identity', 'A backup opens only with its key.', {
    next: 'bramble restore NAME --identity FILE',
  })
}

function backupNamed(target: string, folder: string, index: EvidenceIndex) {
  const there = seen(index, backups)
  const found = there.find(({ name }) => name === (target.split('/').at(-1) ?? ''))
  if (found?.manifest) return { ...found, manifest: found.manifest } satisfies BackupFact
  const newest = there.at(-1)?.name
  throw usageError(
    'restore-unknown',
    `${folder} holds no backup ${target.slice(0, 100)} that says what it is.`,
    {
      next: newest === undefined ? '`bramble backup list`' : `The newest one is ${newest}.`,
    },
  )
}

function membersOf(authority: string, index: EvidenceIndex, around: Around): readonly Member[] {
  const told = seen(index, nodePreparation)
  const all = Object.entries(around.configuration?.nodes ?? {}).map(
    ([node, { address, role }]): Member => ({
      node,
      address,
      role,
      unit: serviceOf(node, index, around).on.unit,
      isForeign: told.find((one) => one.node === node)?.clusterAuthority !== authority,
    }),
  )
  const rank = ({ role }: Member) => (role === 'server' ? 0 : 1)
  return all.toSorted((one, other) => rank(one) - rank(other))
}
