import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { filesystems } from '#src/model/facts/node.ts'
import { lines, pastedLines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { ofNoDisk } from '../../words/no-space.ts'
import { sentences } from './told.ts'

/** A program's own words for a full disk; the kernel says the same of its tables. */
const noSpace = lines(
  [
    'o space left on device',
    'ENOSPC',
    'isk quota exceeded',
    'disk is full',
    'isk full (',
    'insufficient disk space',
    '{error,enospc}',
  ],
  new RegExp(
    `^(?!.*(?:${ofNoDisk}|/var/lib/(?:rancher|kubelet|containerd)|/var/log|/run/|unpack image|pull image|journald))`,
  ),
)
/** Words that only the owner of a volume writes: databases, queues, the alert of its claim. */
const ofVolume = lines(
  [
    'pg_wal',
    'could not extend file',
    'could not write to file',
    'could not create file',
    'KubePersistentVolumeFillingUp',
    'KubePersistentVolumeInodesFillingUp',
    // The same alert without its name (kubernetes-mixin), those of Rook, and of awesome-prometheus.
    'PersistentVolume claimed by',
    'xpected to fill up within',
    'Volume is almost full',
    'PersistentVolumeUsage',
    'PVC expansion is required',
    'expand the PVC',
    'Error writing file',
    // Elasticsearch up to 7.1 says no more of the flood stage than this; Cassandra's compaction.
    'FORBIDDEN/12/index read-only',
    'Not enough space for compaction',
    'etry attempts for writing partial data failed',
    'flood stage disk watermark',
    'flood-stage watermark',
    'disk watermark [',
    // Loki pkg/ingester/instance.go; Kafka's UnifiedLog, with the reason in the next line.
    'Error writing to WAL, disk full',
    'while appending records to ',
    'MISCONF',
    'binlog',
    // MySQL and MariaDB (ER_RECORD_FILE_FULL), ClickHouse, Redis and Valkey (rdb.c, aof.c).
    'ERROR 1114',
    "' is full",
    'NOT_ENOUGH_SPACE',
    'not enough space',
    'to the AOF file',
    'saving DB ',
    'WAL disk space',
    'low-disk space condition',
    'disk space for WALs',
    'Insufficient disk space detected in a pod',
    'Not enough disk space',
    'minFreeDiskSpaceBytes',
    'minimum free dis',
    'minimum free dri',
    'Free disk space is insufficient',
    'disk resource limit alarm set',
    'disk path full',
    'drive path full',
    'usable_space [0b]',
    // The kubelet: what a pod writes outside of its claims has a limit of its own.
    'ephemeral local storage usage exceeds',
    'exceeded its local ephemeral storage limit',
    'Usage of EmptyDir volume ',
  ],
  /ephemeral local storage usage exceeds|exceeded its local ephemeral storage limit|Usage of EmptyDir volume "[^"]+" exceeds the limit|(?:Not enough|low) WAL disk space|less than -storage\.minFreeDiskSpaceBytes|minimum free (?:disk|drive) threshold|Free disk space is insufficient|disk resource limit alarm set|(?:disk|drive) path full|usable_space \[0b\]|low-disk space condition|no free disk space for WALs|Insufficient disk space detected in a pod|Not enough disk space|pg_wal|could not (?:extend|write to|create) file|KubePersistentVolume(?:Inodes)?FillingUp|PersistentVolume claimed by .*(?:is only [\d.]+% free|to fill up within|to run out of inodes|has [\d.]+% inodes free)|xpected to fill up within|Volume is almost full|PersistentVolumeUsage(?:NearFull|Critical)|PVC expansion is required|utilization has crossed \d+%|(?:low|high) disk watermark \[|Error writing to WAL, disk full|while appending records to \S+ in dir |Error writing file|etry attempts for writing partial data failed|flood[- ]stage|FORBIDDEN\/12\/index read-only|Not enough space for compaction|MISCONF.*(?:snapshot|disk)|binlog.*space|ERROR 1114|[Tt]he table '[^']+' is full|NOT_ENOUGH_SPACE|Cannot reserve [\d.]+ \w+, not enough space|(?:Error writing to the AOF file|saving DB (?:on|to the) disk\S*): No space left/,
)
/** A row of `df` of a volume's own device or mount, 95 percent and more. */
const fullRow = lines(
  [
    '/dev/longhorn/',
    '/dev/rbd',
    '/dev/drbd',
    'kubernetes.io~csi',
    'globalmount',
    '100%',
    '99%  ',
    '98%  ',
  ],
  /\/dev\/(?:longhorn\/|rbd\d|drbd\d).*\s(?:9[5-9]|100)%\s+\/|\/dev\/sd[a-z]+\s.*\s(?:9[5-9]|100)%\s+\/(?!$|var(?:\/|$)|boot|home)|(?:9[5-9]|100)%.*(?:kubernetes\.io~csi|globalmount)/,
)

