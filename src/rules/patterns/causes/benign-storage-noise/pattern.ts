import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { diskError, journalAborted } from '../../words/node-kernel.ts'
import { engineDead, mountFails } from '../../words/storage.ts'

/** iscsid tries the address of an instance manager that is gone (open-iscsi usr/io.c, initiator.c). */
const orphanSession = lines(
  ':3260',
  /^(?!.*iscsiadm).*(?:connect to \S+:3260 (?:failed|timed out)|cannot make a? ?connection to \S+:3260)/,
)
/** The kubelet finds the folder of a pod that moved away (pkg/kubelet/kubelet_volumes.go). */
const orphanFolder = lines(
  ['rphaned pod'],
  /[Oo]rphaned pod .*(?:found, but|volume paths are still present)|rphaned pod found, but/,
)
/** Two backup operations of one volume take turns (longhorn/backupstore lock.go). */
const backupLock = lines(['type 1 acquisition', 'type 2 acquisition'], /failed lock .*acquisition/)
/** Needed for encrypted volumes only. */
const noCrypt = lines('dm_crypt', /modules? \[dm_crypt\] (?:is|are) not loaded/)
/** A replica that was never healthy has no time of it; Longhorn calls that an error up to 1.7.2. */
const neverHealthy = lines(
  'transitioned to mode RW after it was last healthy',
  /cannot parse timestamp ?: parsing time \\?"\\?"/,
)
/** Labels for recurring jobs on a claim that says nothing of where they come from (Longhorn 1.5). */
const jobLabels = lines('gnoring recurring job labels', /due to missing source label/)
/** SYNCHRONIZE CACHE (35 or 91, hexadecimal) has no effect: Longhorn writes through (tgt bs_longhorn.c). */
const cacheSync = lines('unsupported cmd->scb', /unsupported cmd->scb\[0\]: (?:35|91)\b/)
/** Objects that Longhorn rewrites while data is written: a high version says nothing else. */
const revisions = lines('/registry/longhorn.io/', /"?Key"?\s*:\s*"?\/registry\/longhorn\.io\//)

/** fs/ext4/super.c: it has not been checked for long, by mounts or by days; nothing was found. */
const checkDue = lines(
  ['maximal mount count reached', 'checktime reached'],
  /EXT4-fs.*running e2fsck is recommended/,
)
/**
 * Longhorn up to 1.5.3 makes an event of each condition of a node that it does not know, and of that
 * K3s sets since 1.27.8 on servers with etcd (longhorn-manager node_controller.go, longhorn#7290).
 */
const voter = lines(
  'condition type is EtcdIsVoter',
  /Unknown condition true .*reason is MemberNotLearner/,
)

/**
 * LVM counts at each new volume what it has promised, not what is written (lib/metadata/thin_manip.c).
 * Whether the pool is full, `lvs` and dmeventd say: see node-disk-full.
 */
const thinPromise = lines([
  'protection against thin pools running out',
  'trigger automatic extension of thin pools',
])
const thinSum = lines('Sum of all thin volume sizes', /WARNING: Sum of all thin volume sizes \(/)
const thinFills = lines(
  [
    'data is now ',
    'nsufficient free space',
    'out-of-data-space',
    'no free data space',
    'twi-',
    ' lvmthin ',
  ],
  /ata is now (?:[89]\d|100)\.|free (?:data )?space|out-of-data|twi-\S+.*\s(?:[89]\d|100)\.\d\d\b|lvmthin.*\s(?:[89]\d|100)\.\d+%/,
)
/** A table with columns of somebody's own choice: which row is the pool, it does not show. */
const thinTable = lines('Data%')
const thinRow = lines('twi-')

const iscsiFails = lines(
  ['iscsiadm', 'ttachVolume.Attach failed'],
  /iscsiadm: (?:Could not|[Cc]annot|initiator reported|No )|failed to (?:execute|discover)|AttachVolume\.Attach failed/,
)

export default definePattern({
  id: 'benign-storage-noise',
  title: 'Messages about storage that touch no volume',
  severity: 'info',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    longhornVolumes,
    orphanSession,
    orphanFolder,
    backupLock,
    noCrypt,
    revisions,
    neverHealthy,
    jobLabels,
    cacheSync,
    voter,
    checkDue,
    thinPromise,
    thinSum,
    thinFills,
    thinTable,
    thinRow,
    engineDead,
    mountFails,
    iscsiFails,
    diskError,
    journalAborted,
  },
  rivals: [
    {
      cause: 'longhorn-iscsi-unusable',
      tell: 'iscsiadm (not iscsid) says it, and no volume attaches on that node.',
    },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: '`dead unexpectedly`, I/O errors or a read-only file system at the same time.',
    },
    {
      cause: 'node-disk-full',
      tell: '`lvs` shows the pool itself (Data%) above 85, or dmeventd warns of it.',
    },
  ],
  remedy: 'none',
  docs: {
    meaning:
      'An iSCSI session, a folder or a lock was left behind when an instance manager or a pod moved away. iscsid goes on calling an address that no pod has any more. High versions of Longhorn objects come from writing data; some lines are only written at too high a level.',
    impact: 'None on any volume. The log fills up.',
    diagnosis:
      '`kubectl -n longhorn-system get pods -o wide -l longhorn.io/component=instance-manager` shows no pod with the address in the message, and all volumes are healthy.',
    mitigation:
      'Nothing has to be done. To end the messages log that session out on {node}: `iscsiadm -m node -T TARGET -p ADDRESS --logout`, only if no instance manager has that address.',
    references: [
      'https://longhorn.io/kb/troubleshooting-orphan-iscsi-session-error/',
      'https://longhorn.io/kb/troubleshooting-failure-to-delete-orphaned-pod-volume-directory/',
      'https://longhorn.io/kb/backup-store-lock-conflict-error-message/',
      'https://longhorn.io/kb/kubernetes-resource-revision-frequency-expectations/',
      'https://github.com/longhorn/longhorn/issues/9916',
      'https://github.com/longhorn/longhorn/issues/6257',
      'https://github.com/longhorn/longhorn/issues/7290',
      'https://github.com/torvalds/linux/blob/master/fs/ext4/super.c',
      'https://github.com/lvmteam/lvm2/blob/main/lib/metadata/thin_manip.c',
    ],
  },

  match(evidence) {
    const { orphanSession, orphanFolder, backupLock, noCrypt, revisions } = evidence
    const manager = [
      ...evidence.neverHealthy,
      ...evidence.jobLabels,
      ...evidence.cacheSync,
      ...evidence.voter,
      ...evidence.checkDue,
      ...onlyPromised(evidence),
    ]
    const noise = [
      ...orphanSession,
      ...orphanFolder,
      ...backupLock,
      ...noCrypt,
      ...revisions,
      ...manager,
    ]
    if (noise.length === 0) return noMatch
    const { engineDead, mountFails, iscsiFails, diskError, journalAborted } = evidence
    const trouble = [engineDead, mountFails, iscsiFails, diskError, journalAborted]
    if (trouble.some((found) => found.length > 0)) return noMatch
    const broken = evidence.longhornVolumes.some(({ robustness }) => robustness === 'faulted')
    if (broken && orphanSession.length > 0)
      return unknown('iscsid calls an address in vain, and a volume is faulted', {
        next: 'kubectl -n longhorn-system get pods -o wide -l longhorn.io/component=instance-manager',
      })
    return match('suspected', noise)
  },
})

interface ThinPool {
  readonly thinPromise: readonly LogLine[]
  readonly thinSum: readonly LogLine[]
  readonly thinFills: readonly LogLine[]
  readonly thinTable: readonly LogLine[]
  readonly thinRow: readonly LogLine[]
}

/** Warnings of what was promised, where nothing shows or may hide that the pool fills. */
function onlyPromised(pool: ThinPool): readonly LogLine[] {
  const isHidden = pool.thinTable.length > 0 && pool.thinRow.length === 0
  return isHidden || pool.thinFills.length > 0 ? [] : [...pool.thinPromise, ...pool.thinSum]
}
