import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { journalAborted } from '../../words/node-kernel.ts'
import { driverMissing, engineDead, nodeStarted, salvaged } from '../../words/storage.ts'
import {
  connectionEnded,
  journalEnded,
  offlineDevice,
  readOnlyVolume,
  sessionBack,
  sessionLost,
  shareVolume,
  usbTrouble,
  volumeLun,
} from './kernel-words.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'
import {
  allFailed,
  copyLeft,
  faulted,
  managerAmiss,
  managerEnded,
  noneToSalvage,
  programIo,
  rebuildFails,
} from './words.ts'

/** longhorn-engine pkg/dataconn/client.go, pkg/controller/control.go, instance handler of the manager. */
const replicaLost = lines(
  [
    'R/W Timeout. No response received',
    'o response received in',
    'to ERR',
    'to mode ERR',
    'r/w timeout',
    'no backend available',
    'mark as ERR',
    'crashed on Instance Manager',
    'old state running, new state error',
    'marking replica ERR',
    'timeout on replica',
    'bs_longhorn_request(',
    "All replica in engine's ReplicaModeMap are",
  ],
  /ReplicaModeMap are unknown and errored|[Rr]\/[Ww] [Tt]imeout|no backend available|(?:Ping|Read|Write|Unmap) timeout on replica|bs_longhorn_request\(\S+ (?:fail to (?:read|write)|io error)|No response received|[Ss]etting replica .* to (?:mode )?ERR|monitoring failed, mark as ERR|crashed on Instance Manager|old state running, new state error|mark(?:ing)? .*(?:replica|backend) .*ERR/,
)
/** dataconn: a replica ended the connection while its engine still used it. */
const wireLost = lines(
  'rror reading from wire',
  /\[(?<engine>[\w-]+-e-\w+)\].*rror reading from wire (?<peer>[\d.]+:\d+).*(?:EOF|reset by peer|i\/o timeout)/,
)
export default definePattern({
  id: 'longhorn-engine-lost-replicas',
  title: 'The engine of a mounted volume lost its replicas, so the volume stopped answering',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    ...questions,
    longhornVolumes,
    engineDead,
    replicaLost,
    wireLost,
    copyLeft,
    connectionEnded,
    sessionLost,
    sessionBack,
    volumeLun,
    usbTrouble,
    shareVolume,
    offlineDevice,
    readOnlyVolume,
    journalAborted,
    journalEnded,
    programIo,
    faulted,
    managerAmiss,
    allFailed,
    managerEnded,
    noneToSalvage,
    rebuildFails,
    salvaged,
    driverMissing,
    nodeStarted,
  },
  told: sentences,
  explains: {
    anywhere: [
      'volume-degraded',
      'volume-not-mounting',
      'pods-not-well',
      'filesystem-corruption',
      'app-fault',
      'rwx-or-nfs-mount',
    ],
  },
  rivals: [
    {
      cause: 'benign-transient-or-false-alert',
      tell: 'A node was restarted: the volumes on it broke with it, were salvaged and came back.',
    },
    {
      cause: 'disk-media-failing',
      tell: 'The errors name a physical disk (`lsblk -o NAME,TRAN` shows sata, usb or nvme, not iscsi).',
    },
    {
      cause: 'oom-killer-node',
      tell: '`Out of memory: Killed process` took the instance manager or its node.',
    },
    {
      cause: 'longhorn-rebuild-saturation',
      tell: 'Rebuilds or snapshots ran at that time, and probes of many pods timed out with it.',
    },
    {
      cause: 'unclean-node-shutdown',
      tell: 'The errors came during a shutdown: `systemd[1]: Stopping`, iSCSI stopped before the unmounts.',
    },
  ],
  remedy: 'remount-volume',
  docs: {
    meaning:
      'Each volume has an engine that talks to its replicas over the network. When none of them answers within seconds, or the instance manager ends, the engine dies. For the node the disk is gone: the file system on it turns read-only.',
    impact:
      'Programs on that volume get I/O errors until their pod is started again. Data that was written and synced is in the replicas.',
    diagnosis:
      '`kubectl -n longhorn-system get events | grep -iE "dead unexpectedly|faulted|salvaged"`, then the minute before it: memory, load and network of the nodes with the engine and the replicas, and restarts of instance-manager pods. `lsblk -o NAME,TRAN` on {node}: a disk with TRAN iscsi is a Longhorn volume, no hardware.',
    mitigation:
      'Remove what cut it off: load, network, memory. Let Longhorn salvage and attach the volume again, then delete the pod so that it is mounted anew. Raise engine-replica-timeout on slow links. Never delete the replicas of a faulted volume, and replace no disk for errors on an iSCSI device.',
    references: [
      'https://longhorn.io/kb/troubleshooting-volume-readonly-or-io-error/',
      'https://longhorn.io/kb/troubleshooting-instance-manager-pods-are-restarted/',
      'https://github.com/longhorn/longhorn/issues/7206',
      'https://github.com/longhorn/longhorn-engine/blob/master/pkg/dataconn/client.go',
      'https://github.com/longhorn/longhorn-engine/blob/master/pkg/controller/control.go',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/controller/volume_controller.go',
    ],
  },

  match(evidence) {
    const { engineDead, replicaLost, sessionLost, offlineDevice, readOnlyVolume } = evidence
    const { salvaged, driverMissing, nodeStarted, longhornVolumes, connectionEnded } = evidence
    const kernel: Reason[] = [
      ...connectionEnded,
      ...sessionLost,
      ...offlineDevice,
      ...readOnlyVolume,
    ]
    const said: Reason[] = [...engineDead, ...replicaLost, ...severed(evidence.wireLost)]
    if (said.length === 0) return withoutWords(evidence, kernel)
    const cameBack = salvaged.length > 0 && [...driverMissing, ...nodeStarted].length > 0
    if (kernel.length === 0 && cameBack) return noMatch
    if (kernel.length + engineDead.length === 0 && evidence.copyLeft.length > 0) return copyIsLeft
    const sure = engineDead.length > 0 && kernel.length > 0 && !cameBack
    const confidence = sure ? 'confirmed' : 'suspected'
    return match(confidence, [...said, ...kernel, ...salvaged], gravity(longhornVolumes))
  },
})

