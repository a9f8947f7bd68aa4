import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { longhornEngines } from '#src/model/facts/longhorn.ts'
import { load } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { because, match, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { probeTimesOut } from '../../words/pods.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** Events and logs of longhorn-manager and the engine while replicas are copied or merged. */
const rebuilds = lines(
  [
    'ebuilding',
    'rebuilt',
    'Start to rebuild',
    'Started rebuild',
    'napshot purge',
    'napshotPurge',
    'purging snapshot',
    'rebuildStatus',
    'ebuild of replica',
    'resilver',
    'snapshot-data-integrity',
    'hashing snapshot',
    'replica-rebuild',
    'replica rebuild',
    'Replica rebuild',
  ],
  /^(?!.*(?:raid|md\d|mdadm)).*(?:[Rr]ebuild|rebuilt|[Ss]napshot ?[Pp]urge|purging snapshot|snapshot-data-integrity|hashing snapshot)/,
)
/** Longhorn's own pods are too slow to answer. */
const slowPods = lines(
  ['probe failed', 'probe errored', 'context deadline exceeded', 'timed out'],
  /^(?=.*(?:instance-manager|engine-image|longhorn-(?:csi-plugin|manager)|csi-(?:attacher|provisioner|resizer|snapshotter)))(?=.*(?:probe (?:failed|errored)|deadline exceeded|timed out))/,
)
const engineSlow = lines([
  'R/W Timeout',
  'r/w timeout',
  'Ping timeout on replica',
  'keepalive ping failed to receive ACK',
  'Lost connection to CSI driver',
])
/** Words for a machine that is far too busy. */
const highLoad = lines(
  [
    'load average',
    'PLEG is not healthy',
    'ead unexpectedly',
    'heartbeat on time',
    'O PSI',
    'PSI full',
    'PSI some',
    'PSI: ',
    ' avg10=',
    'iowait',
    'IO wait',
    'I/O wait',
  ],
  /load average:?\s*(?:[2-9]\d|1[0-9]|[89])\.\d|PLEG is not healthy|failed to send out heartbeat|\bPSI\b[^\d%]{0,24}(?:[4-9]\d|100)(?:[.–-]\d+)?\s?%|^(?:some|full) avg10=(?:[4-9]\d|100)\.|\b(?:iowait|I\/?O wait)\b\D{0,12}(?:[4-9]\d|100)(?:\.\d+)?\s?%/,
)
/** The same as people tell it, in one breath with the rebuild or the snapshots. */
const toldBusy = lines(
  ['ebuild', 'napshot'],
  /^(?=.*(?:[Rr]ebuild|[Ss]napshots?\b.*(?:\bjobs?\b|volumes?))).*(?:\b(?:high|heavy|excessive|very high) (?:disk )?(?:I\/?O|IO|CPU|load|latency)|\bsaturat|\boverload|\boverwhelm|can(?:no|')t be fulfilled within|can(?:no|')t keep up|\bstarv|keeps (?:on )?(?:rebuilding|failing)|never (?:succeeds|finishes|converges?|completes?))/i,
)

const busyPerCore = 2

export default definePattern({
  id: 'longhorn-rebuild-saturation',
  title: 'Rebuilds, snapshots or too many replicas saturate the nodes',
  severity: 'warning',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    ...questions,
    longhornEngines,
    load,
    rebuilds,
    slowPods,
    probeTimesOut,
    engineSlow,
    highLoad,
    toldBusy,
  },
  told: sentences,
  explains: {
    anywhere: [
      'node-overload',
      'longhorn-engine-lost-replicas',
      'volume-degraded',
      'pods-not-well',
      'apiserver-overload-tls-timeouts',
      'slow-datastore-disk',
      'node-silent',
    ],
  },
  rivals: [
    {
      cause: 'node-overload',
      tell: 'The load is as high when no replica is rebuilt.',
    },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'The engine died first; the rebuilds follow from it.',
    },
    {
      cause: 'overlay-mtu-or-offload',
      tell: 'The rebuild does not move at all and the nodes are idle: large packets are lost.',
    },
  ],
  remedy: 'slow-rebuilds',
  docs: {
    meaning:
      'Copying replicas, merging snapshots and writing each block two or three times takes the network, the disks and the processors of small boards. Longhorn rebuilds up to five replicas a node at once by default.',
    impact:
      'Probes time out, engines lose further replicas, which starts further rebuilds. On a shared SD card the datastore slows down too.',
    diagnosis:
      '`kubectl -n longhorn-system get engines.longhorn.io -o json | grep -A8 rebuildStatus`; on {node}: `uptime; cat /proc/pressure/io`. Compare with a time without rebuilds.',
    mitigation:
      'Set concurrent-replica-rebuild-per-node-limit to 1 and lower the number of replicas to 2; let one rebuild end before the next node is touched. Move snapshots, checks and backups to a quiet hour, each at another time.',
    references: [
      'https://longhorn.io/docs/1.12.1/references/settings/#concurrent-replica-rebuild-per-node-limit',
      'https://longhorn.io/kb/troubleshooting-instance-manager-pods-are-restarted/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/controller/engine_controller.go',
      'https://github.com/longhorn/longhorn/issues/9735',
    ],
  },

  match(evidence) {
    const { longhornEngines, load, rebuilds, slowPods, engineSlow, highLoad } = evidence
    const running = longhornEngines.filter(({ rebuilding }) => rebuilding.length > 0)
    const busy = load.filter(isBusy).map((one) => because(one, busyWords(one)))
    const copies: Reason[] = [
      ...running.map((engine) => because(engine, copying(engine))),
      ...rebuilds,
      ...evidence.toldBusy,
    ]
    if (copies.length === 0) return ask(evidence)
    const slow: Reason[] = [
      ...busy,
      ...slowPods,
      ...evidence.probeTimesOut,
      ...engineSlow,
      ...highLoad,
      ...evidence.toldBusy,
    ]
    if (slow.length > 0) return match('suspected', [...new Set([...copies.slice(0, 6), ...slow])])
    // A rebuild by itself is what should happen.
    return running.length > 0 && load.length === 0
      ? unknown('replicas are rebuilt: does it saturate the nodes?', {
          next: 'uptime; cat /proc/pressure/io',
        })
      : ask(evidence)
  },
})

type Load = z.infer<typeof load.schema> & Origin

function isBusy({ five, cpuCount }: Load): boolean {
  return cpuCount !== undefined && five > busyPerCore * cpuCount
}

function busyWords({ node, five, cpuCount }: Load): string {
  return `${node ?? 'the node'} has a load of ${five} on ${cpuCount} cores`
}

function copying({ volume, rebuilding }: z.infer<typeof longhornEngines.schema>): string {
  const parts = rebuilding.map(({ progressPercent }) => `${Math.round(progressPercent)} %`)
  return `${volume} rebuilds ${rebuilding.length} of its replicas: ${parts.join(', ')}`
}
