import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import {
  type BackupLabel,
  type BackupManifest,
  backupName,
  serverTokenPath,
} from '#src/model/backup.ts'
import { BrambleError, clusterError } from '#src/model/error.ts'
import { backups } from '#src/model/facts/backups.ts'
import { fail, pass } from '#src/model/verdict.ts'
import { newestBackupIsWhole } from '#src/rules/checks/newest-backup-is-whole.ts'
import { encrypterFor, writeBackup } from '#src/transport/backup/backup-file.ts'
import { writeLabel } from '#src/transport/backup/label.ts'
import { readClusterUid } from '#src/transport/kubernetes/cluster-uid.ts'
import { orAbsent } from '#src/transport/kubernetes/or-absent.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { defineStep, type StepContext } from '../define-step.ts'
import {
  cleanProgram,
  etcdProgram,
  sqliteProgram,
  type Told,
  toldBy,
  workFolder,
} from './node-programs.ts'

const saveMilliseconds = 10 * 60_000

const input = z.object({
  /** The server that it is taken from. */
  node: z.string().min(1),
  cluster: z.string().min(1),
  datastore: z.enum(['etcd', 'sqlite']),
  folder: z.string().min(1),
  recipients: z.array(z.string()).min(1),
  /** Whole backups that are there already. */
  had: z.array(z.string()),
})
type Input = z.infer<typeof input>

/** Copies the datastore off the cluster, encrypted, with what a rebuilt server needs besides it. */
export const saveBackup = defineStep({
  id: 'save-backup',
  title: ({ node, datastore }) =>
    `Back up the ${datastore === 'etcd' ? 'etcd' : 'SQLite'} datastore of ${node}`,
  input,
  reads: { backups },
  risk: 'safe',
  about: ({ node, cluster }) => ({ node, wish: { cluster: [cluster] } }),
  requires: [],
  verify: [newestBackupIsWhole],
  compares: {
    title: 'a new backup to be in the folder',
    ask({ had }, _, { backups }) {
      const fresh = backups.find(({ name, damage }) => !had.includes(name) && damage === undefined)
      return fresh ? pass() : fail('no new backup is there that is whole')
    },
  },

  preview: ({ node, datastore, folder, recipients }) => [
    datastore === 'etcd'
      ? `k3s etcd-snapshot save on ${node}, and its own sum is checked there`
      : `state.db and its write-ahead log are copied on ${node} while K3s runs on`,
    `with the server token, its credentials and configuration: to ${folder} on this machine`,
    `encrypted by age to ${recipients.length === 1 ? 'one key' : `${recipients.length} keys`}; read back; what is left of it on ${node} is deleted`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  async apply(wish, context) {
    const shell = context.node(wish.node)
    const program = wish.datastore === 'etcd' ? etcdProgram : sqliteProgram
    try {
      const told = toldBy(await shell.run(program, [], { timeoutMilliseconds: saveMilliseconds }))
      const manifest = manifestOf(wish, told, await toldByApi(context))
      await keep(wish, manifest, told, context)
    } finally {
      // A node that is gone by now keeps it; the next backup begins by deleting it.
      await shell.run(cleanProgram).catch(() => '')
    }
  },

  // What it made is a copy: nothing of the cluster is other than before.
  async undo() {},
})

/** @throws usage error `backup-recipient` for a key that is none */
export function checkRecipients(recipients: readonly string[]): void {
  encrypterFor(recipients)
}

function manifestOf(
  { node, cluster, datastore }: Input,
  { version, authority, parts, files }: Told,
  byApi: Pick<BackupManifest, 'clusterUid' | 'longhornVolumes'>,
): BackupManifest {
  if (version === undefined || authority === undefined || parts.length === 0)
    throw clusterError('backup-untold', `${node} did not say what K3s runs there.`, {
      next: '`k3s --version` there, and `bramble check`.',
    })
  if ((files.get(serverTokenPath)?.length ?? 0) === 0)
    throw clusterError('backup-no-token', `${node} has no server token in ${serverTokenPath}.`, {
      next: 'Without it nothing can be restored: is this node a server?',
    })
  return {
    schema: 'bramble/backup/1',
    cluster,
    takenAt: new Date().toISOString(),
    datastore,
    node,
    k3sVersion: version,
    authority,
    ...byApi,
    parts: [...parts],
    files: [...files.keys()],
  }
}

/** The backup takes its place only whole, and after what says what it is. */
async function keep(
  { node, folder, recipients }: Input,
  manifest: BackupManifest,
  { files }: Told,
  context: StepContext,
): Promise<void> {
  const path = join(folder, backupName(manifest.cluster, manifest.takenAt))
  const fresh = `${path}.part`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const shell = context.node(node)
    const written = await writeBackup(fresh, recipients, {
      manifest,
      files,
      bytesOf: (part) => shell.readFile(`${workFolder}/${part}`),
    })
    const label: BackupLabel = { manifest, ...written, recipients: [...recipients] }
    await writeLabel(path, label)
    await rename(fresh, path)
    await syncFolder(dirname(path))
    context.say(`${path}: ${Math.ceil(written.sizeBytes / 1000)} kB`)
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => {})
    if (cause instanceof BrambleError) throw cause
    const code = (cause as NodeJS.ErrnoException).code
    throw clusterError('backup-unwritable', `${folder} took no backup: ${code ?? String(cause)}.`, {
      next: 'Is there room, and may you write there? `backup.folder` in bramble.yaml names it.',
      cause,
    })
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync().catch(() => {
    // Not every file system syncs folders.
  })
}

/** What only the API can say; a server that runs without it is backed up all the same. */
async function toldByApi({
  kube,
  signal,
}: StepContext): Promise<Pick<BackupManifest, 'clusterUid' | 'longhornVolumes'>> {
  try {
    const uid = await readClusterUid(kube, { signal })
    const longhornVolumes = await countVolumes(kube, signal)
    return { ...(uid !== undefined && { clusterUid: uid }), longhornVolumes }
  } catch (error) {
    if (error instanceof BrambleError && error.code !== 'interrupted') return {}
    throw error
  }
}

async function countVolumes(kube: StepContext['kube'], signal: AbortSignal): Promise<number> {
  const asked = kube.list(resources.longhornVolumes, { project: () => true, signal })
  const volumes = await orAbsent(asked, undefined)
  return volumes?.items.length ?? 0
}