/** A log of transactions that grows because nobody fetches it. */
const walGrows = lines(
  ['pg_wal', 'binlog', '/wal', 'wal_status'],
  /^\s*\d+(?:\.\d+)?[GT]i?B?\s+\S*(?:pg_wal|binlog|\/wal)\S*\s*$|wal_status.*(?:extended|unreserved|lost)/,
)

/** The kubelet's own measures of a claim, as Prometheus shows or divides them. */
const measuredFull = pastedLines(
  'kubelet_volume_stats_',
  /kubelet_volume_stats_used_bytes\b.*(?:[=:}>]|\s)\W*(?:1(?:\.0+)?|0?\.9[5-9]\d*|(?:9[5-9](?:\.\d+)?|100(?:\.0+)?)\s?%)\W*$|kubelet_volume_stats_(?:available_bytes|inodes_free)\{.*\}\s+0\s*$/,
)

/** How people note it: the claim, and how full it is. */
const noted = pastedLines(
  [' PVC', 'PVC ', ' pvc', 'pvc ', 'claim '],
  /\b(?:PVCs?|pvcs?|claims?)\b[^|%]{0,40}\b(?:9[5-9]|100)(?:\.\d+)? ?%(?! (?:free|available|complete))|\b(?:9[5-9]|100)(?:\.\d+)? ?% (?:full|used)\b[^|%]{0,20}\b(?:PVC|pvc|claim)\b/,
)

const fullPercent = 95
/** Block devices that only volumes of a cluster have: Longhorn's, Ceph's, DRBD's. */
const volumeSource = /^\/dev\/(?:longhorn\/|rbd\d|drbd\d)/
const volumeMount = /kubernetes\.io[~/]csi|\/globalmount|volumes\/kubernetes\.io~/

