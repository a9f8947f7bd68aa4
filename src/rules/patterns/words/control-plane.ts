import { type LogLine, lines, pastedLines } from '#src/model/line.ts'

/**
 * Questions to logs that several patterns of the control plane ask: the same words decide for one
 * cause and against its rivals. Sources: K3s pkg/clientaccess, pkg/agent/config and
 * pkg/agent/tunnel; kine pkg/metrics; etcd server/etcdserver and server/storage/wal.
 */

/** K3s says so too where nobody answered, and no certificate was seen (pkg/clientaccess/token.go). */
export const checkUnanswered = String.raw`CA cert validation failed.*(?:deadline exceeded|Client\.Timeout|i/o timeout|refused|reset by peer|\bEOF\b|no route to host|unreachable)`

/** A refusal that names a certificate, a clock, a token or a node password. */
export const identityRefused = lines(
  [
    'x509: ',
    'token CA hash',
    'Node password rejected',
    'not authorized',
    '401 Unauthorized',
    'CA cert validation failed',
    'expired certificate',
    'bad certificate',
    'unknown certificate authority',
    'duplicate node name found',
  ],
  // A certificate that an image registry or a page on the internet shows says nothing of K3s.
  new RegExp(`^(?!.*(?:pull|registry|resolving source|${checkUnanswered})).*$`, 'i'),
)

/** The disk under the datastore kept the writer waiting: only storage is slow in this way. */
export const slowSync = lines([
  'slow fdatasync',
  'wal: sync duration of',
  'etcdHighFsyncDurations',
  'fsync durations are',
])

/** etcd needed a second or more for one request. Between 100 ms and that it only grumbles. */
export const slowApply = lines(
  [
    'apply request took too long',
    'took too long (',
    'apply entries took too long',
    'request stats',
  ],
  /"?(?:took|time spent)"?[:= ] ?"?(?:\d+[hm])*\d+(?:\.\d+)? ?s\b|took too long \((?:\d+m)*\d+(?:\.\d+)?s\)|took too long \[(?:\d+m)*\d+(?:\.\d+)?s for/,
)

/** kine writes the first from one second on; SQLite the second when a writer waited too long. */
export const slowSql = lines(
  ['Slow SQL', 'database is locked'],
  /Slow SQL|kine|registry.*is locked|is locked.*registry|(?:apiserver|node lease|resource lock).*is locked/,
)

/** etcd's own guess, and a request that it gave up. */
export const etcdStalled = lines([
  'leader is overloaded likely from slow disk',
  'failed to send out heartbeat on time',
  'etcdserver: request timed out',
  'etcdserver: leader changed',
  'etcdserver: too many requests',
  'waiting for ReadIndex response took too long',
  'etcdHighCommitDurations',
])

/** Words of a server process that does not get the processor for whole seconds. */
export const cpuStarved = lines(['Housekeeping took ', 'slow openapi aggregation of'])

/** The API server itself gave requests up, or lost its leases to that. */
export const serverTimesOut = lines(
  [
    'http: Handler timeout',
    'eaderelection lost',
    'eader election lost',
    'lost lease',
    'rror retrieving resource lock',
    'ailed to update lock',
    'ailed to renew lease',
    'unable to return a response in the time allotted',
    'received too many requests',
    'did not complete within requested timeout',
    'post-timeout activity',
    'Post-timeout activity',
  ],
  // A connection that never came about is a broken path, not a busy server; and a lease that a
  // pod loses may be its own network's fault.
  // Whoever may not read a lease, or write it, has not waited for it.
  /^(?!.*(?:connection refused|no route to host|i\/o timeout|x509: |longhorn|10\.43\.0\.1|(?:resource lock|update lock|renew lease).*(?:is forbidden|Unauthorized))).*$/,
  ['k3s', 'system', 'events'],
)

/** The same where scheduler and controller manager are pods of their own, as with kubeadm. */
export const partTimesOut = lines(
  ['kube-system/kube-scheduler', 'kube-system/kube-controller-manager'],
  /^(?!.*(?:connection refused|no route to host|i\/o timeout|x509: )).*(?:rror retrieving resource lock|ailed to (?:renew lease|update lock)).*(?:deadline exceeded|Client\.Timeout|timed out|request canceled)/,
  ['pods'],
)

/**
 * The API server on one request that took it seconds (k8s.io/utils/trace). Each start on a small board has
 * some of them in its journal; who pastes one saw it late.
 */
export const longRequest = pastedLines(
  'total time: ',
  /Trace\[\d+\]: "(?:Get|List|Create|Update|Patch|Delete|GuaranteedUpdate)\b.*\(total time: (?:[5-9]\d{3}|\d{5,})ms\)/,
)

export function countOf(found: readonly LogLine[]): number {
  return found.reduce((sum, line) => sum + line.count, 0)
}
