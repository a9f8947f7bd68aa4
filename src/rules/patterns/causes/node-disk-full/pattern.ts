import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { filesystems } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
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
import { condition, pressure } from './pressure.ts'
import { sentences } from './told.ts'

/**
 * The kubelet cleans images up from 85 percent on, and says so when it cannot; K3s evicts at 95. The
 * words are of pkg/kubelet/images/image_gc_manager.go, the limit of K3s's pkg/daemons/agent.
 */
const imagesOnly =
  /FreeDiskSpaceFailed|required amount of images|errors in image deletion|image filesystem is over/

/** A write to the node's own file system: of K3s and its SQLite, etcd, containerd, the kubelet, the journal. */
const nodeWrites = lines(
  ['o space left on device', 'database or disk is full', 'ENOSPC'],
  /^(?!.*(?:inotify|fsnotify|\/sys\/fs\/cgroup|watch|kubernetes\.io~|\/dev\/shm|mounting .*to rootfs)).*(?:\/var\/lib\/(?:rancher|kubelet|containerd|docker|cni|longhorn)|\/var\/log|\/run\/k3s|\/run\/log|\/etc\/|(?<!\/)\bjournal|containerd|unpack image|pull|snapshot|shim|kine|(?:\/registry|k3s).*database or disk is full|etcdserver|\bfailed to create WAL\b|apt|dpkg|rsyslog)/i,
)
/** The same words with nothing that says whose file system it was. */
const anyWrites = lines(
  ['o space left on device'],
  new RegExp(`^(?!.*(?:${ofNoDisk}|kubernetes\\.io~|/dev/shm|mounting .*to rootfs))`, 'i'),
)
/** The disk under a virtual machine: thin pools of LVM, QEMU's own files. */
const hostPool = lines([
  'no free data space available',
  'to out-of-data-space',
  'out-of-data-space mode',
  'out of metadata space',
  'no free metadata space available',
  'Insufficient free space in thin pool',
  'status: io-error',
  // devmapper of Docker and CRI-O (containers/storage drivers/devmapper).
  'free data blocks which is less than minimum required',
])
/**
 * Alerts of the node mixin, at five and three percent of room or inodes, of the root file system or
 * one below /var; a volume of a pod is mounted elsewhere. Old versions do not name the mount.
 */
