import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { longhornNodes, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { diskHasNoRoom } from '../../words/storage.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { sentences } from './told.ts'

/** The limits themselves, in the words of the scheduler and of refused requests. */
const overLimit = lines(
  [
    'cannot schedule',
    'does not have enough storage available',
    'ProvisionedLimit',
    'MinimalAvailable',
    'DiskFilesystemChanged',
    "diskUUID doesn't match",
    'provisioned size',
    'NoDiskInfo',
    'DiskServiceUnreachable',
    'has same file system ID',
    'longhorn-disk.cfg',
    // Up to v1.0.
    'has changed file system, please mount it back',
    'annot find disk config file',
    'Disk is out of space for replica',
    // longhorn-manager, controller/node_controller.go and the monitor of disks, v0.3 to v1.12.
    'et disk information on node',
    ') on node ',
  ],
  /longhorn-disk\.cfg: (?:no such file|input\/output error|permission denied|read-only)|\bDisk \S+ ?\(\/\S*\) on node \S+ is not ready: |et disk information on node \S+ error|more bytes to disk|DiskServiceUnreachable|has same file system ID .*as other disks|has changed file system, please mount|annot find disk config file|enough storage available for replica|ProvisionedLimit|MinimalAvailable|DiskFilesystemChanged|diskUUID doesn't match|out of space for replica|NoDiskInfo/,
)
/** The disk that a copy is rebuilt on fills up under it (longhorn-engine pkg/sync). */
const fillsUp = lines(
  'o space left on device',
  /(?:ailed rebuilding replica|ailed to (?:add replica|sync files)|syncing has failed) .*no space left on device/,
)
/** Longhorn's sample alerts (docs, monitoring): more is used than the 25 percent kept free allow. */
const usedUp = lines(
  'The used storage of ',
  /The used storage of (?:node|disk) .*\bis at (?:7[5-9]|[89]\d|100)(?:\.\d+)?% capacity/,
)
/** What is left when all disks were refused; too few nodes for the replicas end in it as well. */
const noCandidate = lines('o available disk candidates to create')
/** Selectors that no disk or node fits: of a volume, of its class, or its wish to stay local. */
const unfit = lines([
  'tags not fulfilled',
  'hard affinity cannot be satisfied',
  'topology requirement cannot be satisfied',
  'LocalReplicaSchedulingFailure',
])
/** The scheduler of Kubernetes: the driver of the class reports too little room on each node. */
const noCapacity = lines('did not have enough free storage')
/** Nothing is wrong with a disk: the node lacks the engine's program that the volume was made for. */
const noEngine = lines(
  [
    'contains a ready engine image',
    'a ready data engine image',
    'engine image',
    'ngine image is not deployed',
    "is not ready, it's deploying",
    'is not ready on node',
    'engine-binaries/',
  ],
  /a ready (?:data )?engine image|don't have the engine image|engine image \S+ is not deployed on|engine image .* is not ready, it's deploying|image \S+ is not ready on node|stat \S+\/engine-binaries\/\S+: no such file/,
)
/** Rows of disks and conditions: Schedulable False with one of Longhorn's reasons for a disk. */
const condition = lines(
  ['Schedulable', 'schedulable'],
  /^(?!.*[Uu]nschedulable).*[Ss]chedulable"?\s*[:=|]?\s*"?[Ff]alse|DiskPressure.*Schedulable|Schedulable.*DiskPressure/,
)

/** The sums of a disk, as `kubectl get nodes.longhorn.io -o yaml` shows them. */
const sums = lines(
  ['storageScheduled', 'storageMaximum', 'storageReserved'],
  /storage(?<what>Scheduled|Maximum|Reserved)"?:\s*"?(?<bytes>\d+)/,
)

type Node = z.infer<typeof longhornNodes.schema> & Origin
type Disk = Node['disks'][number]

export default definePattern({
  id: 'longhorn-disk-unschedulable',
  title: 'Longhorn may not place replicas on a disk',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    longhornNodes,
    longhornVolumes,
    diskHasNoRoom,
    overLimit,
    noCandidate,
    unfit,
    noEngine,
    noCapacity,
    fillsUp,
    usedUp,
    condition,
    sums,
  },
  told: sentences,
  explains: {
    anywhere: ['volume-degraded', 'volume-not-mounting', 'rwx-or-nfs-mount', 'pods-not-well'],
  },
  rivals: [
    {
      cause: 'longhorn-replica-count-exceeds-nodes',
      tell: 'All disks are schedulable; there are fewer nodes than replicas wanted.',
    },
    {
      cause: 'node-disk-full',
      tell: 'The disk is the root disk and `df -h /` is full: K3s suffers as well.',
    },
    {
      cause: 'cordon-left-behind',
      tell: 'The node, not its disk, is unschedulable: `KubernetesNodeCordoned`.',
    },
  ],
  remedy: 'make-room-for-replicas',
  docs: {
    meaning:
      'Longhorn keeps a part of each disk free (25 percent) and promises no more than the rest. A disk past one of these limits, switched off, without the tags that a volume asks for, or with another file system than before takes no replica, and none of a broken volume is repaired there.',
    impact:
      'New volumes stay detached, degraded ones stay degraded. What is on the disk goes on working, until it is really full.',
    diagnosis:
      '`kubectl -n longhorn-system get nodes.longhorn.io {node} -o yaml`: under diskStatus compare storageAvailable, storageMaximum, storageScheduled and the message of the condition Schedulable.',
    mitigation: allAdvice,
    references: [
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/scheduling/',
      'https://longhorn.io/kb/manual-recovery-of-nodes-with-insufficient-space/',
      'https://longhorn.io/kb/space-consumption-guideline/',
      'https://longhorn.io/docs/1.12.1/monitoring/alert-rules-example/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/scheduler/replica_scheduler.go',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/controller/node_controller.go',
    ],
  },

  advise: adviceFor,

  match(evidence) {
    const { longhornNodes, longhornVolumes, diskHasNoRoom, overLimit, condition } = evidence
    const unplaced = longhornVolumes.some(({ conditions }) => conditions.some(isUnplaced))
    const live = longhornNodes.flatMap((node) => judgeNode(node, unplaced))
    if (live.length > 0 || longhornNodes.length > 0) return live
    const said: Reason[] = [...diskHasNoRoom, ...overLimit]
    if (said.length > 0) return match('confirmed', [...said, ...condition])
    if (promisesTooMuch(evidence.sums)) return match('suspected', [...evidence.sums, ...condition])
    const { noCandidate, unfit, noCapacity, fillsUp } = evidence
    const hints = [
      ...noCandidate,
      ...unfit,
      ...noCapacity,
      ...fillsUp,
      ...evidence.usedUp,
      ...condition,
    ]
    if (hints.length > 0) return match('suspected', hints)
    return evidence.noEngine.length > 0
      ? unknown('the engine image of a volume is not on all nodes that need it', {
          next: 'kubectl -n longhorn-system get engineimages.longhorn.io; kubectl -n longhorn-system get pods -l longhorn.io/component=engine-image -o wide',
        })
      : noMatch
  },
})