export default definePattern({
  id: 'volume-full',
  title: "A workload's own volume is full",
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: { filesystems, noSpace, ofVolume, fullRow, walGrows, measuredFull, noted },
  told: sentences,
  explains: { anywhere: ['pods-not-well', 'app-fault', 'probe-too-strict'] },
  rivals: [
    {
      cause: 'node-disk-full',
      tell: '`df -h /` on the node is full as well, or the node reports DiskPressure: many pods suffer.',
    },
    {
      cause: 'kernel-limit-exhausted',
      tell: '`no space left on device` beside inotify or cgroups: a table is full, no disk.',
    },
    {
      cause: 'longhorn-disk-unschedulable',
      tell: "The volume has room inside; it is Longhorn's disk below that is full.",
    },
  ],
  remedy: 'grow-volume',
  docs: {
    meaning: 'The file system inside one claim has no room or no inodes left. The node has room.',
    impact: 'That one workload cannot write; databases stop to protect their data.',
    diagnosis:
      '`kubectl -n NAMESPACE exec POD -- df -h`, and `du -xhd1 MOUNT | sort -h` there: one folder grows (write-ahead logs that nobody fetches, old backups, metrics without a limit).',
    mitigation:
      'Grow the claim: `kubectl -n NAMESPACE patch pvc CLAIM -p \'{"spec":{"resources":{"requests":{"storage":"SIZE"}}}}\'` (Longhorn grows it while it is attached). Then limit what grew. Never delete write-ahead logs by hand. A pod that was evicted over its `ephemeral-storage` limit or its emptyDir: raise that limit, or give it a claim to write to.',
    references: [
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/volumes/expansion/',
      'https://www.postgresql.org/docs/current/disk-full.html',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/eviction/eviction_manager.go',
      'https://cloudnative-pg.io/documentation/current/instance_manager/#disk-full-failure',
      'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepersistentvolumefillingup/',
      'https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/alerts/storage_alerts.libsonnet',
      'https://github.com/ceph/ceph-mixins/blob/master/alerts/utilization.libsonnet',
      'https://github.com/grafana/loki/blob/main/pkg/ingester/instance.go',
    ],
  },

  match({ filesystems, noSpace, ofVolume, fullRow, walGrows, measuredFull, noted }) {
    const full = [...filesystems.filter(isFullVolume), ...fullInPod(filesystems)].map((one) =>
      because(one, words(one)),
    )
    // A machine whose own disk is full fills everything on it.
    const nodeFull = filesystems.some(
      ({ target, usedPercent }) => target === '/' && usedPercent >= fullPercent,
    )
    if (full.length > 0) return match('confirmed', [...full, ...noSpace])
    if (nodeFull) return noMatch
    const measured = [...measuredFull, ...noted]
    if (measured.length > 0) return match('suspected', [...measured, ...noSpace, ...ofVolume])
    if (fullRow.length > 0) return match('confirmed', [...fullRow, ...noSpace, ...ofVolume])
    const inImage = filesystems.filter(isFullInImage).map((one) => because(one, words(one)))
    if (inImage.length > 0) return match('suspected', [...inImage, ...noSpace, ...ofVolume])
    return fromWords(noSpace, [...ofVolume, ...walGrows])
  },
})

function fromWords(
  noSpace: readonly (Reason & { readonly origin: string; readonly text: string })[],
  ofVolume: readonly (Reason & { readonly text: string })[],
): PatternOutcome {
  const sure = ofVolume.filter(({ text }) => ownersWord.test(text))
  if (sure.length > 0) return match('suspected', [...sure, ...noSpace])
  if (noSpace.length === 0) return withoutSpaceWords(ofVolume)
  // A path that no node has of its own is a mounted claim's.
  const inPod = noSpace.some(
    ({ origin, text }) => origin === 'pods' || ownPath.test(text) || ofProgram.test(text),
  )
  if (ofVolume.length > 0 || inPod) return match('suspected', [...noSpace, ...ofVolume])
  return unknown('something found no space: in its own volume, or on the node?', {
    next: 'df -h; kubectl -n NAMESPACE exec POD -- df -h',
  })
}

function withoutSpaceWords(
  ofVolume: readonly (Reason & { readonly text: string })[],
): PatternOutcome {
  if (ofVolume.some(({ text }) => text.includes('MISCONF'))) return refused
  const isLarge = ofVolume.some(({ text }) => /^\s*\d+(?:\.\d+)?[GT]/.test(text))
  return isLarge ? match('suspected', ofVolume) : noMatch
}

/** Redis says to its clients that a snapshot failed; why stands in its own log only. */
const refused = unknown(
  'Redis refuses writes since it cannot save: its volume is full, memory for the fork is missing, or it may not write there',
  {
    next: 'kubectl -n NAMESPACE logs POD --tail=200 | grep -iE "space|fork|denied|saving"; kubectl -n NAMESPACE exec POD -- df -h',
  },
)

/**
 * Said by who measured the very volume: alerts, Elasticsearch, CloudNativePG, MinIO, RabbitMQ; and
 * InnoDB, whose write came out short (storage/innobase/os/os0file.cc).
 */
const ownersWord =
  /FillingUp|PersistentVolume claimed by|fill up within|almost full|PersistentVolumeUsage|PVC expansion|utilization has crossed|disk watermark|FORBIDDEN\/12|space for compaction|WAL, disk full|flood[- ]stage|minFreeDiskSpaceBytes|minimum free|disk space is insufficient|disk resource limit|path full|usable_space|WAL disk space|low-disk space|disk space for WALs|Insufficient disk space detected|Not enough disk space|local (?:ephemeral )?storage|Usage of EmptyDir volume|writing partial data failed|ERROR 1114|' is full|NOT_ENOUGH_SPACE|Cannot reserve|AOF file|saving DB/

