import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { datastore } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'

/** etcd refuses writes: its backend has reached the quota, and an alarm stays until it is disarmed. */
const full = lines(
  [
    'database space exceeded',
    'mvcc: database space',
    'alarm:NOSPACE',
    'ALARM NOSPACE',
    'etcdDatabaseQuotaLowSpace',
    'NOSPACE',
    // A member that met its quota refuses the request by itself, before any alarm is told.
    'etcdserver: no space',
  ],
  /database space|NOSPACE|QuotaLowSpace|etcdserver: no space(?! left)/,
)
/** Words that only etcd and its store use about themselves. */
const etcdBroken = lines([
  'walpb: crc mismatch',
  'snap: crc mismatch',
  'wal: crc mismatch',
  'failed to get all reachable pages',
  'failed to recover v3 backend from snapshot',
  'failed to recover store from backend',
  'failed to find database snapshot file',
  // 3.3 and older, and the error's own text in all versions.
  'recovering backend from snapshot error',
  'database snapshot file path error',
  "snap: snapshot file doesn't exist",
  'of the backend is missing',
  'Was the raft log corrupted, truncated, or lost',
  'failed to read WAL, cannot be repaired',
  'failed to open WAL',
  'found data inconsistency with peers',
  'etcdserver: corrupt cluster',
  'alarm:CORRUPT',
  'ALARM CORRUPT',
  'larm on etcd server: CORRUPT',
  'etected compaction hash mismatch',
  'ound different hash values from remote peer',
  'checkInitialHashKV failed',
  'wal: snapshot mismatch',
  'wal: snapshot not found',
  'wal: conflicting metadata found',
  'read wal error (',
  'failed to repair WAL',
  'recovered store from snapshot error',
  'snap: corrupted snapshot file',
  'put with unexpected smaller revision',
  'range cannot find rev (',
  'wal: slice bounds out of range',
  'wal: max entry size limit exceeded',
])
/**
 * K3s pkg/cluster/storage.go: the folder of a datastore is there, and what a server writes at its
 * very first start is not in it. That start was cut off, or what was written is lost.
 */