const alerts = lines(
  ['% available space left', '% available inodes left'],
  /^(?!.*(?:\{\{|\/dev\/longhorn)).*ilesystem on (?:\S*\/)?(?:root|mmcblk\d+p\d+|nvme\d+n\d+p\d+|[sv]d[a-z]+\d+|dm-\d+|mapper\/\S+|overlay|tmpfs)(?:, mounted on \/(?:var\S*|run|tmp)?,)? at \S+ has only [0-5](?:\.\d+)?% available (?:space|inodes) left/,
)
/**
 * `lvs`, in its own columns or in those that somebody asked for: the ninth letter of its attributes
 * says that the pool is out of data. dmeventd (plugins/thin), and `pvesm status` of Proxmox.
 */
const thinPoolFull = lines(
  ['twi-', 'WARNING: Thin pool ', ' lvmthin ', ' zfspool '],
  /\btwi.{5}D|twi-\S+\s+\S+\s+(?:9[89]\.\d+|100\.00)|(?:9[89]\.\d+|100\.00)\s+\d+\.\d+\s.*\btwi-|Thin pool \S+ (?:meta)?data is now (?:9[89]|100)\.\d+% full|\s(?:lvmthin|zfspool)\s+active\s.*\s(?:9[89]|100)\.\d+%/,
)
/**
 * The block layer's own word for no room (block/blk-core.c, BLK_STS_NOSPC, 3 for ext4): a thin pool,
 * or the file behind a loop device. Of a disk of its own it speaks of an array far away.
 */
const noRoomBelow = lines(
  ['critical space allocation error', 'ext4_end_bio:'],
  /critical space allocation error, dev (?:dm-|loop)\d|\(device (?:dm-|loop)\d+\): ext4_end_bio:\d+: I\/O error (?:3|-28) writing/,
)
/** drivers/block/loop.c: the file behind the device takes no more, and it is not said why. */
const loopWrites = lines('loop: Write error at byte offset')
/**
 * A file system of a partition wanted room for what it had promised (fs/ext4/inode.c, fs/btrfs):
 * Btrfs turns read-only over it. A volume of Longhorn has no partitions.
 */
const promised = lines(
  ['with error 28', 'errno=-28 '],
  /EXT4-fs \((?:mmcblk\d+p|nvme\d+n\d+p|[sv]d[a-z]+)\d+\): Delayed block allocation failed .* with error 28\b|BTRFS.*\(device (?:mmcblk\d+p|nvme\d+n\d+p|[sv]d[a-z]+)\d+\b.*errno=-28 /,
)
/** A line of `df` with 95 percent or more on the root file system, or where a node keeps its own below /var. */
const dfRow = lines(
  ['95% /', '96% /', '97% /', '98% /', '99% /', '100% /'],
  // A device of Longhorn, Ceph or DRBD is some workload's own volume, wherever it is mounted; and
  // where a database has its folder, the row is of a pod, or of a disk for nothing else.
  /^(?!.*(?:\/dev\/(?:longhorn\/|rbd\d|drbd\d)|kubernetes\.io[~/]|globalmount)).*\s(?:9[5-9]|100)%\s+\/(?:var(?:\/(?:lib(?:\/(?:rancher|kubelet|containerd|docker|longhorn|etcd)\S*)?|log\S*|cache\S*|tmp\S*|snap\S*))?)?\s*$/,
)

const fullPercent = 95
const roomyPercent = 85
const nodePaths = /^\/(?:$|var$|var\/(?:lib$|log|lib\/(?:rancher|kubelet|containerd)))/

export default definePattern({
  id: 'node-disk-full',
  title: 'The disk under the node is full',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    nodes,
    filesystems,
    pressure,
    condition,
    nodeWrites,
    promised,
    noRoomBelow,
    loopWrites,
    anyWrites,
    hostPool,
    thinPoolFull,
    dfRow,
    alerts,
  },
  told: sentences,
  explains: {
    onSameNode: [
      'disk-filling-up',
      'k3s-restarting',
      'node-silent',
      'longhorn-disk-unschedulable',
      'image-unusable',
      'datastore-corrupt-or-full',
      'container-store-damaged',
    ],
    anywhere: [
      'pods-not-well',
      'api-not-ready',
      'volume-degraded',
      'server-unreachable-from-agent',
      'volume-attached-elsewhere',
      'app-fault',
    ],
  },
  rivals: [
    {
      cause: 'volume-full',
      tell: "One pod alone says `No space left on device`, about a path of its own volume, while the node's `df -h /` has room.",
    },
    {
      cause: 'kernel-limit-exhausted',
      tell: 'inotify and cgroups say `no space left on device` too, when their table is full: no disk is.',
    },
    {
      cause: 'benign-k3s-noise',
      tell: '`invalid capacity 0 on image filesystem` in the first two minutes is no full disk.',
    },
    {
      cause: 'longhorn-disk-unschedulable',
      tell: "Longhorn's own disk is short of space, another file system than the node's.",
    },
  ],
  remedy: 'free-disk',
  docs: {
    meaning:
      'The file system that holds images, logs and K3s itself has no room left, or no inodes. The kubelet sets DiskPressure, refuses new pods and evicts running ones.',
    impact:
      'Pods stay Pending or are evicted; when nothing can be written any more, K3s and its datastore stop.',
    diagnosis:
      'On {node}: `df -h / /var; df -i /; du -xhd2 /var | sort -h | tail`. For a virtual machine look at the disk of its host too; below a loop device at the file that `losetup -l` names, below dm- at the pool in `lvs -a`.',
    mitigation:
      'Remove what is not needed: `k3s crictl rmi --prune`, `journalctl --vacuum-size=200M`, old logs in /var/log, old snapshots in /var/lib/rancher/k3s/server/db/snapshots. Then limit what grew. Ubuntu Server gives its root volume only a part of the disk: where `lsblk` shows that, `lvextend -r -l +100%FREE /dev/ubuntu-vg/ubuntu-lv` gives it the rest. Never delete inside /var/lib/longhorn by hand.',
    references: [
      'https://github.com/torvalds/linux/blob/master/fs/ext4/inode.c',
      'https://github.com/k3s-io/k3s/issues/1575',
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      'https://github.com/k3s-io/k3s/issues/6290',
      'https://github.com/kubernetes/kubernetes/issues/71869',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/eviction/helpers.go',
      'https://github.com/lvmteam/lvm2/blob/main/daemons/dmeventd/plugins/thin/dmeventd_thin.c',
      'https://github.com/lvmteam/lvm2/blob/main/man/lvs.8_end',
      'https://github.com/torvalds/linux/blob/master/block/blk-core.c',
      'https://github.com/harvester/harvester/issues/10687',
      'https://github.com/sonic-net/sonic-buildimage/issues/23146',
    ],
  },

  match(evidence) {
    const filled = evidence.filesystems.filter(isFull)
    const pressed = evidence.nodes.flatMap((node) => underPressure(node, filled))
    if (pressed.length > 0) return pressed
    const full = filled.map((one) => because(one, fullness(one)))
    const { nodeWrites, promised, noRoomBelow, hostPool, thinPoolFull, dfRow, anyWrites } = evidence
    const pressure = [...evidence.pressure, ...evidence.condition]
    const said: Reason[] = [
      ...pressure,
      ...nodeWrites,
      ...promised,
      ...noRoomBelow,
      ...hostPool,
      ...thinPoolFull,
      ...evidence.alerts,
    ]
    if (full.length > 0) return match('confirmed', [...full, ...dfRow, ...said])
    // The words stay in the log after somebody made room: what is measured now decides.
    if (said.length + dfRow.length > 0 && evidence.filesystems.some(isRoomyRoot))
      return elsewhereFull(evidence.filesystems, pressure)
    const pressing = pressure.filter(({ text }) => !imagesOnly.test(text))
    if (pressing.length + dfRow.length + hostPool.length > 0)
      return match('confirmed', [...dfRow, ...said])
    if (said.length > 0)
      return match(
        'suspected',
        said,
        nodeWrites.length + promised.length + noRoomBelow.length > 0 ? {} : { severity: 'warning' },
      )
    if (evidence.loopWrites.length > 0) return behindLoop
    return anyWrites.some((line) => line.origin !== 'pods')
      ? unknown('something found no space, in a file system that is not named', {
          next: 'df -h; df -i',
        })
      : noMatch
  },
})

const behindLoop = unknown(
  'the file behind a loop device could not be written: the file system that holds it is full, or its disk fails',
  { next: 'losetup -l; df -h; journalctl -k | grep -iE "I/O error|No space|space allocation"' },
)

function underPressure(
  node: z.infer<typeof nodes.schema> & Origin,
  filled: readonly Filesystem[],
): PatternOutcome[] {
  const condition = node.conditions.find(({ type }) => type === 'DiskPressure')
  const tainted = node.taints.some(({ key }) => key === 'node.kubernetes.io/disk-pressure')
  // Unknown is a silent kubelet, not a full disk.
  if (condition?.status !== 'True' && !tainted) return []
  const text = `${node.name} reports DiskPressure`
  const own = filled.filter((one) => one.node === node.name)
  return [
    match('confirmed', [because(node, text), ...own.map((one) => because(one, fullness(one)))], {
      subject: `node/${node.name}`,
      fill: { node: node.name },
    }),
  ]
}

type Filesystem = z.infer<typeof filesystems.schema> & Origin

function isFull({ target, usedPercent, inodesUsedPercent = 0, type }: Filesystem): boolean {
  if (!nodePaths.test(target) || type === 'squashfs') return false
  return usedPercent >= fullPercent || inodesUsedPercent >= fullPercent
}

/**
 * The root disk has room, and still the kubelet speaks of pressure: then another file system that
 * it watches is short of it, such as a tmpfs that holds containerd.
 */
function elsewhereFull(known: readonly Filesystem[], pressure: readonly Reason[]): PatternOutcome {
  const short = known.filter(
    ({ target, type, usedPercent, inodesUsedPercent = 0 }) =>
      !notWatched.test(target) &&
      type !== 'squashfs' &&
      Math.max(usedPercent, inodesUsedPercent) >= roomyPercent,
  )
  if (short.length === 0 || pressure.length === 0) return noMatch
  return match('suspected', [...short.map((one) => because(one, fullness(one))), ...pressure])
}

/** Firmware, packages and mounts of pods: the kubelet's thresholds do not look there. */
const notWatched =
  /^\/(?:boot|efi|snap|sys|proc|dev|mnt|media|home|srv|run\/user|var\/lib\/kubelet\/pods)/

function isRoomyRoot({ target, usedPercent, inodesUsedPercent = 0 }: Filesystem): boolean {
  return target === '/' && usedPercent < roomyPercent && inodesUsedPercent < roomyPercent
}

function fullness({ target, source, usedPercent, inodesUsedPercent = 0 }: Filesystem): string {
  return usedPercent >= inodesUsedPercent
    ? `${target} (${source}) is ${usedPercent} % full`
    : `${target} (${source}) has used ${inodesUsedPercent} % of its inodes`
}