/** Where the images of databases and their like keep what they write: a claim's mount. */
const dataFolder = String.raw`\/var\/lib\/(?:clickhouse|elasticsearch|gitea|grafana|influxdb2?|kafka|loki|mariadb|minio|mongo(?:db)?|mysql|neo4j|opensearch|postgresql|prometheus|rabbitmq|redis|registry|victoria-?metrics)\/|\/var\/(?:loki|jenkins_home|opt\/gitlab|www\/html)\/|\/usr\/share\/(?:elastic|open)search\/data\/|\/usr\/src\/app\/`
/** A folder that no node has of its own. */
const ownFolder = String.raw`(?:\/(?!tmp|proc|sys|dev|var\/|etc|root|usr|run|home|opt|boot)[\w.-]+\/|${dataFolder})`
/** The path stands behind what was tried, or, in Python, .NET, Node.js and Ruby, behind the words. */
const ownPath = new RegExp(
  String.raw`(?:(?:writ(?:e|ing)|open(?:ing)?|mkdir|creat(?:e|ing)|touch|copy(?:ing)?|sync|file)\b.*\s["'\x60]?|FileSystemException: |isk full \(|space left on device(?: @ \w+ -)?[:,]?\s(?:: |\w+ )?['"]?)${ownFolder}`,
)
/**
 * Programs of clusters in their own words, without a path: Prometheus tsdb/fileutil, PostgreSQL
 * miscinit.c, WiredTiger, Cassandra, Kafka, Lucene, Grafana, and SQLite's library for Python.
 */
const ofProgram =
  /preallocate: no space|postmaster\.pid|WiredTiger|FSWriteError|org\.apache\.(?:kafka|cassandra|lucene)|logger=sqlstore|sqlite3\.OperationalError/

/** Folders that images of such programs have, and where nodes rarely mount anything. */
const ofImage = new RegExp(
  String.raw`^(?:\/(?:prometheus|alertmanager|bitnami|loki|qdrant)\/|${dataFolder})`,
)

type Filesystem = z.infer<typeof filesystems.schema> & Origin

function isFullVolume({ target, source, usedPercent, inodesUsedPercent = 0 }: Filesystem): boolean {
  const isVolume = volumeMount.test(target) || volumeSource.test(source)
  return isVolume && Math.max(usedPercent, inodesUsedPercent) >= fullPercent
}

function isFullInImage({ target, usedPercent }: Filesystem): boolean {
  return usedPercent >= fullPercent && ofImage.test(`${target}/`)
}

/**
 * `df` inside a pod: its root is an overlay of the node's disk, and its claims are other devices.
 * Files of the node stand in it as mounts, and runc's tmpfs for shared memory is called shm.
 */
function fullInPod(all: readonly Filesystem[]): Filesystem[] {
  const root = all.find(({ target }) => target === '/')
  // runc mounts a tmpfs of its own at /dev; a machine has a devtmpfs there.
  const isPod = all.some(
    ({ target, source }) =>
      target.includes('/secrets/kubernetes.io/serviceaccount') ||
      ['/etc/hosts', '/dev/termination-log'].includes(target) ||
      (target === '/dev/shm' && source === 'shm') ||
      (target === '/dev' && source === 'tmpfs'),
  )
  if (!isPod || root?.source !== 'overlay' || root.usedPercent >= fullPercent) return []
  return all.filter(
    ({ source, usedPercent }) => source.startsWith('/dev/') && usedPercent >= fullPercent,
  )
}

function words({ source, target, usedPercent, inodesUsedPercent }: Filesystem): string {
  return usedPercent >= fullPercent
    ? `${source} at ${target} is ${usedPercent} % full`
    : `${source} at ${target} has used ${inodesUsedPercent} % of its inodes`
}