const unborn = lines('no bootstrap data found in datastore')
/** dqlite, the datastore of K3s before 1.19 and of MicroK8s: src/raft/uv_segment.c, uv_load.c. */
const dqliteBroken = lines(
  [
    'load closed segment',
    'load open segment',
    'raft_start(): io',
    'closed segment past last snapshot',
  ],
  /(?:load (?:closed|open) segment \S+: |raft_start\(\): io: |closed segment past last snapshot)(?!.*(?:no space|permission denied))/,
)
/** SQLite's words, which any program with a database of its own may say. */
const sqliteBroken = lines([
  'database disk image is',
  'file is not a database',
  'database corruption at line',
  'malformed database schema',
])
/** SQLite or etcd read or wrote and the disk did not: what is under it has to be looked at first. */
const unreadable = lines(
  ['disk I/O error', 'attempt to write a readonly database', 'input/output error'],
  /rpc error: .*write a readonly database|(?:kine|storage endpoint|setup db|\/registry\/|state\.db|error in txn).*(?:disk I\/O error|write a readonly database)|\/server\/db\/etcd\/.*input\/output error/,
)
/** bbolt maps its file into memory: what the disk does not give is a fault of memory then. */
const busError = lines('SIGBUS: bus error', undefined, ['k3s', 'system', 'unknown'])
/** A panic of etcd's own, of which only the places in its code are there. */
const etcdTrace = lines(
  ['go.etcd.io/bbolt', 'go.etcd.io/etcd/raft', 'go.etcd.io/etcd/server', 'go.etcd.io/raft'],
  /go\.etcd\.io\/\S*(?:raftpb|\bwal\b|bbolt|mvcc|\braft\b|etcdserver)\S*\(/,
)
const panicked = lines('panic: ', /(?:^|\s)panic: /)
/** Libraries and files that K3s has not: its SQLite is kine's, and its file is state.db. */
const ofProgram =
  /sqlite3?\.|python|Traceback|Microsoft\.Data|SQLite Error \d|Sqlite\w*(?:Exception|Error)|sql\/sqlite|driver=sqlite|OperationalError|prisma|(?<!\bstate)\.(?:db|sqlite3?)\b/i
const ofK3s = /kine|k3s|\/registry\/|state\.db|apiserver|preparing server/i
/** Damage that bbolt meets inside its file, as a Go panic. */
const bboltPanic = lines(
  [
    'already freed',
    'invalid page type',
    'age expected to be',
    'has unexpected type/flags',
    'freepages: ',
    'above high water mark',
    'pgids not sorted',
    'duplicated free page',
    'invalid freelist page',
    'bucket header',
    'bbolt',
    'bolt.DB.meta(): ',
  ],
  /panic: .*(?:page \d+ already freed|invalid (?:freelist )?page|[Pp]age expected to be|unexpected type\/flags|freepages|above high water mark|pgids not sorted|duplicated free page|bucket header|invalid meta pages)|bolt.*(?:invalid database|checksum error)|invalid freelist page: \d+, page type/,
)

/** etcd's default quota is 2 GB and K3s keeps it; above it the alarm is only a matter of time. */
const quotaBytes = 2 * 1024 ** 3

export default definePattern({
  id: 'datastore-corrupt-or-full',
  title: 'The datastore is damaged, or has reached its size limit',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    datastore,
    full,
    etcdBroken,
    unborn,
    dqliteBroken,
    sqliteBroken,
    bboltPanic,
    unreadable,
    busError,
    etcdTrace,
    panicked,
  },
  explains: {
    onSameNode: ['k3s-restarting', 'node-silent'],
    anywhere: [
      'api-not-ready',
      'etcd-quorum-or-member',
      'server-unreachable-from-agent',
      'apiserver-overload-tls-timeouts',
    ],
  },
  rivals: [
    {
      cause: 'node-disk-full',
      tell: '`database or disk is full`, `no space left on device`: the disk is full, not the database.',
    },
    {
      cause: 'join-credentials-mismatch',
      tell: '`bootstrap data already found and encrypted with different token`: the datastore is whole, and the token is another.',
    },
    {
      cause: 'app-fault',
      tell: 'A program in a pod says it of its own SQLite file, and K3s runs.',
    },
    {
      cause: 'sd-card-failing',
      tell: 'The kernel reports I/O errors of that disk: the damage will come again on the same card.',
    },
  ],
  remedy: 'restore-datastore',
  docs: {
    meaning:
      'etcd or SQLite cannot read what it wrote, most often after a loss of power on a card or disk that lied about its writes; or etcd has more data than its quota and refuses every write.',
    impact: 'K3s on this server does not start, or the API can be read but not written.',
    diagnosis:
      'On {node}: `ls -lh /var/lib/rancher/k3s/server/db /var/lib/rancher/k3s/server/db/etcd/member/snap`; `sqlite3 COPY/state.db "PRAGMA integrity_check"` on a copy of the folder, never on the file in use; `dmesg | grep -iE "i/o error|mmc|ext4"`.',
    mitigation:
      'Stop K3s and copy /var/lib/rancher/k3s/server/db away before anything else. One damaged member of several: remove it and join it again empty. The only server: restore a snapshot, `k3s server --cluster-reset --cluster-reset-restore-path=FILE`; SQLite: a copy, or `.recover`. Full: compact, defragment, disarm the alarm, and find what writes so much. `no bootstrap data found`: a first start that was cut off leaves an empty datastore, which a new server may begin again without; where the cluster has run before, restore a snapshot instead.',
    references: [
      'https://docs.k3s.io/datastore/backup-restore',
      'https://github.com/k3s-io/k3s/issues/2623',
      'https://github.com/k3s-io/k3s/blob/master/pkg/cluster/storage.go',
      'https://github.com/etcd-io/etcd/issues/10722',
      'https://github.com/etcd-io/etcd/issues/11949',
      'https://etcd.io/docs/v3.6/op-guide/maintenance/#space-quota',
      'https://github.com/etcd-io/etcd/blob/main/server/etcdserver/errors/errors.go',
      'https://github.com/etcd-io/etcd/blob/v3.3.27/etcdserver/server.go',
      'https://github.com/etcd-io/bbolt/blob/main/internal/common/page.go',
      'https://github.com/canonical/dqlite/blob/main/src/raft/uv_segment.c',
    ],
  },

  match(evidence) {
    const { full, etcdBroken, unborn, dqliteBroken, sqliteBroken, bboltPanic } = evidence
    const sure: Reason[] = [...full, ...etcdBroken, ...dqliteBroken, ...bboltPanic]
    const own = sqliteBroken.filter((line) => ofK3s.test(line.text) || line.origin === 'k3s')
    const elsewhere = sqliteBroken.filter((line) => !own.includes(line) && line.origin !== 'pods')
    if (sure.length + own.length > 0) return match('confirmed', [...sure, ...own, ...unborn])
    if (unborn.length > 0) return match('suspected', unborn)
    if (elsewhere.length > 0)
      return elsewhere.some((line) => ofProgram.test(line.text))
        ? noMatch
        : match('suspected', elsewhere)
    return nothingSaid(evidence)
  },
})

interface Unsaid {
  readonly datastore: readonly (z.infer<typeof datastore.schema> & Origin)[]
  readonly unreadable: readonly LogLine[]
  readonly busError: readonly LogLine[]
  readonly etcdTrace: readonly LogLine[]
  readonly panicked: readonly LogLine[]
}

/** No word of damage; but the store may be about to fill, or its disk fails. */
function nothingSaid(unsaid: Unsaid): PatternOutcome {
  const { datastore, unreadable, busError } = unsaid
  if (unreadable.length + busError.length > 0)
    return unknown(
      'the disk does not give the datastore its file: it fails, is full, turned read-only, or the file belongs to another user',
      {
        next: 'dmesg | grep -iE "I/O error|mmc|EXT4-fs|nvme" | tail; df -h /var/lib/rancher; ls -l /var/lib/rancher/k3s/server/db',
      },
    )
  if (unsaid.etcdTrace.length > 0 && unsaid.panicked.length > 0) return endedInItsCode
  const near = datastore.some(
    ({ kind, sizeBytes = 0 }) => kind === 'etcd' && sizeBytes >= quotaBytes,
  )
  return near
    ? unknown(
        'the folder of etcd is larger than the default quota; old snapshots may be part of it',
        { next: 'ls -lh /var/lib/rancher/k3s/server/db/etcd/member/snap/db' },
      )
    : noMatch
}

const endedInItsCode = unknown(
  'etcd ended with a panic in its own code: what it reads at its start is damaged, or it is a defect of that version',
  {
    next: 'journalctl -u k3s | grep -B5 -A15 "panic:" | head -40; k3s --version; ls -l /var/lib/rancher/k3s/server/db/etcd/member/snap /var/lib/rancher/k3s/server/db/etcd/member/wal; k3s etcd-snapshot ls',
  },
)