/** More was promised to volumes than the disk has beyond its reserve. */
function promisesTooMuch(sums: readonly LogLine[]): boolean {
  const of = (what: string) =>
    Number(sums.find(({ groups }) => groups['what'] === what)?.groups['bytes'] ?? Number.NaN)
  const reserved = of('Reserved')
  return of('Scheduled') > of('Maximum') - (Number.isNaN(reserved) ? 0 : reserved)
}

function isUnplaced({ type, status }: { type: string; status: string }): boolean {
  return type === 'Scheduled' && status === 'False'
}

function judgeNode(node: Node, unplaced: boolean): PatternOutcome[] {
  // A disk that waits for its node, or for a cordon, says nothing of itself.
  const ready = node.conditions.find(({ type }) => type === 'Ready')
  if (ready && ready.status !== 'True') return []
  return node.disks.flatMap((disk) => {
    const why = whyNot(disk)
    // Whoever switches a disk off has a reason; it matters when a volume finds no place. A node
    // that is switched off as a whole (a server's SD card) is no place on purpose.
    const isOff = disk.allowScheduling === false
    if (!why || (isOff && (!unplaced || !node.allowScheduling))) return []
    const of = { evidence: node.evidence, node: node.name }
    const text = `${disk.path ?? disk.name} on ${node.name}: ${why}`
    return [
      match(isOff ? 'suspected' : 'confirmed', [because(of, text)], {
        subject: `node/${node.name}`,
        fill: { node: node.name },
        severity: unplaced ? 'critical' : 'warning',
      }),
    ]
  })
}

function whyNot(disk: Disk): string | undefined {
  if (disk.allowScheduling === false) return 'scheduling is switched off'
  const schedulable = disk.conditions.find(({ type }) => type === 'Schedulable')
  if (schedulable?.status !== 'False') return undefined
  return schedulable.message ?? schedulable.reason ?? 'it is not schedulable'
}