const togetherMilliseconds = 60_000

/** One replica may be stopped or made anew; more of them at once leave a volume without an answer. */
function severed(wireLost: readonly LogLine[]): readonly LogLine[] {
  return wireLost.filter((line) =>
    wireLost.some(
      (other) =>
        other.groups['engine'] === line.groups['engine'] &&
        other.groups['peer'] !== line.groups['peer'] &&
        Math.abs(saidAt(other) - saidAt(line)) <= togetherMilliseconds,
    ),
  )
}

/** NaN, which is near nothing, where no time is known. */
function saidAt({ lastAt }: LogLine): number {
  return lastAt ?? Number.NaN
}

const copyIsLeft = unknown('a volume lost one of its replicas, and another one may still answer', {
  next: 'kubectl -n longhorn-system get replicas.longhorn.io,volumes.longhorn.io -o wide',
})

const whoseDisk = unknown('a disk sdX failed: is it a Longhorn volume or hardware?', {
  next: 'lsblk -o NAME,TRAN,MOUNTPOINTS',
})

const mayBeDetached = unknown(
  'iSCSI connections of the node ended: were volumes detached, or did they lose their engine?',
  {
    next: 'journalctl -k | grep -iE "session recovery|offline device|I/O error"; kubectl -n longhorn-system get volumes.longhorn.io',
  },
)

interface Kernel {
  readonly wireLost: readonly LogLine[]
  readonly connectionEnded: readonly Reason[]
  readonly sessionLost: readonly Reason[]
  readonly sessionBack: readonly Reason[]
  readonly volumeLun: readonly Reason[]
  readonly usbTrouble: readonly Reason[]
  readonly shareVolume: readonly Reason[]
  readonly offlineDevice: readonly Reason[]
  readonly journalAborted: readonly Reason[]
  readonly journalEnded: readonly Reason[]
}

