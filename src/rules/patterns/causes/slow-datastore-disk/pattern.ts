import { datastoreLatency } from '#src/model/facts/kubernetes.ts'
import { datastore, filesystems, load, pressure } from '#src/model/facts/node.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { backdrop, because, match, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { cpuStarved, etcdStalled, slowApply, slowSql, slowSync } from '../../words/control-plane.ts'
import { questions } from './questions.ts'
import { sentences } from './told.ts'
import { withoutWords } from './wordless.ts'

/** An SD card or eMMC holds the root file system, or K3s's own folder. */
const rootOnCard = lines(
  '/dev/mmcblk',
  /\/dev\/mmcblk\d+p\d+\s.*\s\/(?:var\/lib\/rancher\S*)?(?:\s|$)/,
)

/**
 * Steps of the API server's traces that are the store's alone, of two seconds and more: handlers and
 * storage/etcd3 of k8s.io/apiserver. A write that an unready server refuses waited for itself.
 */
const slowStore = lines(
  [
    'Object stored in database',
    'Write to database call ',
    'Txn call ',
    'Transaction committed',
    'Listing from storage done',
    'List etcd3',
    'SQL Commit',
  ],
  // Kubernetes up to 1.19 wrote `[since the start] [of this step] step`.
  /^(?!.*not yet ready).*(?:(?:"(?:Object stored in database|Write to database call \w+|Txn call \w+|Transaction committed|Listing from storage done)".*?\s|"List etcd3".*\(total time: )(?:[2-9]\d{3}|\d{5,})ms|"SQL Commit" .*\(total time: (?:\d+m)?(?:[2-9]|\d{2,})\.\d+s|\[[\d.msµn]+\] \[(?:\d+m)?(?:[2-9]|\d{2,})\.\d+s\] (?:Object stored in database|Transaction committed|Listing from storage done))/,
)

/** The same as somebody tells it, with the seconds. */
const told = pastedLines(
  ['etcd', 'fsync', 'backend commit', 'expected-duration: '],
  /\btook: (?:\d+m)?(?:[1-9]\d*)(?:\.\d+)?s, expected-duration: |(?:\betcd (?:reads?|writes?|requests?|commits?)|\bfsync|backend commit)\b[^.;|,\d]{0,40}?\b(?:stall|took|taking|latenc|slow)[^.;|,\d]{0,20}(?:p\d\d\s+)?(?<!\d)[1-9]\d*(?:\.\d+)? ?(?:s|sec|seconds)\b/i,
)
/** etcd without a leader: then a read waits for one, however fast the disks are. */
const elections = lines(['is starting a new election', 'lost leader ', 'etcdserver: no leader'])
/** A read that nobody confirmed in time, in etcd's own record of slow requests. */
const unconfirmedRead = /read-only range.*"error":"(?:context deadline exceeded|etcdserver: )/

/** The Raspberry Pi card test: below these speeds a card is no A1 card (raspberrypi-ui/agnostics). */
const cardTestFails = lines(
  ['KB/sec (target', 'IOPS (target'],
  /speed \d+ (?:KB\/sec|IOPS) \(target \d+\) - FAIL/,
)
/**
 * `etcdctl check perf` (etcdctl/ctlv3/command/check.go); and fio, of syncs that take ten
 * milliseconds on the average, where etcd needs 99 of 100 to be quicker.
 */
const measuredSlow = pastedLines(
  [
    'FAIL: Throughput too low: ',
    'Slowest request took too long: ',
    'sync (msec): ',
    'sync (usec): ',
  ],
  /FAIL: |Slowest request took too long|sync \(msec\): .*\bavg= *\d{2,}|sync \(usec\): .*\bavg= *\d{5,}/,
)

/** What etcd needs: the 99th percentile of its writes within 10 ms; seconds break its leases. */
const stalledMilliseconds = 2000
const starvedPercent = 60
/** Shares of time in which something waits for a disk: next to none, and much. */
const idlePercent = 10
const waitingPercent = 30
const sameTimeMilliseconds = 15 * 60_000

const cardSources = /mmcblk/

export default definePattern({
  id: 'slow-datastore-disk',
  title: 'The datastore lies on a disk that is too slow for it',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: {
    ...questions,
    datastore,
    filesystems,
    datastoreLatency,
    load,
    pressure,
    slowSync,
    slowApply,
    told,
    elections,
    slowSql,
    slowStore,
    etcdStalled,
    cpuStarved,
    rootOnCard,
    cardTestFails,
    measuredSlow,
  },
  passes: true,
  explains: {
    onSameNode: ['k3s-restarting', 'node-overload'],
    anywhere: [
      'datastore-slowing-down',
      'apiserver-overload-tls-timeouts',
      'api-not-ready',
      'server-unreachable-from-agent',
      'node-silent',
      'etcd-quorum-or-member',
    ],
  },
  rivals: [
    {
      cause: 'apiserver-overload-tls-timeouts',
      tell: 'The processor is the bottleneck: `/proc/pressure/cpu` is high and `/proc/pressure/io` near zero, load far above the cores, `Housekeeping took longer than expected`. Then even `slow fdatasync` only tells how long etcd waited for its turn.',
    },
    {
      cause: 'sd-card-failing',
      tell: 'The kernel reports errors of the card (mmc0 timeouts, I/O errors), not just waiting.',
    },
    {
      cause: 'benign-k3s-noise',
      tell: 'The requests took some hundred milliseconds, and nothing timed out.',
    },
  ],
  remedy: 'move-datastore',
  docs: {
    meaning:
      'etcd or SQLite waits whole seconds for its disk. Each write must reach the disk before the API server may answer, so all of the control plane waits with it.',
    impact:
      'Leases run out, K3s exits and starts again, agents time out and nodes turn NotReady although they are well.',
    diagnosis:
      'On the server, `journalctl -u k3s | grep -E "slow fdatasync|took too long|Slow SQL"` shows seconds, and `findmnt -T /var/lib/rancher/k3s/server/db` shows an SD card, eMMC or a busy disk. `iostat -x 1 5` shows what waits.',
    mitigation:
      'Move /var/lib/rancher/k3s to an SSD or NVMe drive. Until then take writes off that disk: logs, Longhorn replicas, image pulls, backups.',
    references: [
      'https://docs.k3s.io/installation/requirements',
      'https://etcd.io/docs/v3.6/faq/#what-does-the-etcd-warning-apply-request-took-too-long-mean',
      'https://github.com/k3s-io/kine/blob/master/pkg/metrics/metrics.go',
      'https://github.com/etcd-io/etcd/issues/11501',
      'https://github.com/etcd-io/etcd/issues/13587',
      'https://github.com/k3s-io/k3s/issues/8956',
      'https://github.com/k3s-io/k3s/issues/2644',
      'https://github.com/k3s-io/k3s/issues/5406',
      'https://github.com/raspberrypi-ui/agnostics/blob/master/data/sdtest.sh',
      'https://github.com/etcd-io/etcd/blob/main/etcdctl/ctlv3/command/check.go',
      'https://github.com/canonical/k8s-dqlite',
    ],
  },

  match(evidence, { now }) {
    const { slowSync, slowSql, etcdStalled, datastoreLatency } = evidence
    const slowApply = ownSlowness(evidence)
    // The API server's figures name no node: they say nothing of an agent's disk.
    const isAgent = evidence.datastore.some(({ kind }) => kind === 'none')
    const latency = datastoreLatency
      .filter((store) => !isAgent && store.p99Milliseconds >= stalledMilliseconds)
      .map((store) =>
        because(store, `1 of 100 datastore requests took ${store.p99Milliseconds} ms or more`),
      )
    const said = [
      ...slowSync,
      ...slowApply,
      ...slowSql,
      ...evidence.slowStore,
      ...evidence.told,
      ...etcdStalled,
    ]
    const slow: Reason[] = [...said, ...latency]
    if (slow.length === 0) return withoutWords(evidence)
    // The clock that times a write runs on while the process itself waits for its turn.
    const idle = diskIsIdle(evidence, isOld(said, now))
    if (idle.length > 0) return busyNotSlow
    const card = onCard(evidence)
    const starved = starvation(evidence)
    // A wait for fdatasync is the disk's alone; seconds on a card need no further proof.
    if (provesDisk(slowSync, starved) || (card.length > 0 && slow.length > etcdStalled.length))
      return match('confirmed', [...slow, ...card, ...waitsForDisk(evidence)])
    if (starved.length > 0 || (slow.length === etcdStalled.length && !namesDisk(etcdStalled)))
      return busyNotSlow
    return match('suspected', slow)
  },
})

const busyNotSlow = unknown(
  'the datastore was slow, but this may be the processor and not the disk',
  { next: 'iostat -x 1 5; cat /proc/pressure/cpu /proc/pressure/io; uptime' },
)

/** What is measured now says nothing of lines from long before. */
function isOld(said: readonly LogLine[], now: number): boolean {
  const latest = Math.max(...said.map(({ lastAt }) => lastAt ?? Number.NEGATIVE_INFINITY))
  return Number.isFinite(latest) && now - latest > sameTimeMilliseconds
}

/** Processes wait for the processor, and none for a disk: both of it measured. */
function diskIsIdle(busy: Busy, isPast: boolean): Reason[] {
  if (isPast) return []
  const io = busy.pressure.find(({ resource }) => resource === 'io')
  const isIdle = io === undefined ? false : io.someAvg60 < idlePercent
  return isIdle ? measuredStarvation(busy) : []
}

function waitsForDisk({ pressure }: Busy): Reason[] {
  return pressure
    .filter(({ resource, someAvg60 }) => resource === 'io' && someAvg60 >= waitingPercent)
    .map((reading) =>
      because(reading, `processes waited for a disk ${reading.someAvg60} % of the time`),
    )
}

interface Requests {
  readonly slowApply: readonly LogLine[]
  readonly elections: readonly LogLine[]
}

/** What a missing leader keeps waiting says nothing of the disk; a write or an answered read does. */
function ownSlowness({ slowApply, elections }: Requests): readonly LogLine[] {
  return elections.length === 0
    ? slowApply
    : slowApply.filter(({ text }) => !unconfirmedRead.test(text))
}

interface Places {
  readonly datastore: readonly { source?: string | undefined; evidence: string }[]
  readonly filesystems: readonly { source: string; target: string; evidence: string }[]
  readonly rootOnCard: readonly Reason[]
}

/** Says that the datastore's folder is on an SD card or eMMC, as far as anything shows it. */
function onCard({ datastore, filesystems, rootOnCard }: Places): Reason[] {
  const known = datastore.find((store) => store.source !== undefined)
  if (known) {
    const text = `the datastore lies on ${known.source}`
    return cardSources.test(known.source ?? '') ? [backdrop(because(known, text))] : []
  }
  const target = '/var/lib/rancher'
  const own = filesystems.find((mounted) => mounted.target.startsWith(target))
  const root = filesystems.find((mounted) => mounted.target === '/')
  const under = own ?? root
  if (under && cardSources.test(under.source))
    return [backdrop(because(under, `${under.target} is on ${under.source}`))]
  return under ? [] : [...rootOnCard]
}

interface Busy {
  readonly load: readonly {
    one: number
    cpuCount?: number | undefined
    blockedProcesses?: number[] | undefined
    evidence: string
  }[]
  readonly pressure: readonly { resource: string; someAvg60: number; evidence: string }[]
  readonly cpuStarved: readonly Reason[]
}

/** Signs that the processor, not the disk, keeps everything waiting. */
function starvation(busy: Busy): Reason[] {
  return [...busy.cpuStarved, ...measuredStarvation(busy)]
}

function measuredStarvation({ load, pressure }: Busy): Reason[] {
  const squeezed = pressure.filter(
    (reading) => reading.resource === 'cpu' && reading.someAvg60 >= starvedPercent,
  )
  const loaded = load.filter(
    ({ one, cpuCount, blockedProcesses = [] }) =>
      cpuCount !== undefined && one > 2 * cpuCount && Math.max(0, ...blockedProcesses) < 2,
  )
  return [
    ...squeezed.map((reading) =>
      because(reading, `processes waited for the CPU ${reading.someAvg60} % of the time`),
    ),
    ...loaded.map((reading) =>
      because(reading, `the load was ${reading.one} on ${reading.cpuCount} cores`),
    ),
  ]
}

/** Somebody's tally of such lines says not how slow, and a starved process waits for everything. */
function provesDisk(slowSync: readonly LogLine[], starved: readonly Reason[]): boolean {
  return slowSync.length > 0 && (starved.length === 0 || slowSync.some(isMeasured))
}

/** The line, or the alert, tells how long the disk took. */
function isMeasured({ text }: LogLine): boolean {
  return /\d ?(?:ms|s\b|m\d|sec|秒|초)|etcdHigh|fsync durations are|"slow fdatasync"/.test(text)
}

function namesDisk(stalled: readonly { text: string }[]): boolean {
  return stalled.some((line) => line.text.includes('slow disk'))
}
