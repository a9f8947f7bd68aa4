import { blockDevices, mounts } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'

const remounted = lines(
  ['Remounting filesystem read-only', 'emounting filesystem read-only'],
  /EXT4-fs \((?<device>[\w-]+)\): [Rr]emounting filesystem read-only/,
)

/** node-problem-detector's condition and event: it does not say which file system of the node it was. */
const reported = lines(
  'ReadonlyFilesystem',
  /ReadonlyFilesystem\s+True\b|ReadonlyFilesystem is now: True\b/,
)

/** A program of the system that cannot write where only the root file system can be. */
const refused = lines(
  'ead-only file system',
  /(?:\/var\/(?:lib|log|tmp)|\/etc|\/run\/log|\/root|\/home)\/?[^\s:'"]*['"]?: Read-only file system|\/var\/(?:lib|log)\S*: read-only file system/,
)

/** `mount` or /proc/mounts, pasted. */
const pasted = lines(
  [' on / type ', ' / ext4 ro', ' / xfs ro', ' / btrfs ro'],
  / on \/ type (?:ext4|xfs|btrfs|f2fs) \(ro\b| \/ (?:ext4|xfs|btrfs) ro\b/,
)

/** Devices that are certainly the node's own. An sdX may be a Longhorn volume over iSCSI. */
const own = /^(?:mmcblk|nvme|vd|dm-|md)/
/** Some nodes are read-only on purpose, with a layer above. */
const layered = /^(?:overlay|overlayroot|squashfs|erofs)$/

export default defineSymptom({
  id: 'root-filesystem-read-only',
  title: 'The root file system has turned read-only',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: { mounts, blockDevices, remounted, reported, refused, pasted },
  explains: { onSameNode: ['k3s-restarting', 'node-silent'] },
  rivals: [
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'The device is an sdX whose transport is iscsi: that is a volume, not the root.',
    },
    { cause: 'sd-card-failing', tell: 'Errors of mmc0 or mmcblk0 come before the remount.' },
    { cause: 'nvme-link-or-power-state', tell: 'The NVMe controller is down before the remount.' },
  ],
  decides: 'journalctl -k -b | grep -iE "I/O error|EXT4-fs error|Remounting"',
  remedy: 'replace-boot-disk',
  docs: {
    meaning:
      'The kernel stopped writing to the boot disk after an error of the disk or its file system.',
    impact: 'K3s cannot write its datastore, logs or images. Pods run on until they restart.',
    diagnosis:
      'On {node}: `findmnt -no SOURCE,OPTIONS /` and `journalctl -k | grep -E "read-only|I/O error|EXT4-fs error"`. `lsblk -o NAME,TRAN` tells a Longhorn volume (iscsi) from a disk.',
    mitigation:
      'Find out why first: supply, card, drive. Save what is needed. Do not run fsck on the mounted root; reboot and let the start check it, or replace the disk.',
    references: [
      'https://github.com/torvalds/linux/blob/master/fs/ext4/super.c',
      'https://docs.k3s.io/installation/requirements',
      'https://github.com/kubernetes/node-problem-detector/blob/master/config/readonly-monitor.json',
    ],
  },

  match({ mounts, blockDevices, remounted, reported, refused, pasted }) {
    const root = mounts.find((mount) => mount.target === '/')
    if (root && (layered.test(root.type) || layered.test(root.source))) return noMatch
    // What the mount table says now beats a line of an earlier hour.
    if (root && !root.options.includes('ro')) return noMatch
    const table: Reason[] = root
      ? [because(root, `/ is mounted ${root.options.slice(0, 3).join(',')}`)]
      : []
    const devices = new Map(blockDevices.map((device) => [device.name, device]))
    const outcome = remounted.map((line) => {
      const device = line.groups.device ?? ''
      return { line, whose: whose(device, root?.source, devices) }
    })
    const ours = outcome.filter(({ whose }) => whose === 'root').map(({ line }) => line)
    const open = outcome.filter(({ whose }) => whose === 'unknown').map(({ line }) => line)
    const either = [...open, ...reported]
    return decide({ table: [...table, ...(root ? [] : pasted)], ours, refused, open: either })
  },
})

interface Device {
  readonly transport?: string | undefined
  readonly parent?: string | undefined
  readonly mountpoints: readonly string[]
}

/** Whose device it is: the root's, a Longhorn volume or other disk, or not to be told. */
function whose(
  name: string,
  rootSource: string | undefined,
  devices: ReadonlyMap<string, Device>,
): 'root' | 'other' | 'unknown' {
  if (rootSource !== undefined) return rootSource.endsWith(`/${name}`) ? 'root' : 'other'
  const device = devices.get(name)
  if (device) {
    const disk = device.parent === undefined ? device : devices.get(device.parent)
    if (disk?.transport === 'iscsi') return 'other'
    return device.mountpoints.includes('/') ? 'root' : 'other'
  }
  return own.test(name) ? 'root' : 'unknown'
}

interface Seen {
  readonly table: readonly Reason[]
  readonly ours: readonly Reason[]
  readonly refused: readonly Reason[]
  readonly open: readonly Reason[]
}

function decide({ table, ours, refused, open }: Seen): PatternOutcome {
  if (table.length > 0)
    return match(ours.length > 0 ? 'confirmed' : 'suspected', [...table, ...ours, ...refused])
  if (ours.length + refused.length > 0) return match('suspected', [...ours, ...refused])
  if (open.length > 0)
    return unknown(
      'a file system turned read-only; whether it is the root or a volume is not shown',
      {
        next: 'lsblk -o NAME,TRAN,MOUNTPOINTS; findmnt -no SOURCE,OPTIONS /',
      },
    )
  return noMatch
}
