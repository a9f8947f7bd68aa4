import * as z from 'zod'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What a backup holds. It stands in the backup itself and, for everybody to read, beside it. */
export const BackupManifest = z.object({
  schema: z.literal('bramble/backup/1'),
  cluster: z.string(),
  takenAt: z.iso.datetime(),
  /** `etcd`: a snapshot. `sqlite`: the database with its write-ahead log. */
  datastore: z.enum(['etcd', 'sqlite']),
  /** The server that it was taken from. */
  node: z.string(),
  /** `v1.36.3+k3s1` */
  k3sVersion: z.string(),
  /** SHA-256 of the authority that the cluster's certificates come from. */
  authority: Sha256,
  /** Of the namespace kube-system: what tells one cluster from another. Absent where nobody told. */
  clusterUid: z.string().optional(),
  /** Longhorn volumes that the datastore knows; absent where nobody told. */
  longhornVolumes: z.number().int().nonnegative().optional(),
  /** Parts of the datastore, as they are named in the backup. */
  parts: z
    .array(
      z.object({ name: z.string(), sizeBytes: z.number().int().nonnegative(), sha256: Sha256 }),
    )
    .min(1),
  /** Paths of further files, the server token among them. */
  files: z.array(z.string()),
})
export type BackupManifest = Readonly<z.infer<typeof BackupManifest>>

/** The file beside a backup: what was written, so that reading it back can be compared. */
export const BackupLabel = z.object({
  manifest: BackupManifest,
  sizeBytes: z.number().int().nonnegative(),
  /** Of the encrypted file. */
  sha256: Sha256,
  recipients: z.array(z.string()).min(1),
  /** When it was last opened with its key, and was sound. */
  openedAt: z.iso.datetime().optional(),
})
export type BackupLabel = Readonly<z.infer<typeof BackupLabel>>

/** Where the server token lies, on a node and in a backup. */
export const serverTokenPath = '/var/lib/rancher/k3s/server/token'

/** `home-20261126T193100Z.age`: sorts by time. */
export function backupName(cluster: string, takenAt: string): string {
  return `${cluster}-${takenAt.replace(/\.\d+/, '').replace(/[-:]/g, '')}.age`
}

/** Whether that is the name of a backup of this cluster: `home` is not `home-two`. */
export function isBackupOf(cluster: string, name: string): boolean {
  return (
    name.startsWith(`${cluster}-`) && /^\d{8}T\d{6}Z\.age$/.test(name.slice(cluster.length + 1))
  )
}

export function labelPath(backup: string): string {
  return backup.replace(/\.age$/, '.json')
}

/** `36` of `v1.36.3+k3s1`; undefined where it is none. */
export function minorOf(version: string): number | undefined {
  const minor = /^v1\.(\d+)\./.exec(version)?.[1]
  return minor === undefined ? undefined : Number(minor)
}