/** A session that broke is Longhorn's, and so is a LUN 1; an error on sdX alone may be any disk's. */
function fromKernel(seen: Kernel, kernel: readonly Reason[]): PatternOutcome {
  const { connectionEnded, sessionLost, shareVolume, offlineDevice, journalAborted } = seen
  if (kernel.length === 0 && seen.wireLost.length > 0) return copyIsLeft
  const volumeLun = seen.usbTrouble.length > 0 ? [] : seen.volumeLun
  const failed = [...volumeLun, ...shareVolume, ...offlineDevice, ...journalAborted]
  if (failed.length === 0 && seen.sessionBack.length > 0) return noMatch
  const ofVolumes = [...sessionLost, ...volumeLun, ...shareVolume]
  const others = kernel.length - connectionEnded.length + ofVolumes.length
  if (ofVolumes.length + connectionEnded.length > 0)
    return others > 0
      ? match('suspected', [...new Set([...kernel, ...volumeLun, ...shareVolume])])
      : mayBeDetached
  return isOfDisk(seen) ? whoseDisk : noMatch
}

/** fs/ext4/super.c: it cannot even note that something failed. */
const gaveUp = /I\/O error while writing superblock/

/** The file system of some disk gave up for good. */
function isOfDisk({ offlineDevice, journalAborted, journalEnded }: Kernel): boolean {
  if (journalEnded.length > 0 || offlineDevice.some(({ text }) => gaveUp.test(text))) return true
  return offlineDevice.length > 0 && journalAborted.length > 0
}

function withoutWords(seen: Kernel & Noted, kernel: readonly Reason[]): PatternOutcome {
  const outcome = fromKernel(seen, kernel)
  return outcome === noMatch ? fromNotes(seen) : outcome
}

interface Noted extends Questions {
  readonly programIo: readonly Reason[]
  readonly faulted: readonly Reason[]
  readonly managerAmiss: readonly Reason[]
  readonly allFailed: readonly Reason[]
  readonly managerEnded: readonly Reason[]
  readonly noneToSalvage: readonly Reason[]
  readonly rebuildFails: readonly Reason[]
}

function fromNotes(noted: Noted): PatternOutcome {
  const { programIo, faulted, managerAmiss, rebuildFails } = noted
  if (programIo.length > 0 && faulted.length > 0)
    return match('suspected', [...programIo, ...faulted])
  const { allFailed, managerEnded, noneToSalvage } = noted
  if (allFailed.length > 0 && managerEnded.length > 0 && noneToSalvage.length === 0)
    return match('suspected', [...managerEnded, ...allFailed])
  if (allFailed.length > 0) return allGone
  if (rebuildFails.length > 0)
    return unknown('a copy to another node breaks off: do the two nodes reach each other?', {
      next: 'kubectl -n longhorn-system get pods -l longhorn.io/component=instance-manager -o wide; kubectl -n longhorn-system get replicas.longhorn.io -o wide',
    })
  if (programIo.length > 0) return refusedFile
  return managerAmiss.length > 0
    ? unknown('the instance manager of a node is not there, or is not the one that is expected', {
        next: 'kubectl -n longhorn-system get pods -l longhorn.io/component=instance-manager -o wide; kubectl -n longhorn-system get instancemanagers.longhorn.io',
      })
    : ask(noted)
}

const refusedFile = unknown(
  'a program cannot read or write its own files: the volume, the share or the disk below refuses',
  {
    next: 'kubectl -n NAMESPACE exec POD -- df -hT FOLDER; on its node: journalctl -k | grep -iE "I/O error|EXT4-fs|XFS|nfs:|session recovery"; kubectl -n longhorn-system get volumes.longhorn.io',
  },
)

const allGone = unknown(
  'all replicas of a volume failed: did their engine lose them, or does a disk not take them?',
  {
    next: "kubectl -n longhorn-system get instancemanagers.longhorn.io; kubectl -n longhorn-system get nodes.longhorn.io -o jsonpath='{.items[*].status.diskStatus}'",
  },
)

/** Volumes that are well now need no one out of bed. */
function gravity(volumes: readonly { readonly robustness?: string | undefined }[]) {
  const areWell = volumes.every(({ robustness }) => robustness !== 'faulted')
  return volumes.length > 0 && areWell ? ({ severity: 'warning' } as const) : {}
}
