import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { blockDevices, units } from '#src/model/facts/node.ts'
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
import { mountFails } from '../../words/storage.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'

/** mount, mke2fs and e2fsck find the device taken (util-linux, e2fsprogs lib/ext2fs/ismounted.c). */
const busy = lines(
  [
    'mount point busy',
    'is already mounted or ',
    'apparently in use by',
    ' is in use.',
    'evice in use',
    'evice is in use',
  ],
  /already mounted or mount point busy|\/dev\/longhorn\/\S+ is already mounted or \S+ busy|(?:e2fsck|fsck\.ext4|mke2fs)\b.*[Dd]evice (?:is )?in use|mount point busy|\/dev\/\S+ is apparently in use by|is apparently in use by the system(?:; will not make a filesystem|\s*$)|\/dev\/longhorn\/\S+ is in use\./,
)
/** Who mounts a device finds it busy; so does a check, which names a mount where it sees one. */
const heldFromAll = [/mount point busy/, /(?:e2fsck|fsck\.ext4|mke2fs)\b.*in use/] as const
/** A path below /dev/longhorn, a CSI mount or a share that is awaited say whose device it is. */
const longhornDevice = lines(
  [
    '/dev/longhorn/',
    'driver.longhorn.io',
    'longhorn-csi-plugin',
    'kubernetes.io~csi',
    'aiting for volume share to be available',
  ],
  /mount|busy|in use|mkfs|format|volume share/i,
)
/** multipathd holds it: its own words, lsof's, lsblk's, and Longhorn's condition. */
const multipath = lines(
  ['multipath', 'mpath', 'MultipathdIsRunning'],
  /^(?!.*(?:not running|inactive|disabled|could not be found|not found)).*(?:multipath|\bmpath|MultipathdIsRunning)/i,
)

/** `multipath -ll`: a map over the disk that Longhorn's target (tgt) names so. */
const mapOnVolume = lines('VIRTUAL-DISK', /\bdm-\d+ IET, ?VIRTUAL-DISK/)

/** multipathd takes a disk into a map, while the kernel names whose target the disks are. */
const mapMade = lines(
  ['path added to devmap', ': addmap [', ': load table ['],
  /\b(?:multipathd?|mpath\w+)\b.*(?:path added to devmap|addmap \[|load table \[)/,
)
const virtualDisk = lines('VIRTUAL-DISK', /IET\s+VIRTUAL-DISK/)

/** lsof: multipathd holds a disk open. `8,80` are its numbers. */
const heldOpen = lines(
  'multipath',
  /\bmultipathd?\s+\d+\s.*\sBLK\s+(?<major>\d+),(?<minor>\d+)\s.*\/dev\/sd[a-z]+\s*$/,
)
/** ls in /dev/longhorn: a volume's device and its numbers. */
const volumeRow = lines(
  ['brw-', '/dev/longhorn'],
  /^b[rw-]{9}\S?\s.*\s(?<major>\d+),\s*(?<minor>\d+)\s.*\bpvc-|\/dev\/longhorn\b/,
)

export default definePattern({
  id: 'longhorn-multipathd-claims-device',
  title: "multipathd takes Longhorn's device before it can be mounted",
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    ...questions,
    longhornNodes,
    units,
    blockDevices,
    busy,
    longhornDevice,
    multipath,
    mountFails,
    mapOnVolume,
    mapMade,
    virtualDisk,
    heldOpen,
    volumeRow,
  },
  told: sentences,
  explains: {
    onSameNode: ['volume-not-mounting'],
    anywhere: ['volume-not-mounting', 'pods-not-well', 'rwx-or-nfs-mount'],
  },
  rivals: [
    {
      cause: 'volume-attached-elsewhere',
      tell: '`Multi-Attach error`: the volume is attached to another node, and no device is busy here.',
    },
    {
      cause: 'filesystem-corruption',
      tell: '`fsck` or `wrong fs type, bad superblock`: the device is free, its content is damaged.',
    },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'An old mount of a volume that died is still in place.',
    },
  ],
  remedy: 'exclude-from-multipath',
  docs: {
    meaning:
      'multipathd, running by default on Ubuntu, makes a device of its own out of each new disk, those of Longhorn too. The mount that follows finds the disk in use.',
    impact: 'The volume is attached and cannot be mounted; the pod waits in ContainerCreating.',
    diagnosis:
      'On {node}: `systemctl is-active multipathd; multipath -ll; lsblk` (a child of type mpath below sdX), `lsof | grep multipath`.',
    mitigation:
      'On {node}: add `blacklist { devnode "^sd[a-z0-9]+" }` to /etc/multipath.conf and `systemctl restart multipathd`, or `systemctl disable --now multipathd.socket multipathd` where nothing else needs it. Then delete the pod that waits.',
    references: [
      'https://github.com/opensvc/multipath-tools/blob/master/libmultipath/print.c',
      'https://longhorn.io/kb/troubleshooting-volume-with-multipath/',
      'https://github.com/longhorn/longhorn/issues/1210',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/controller/monitor/environment_check_monitor.go',
    ],
  },

  match(evidence, { node }) {
    const { longhornNodes, units, busy, longhornDevice, multipath } = evidence
    if (busy.length === 0) return withoutBusyDevice(evidence)
    const daemon = units.find(({ name }) => name === 'multipathd.service')
    const built = mapsOf(evidence.blockDevices)
    const proof = [...multipath, ...built, ...conditionsOf(longhornNodes, node), ...running(daemon)]
    // An event names no node: that multipathd runs on this one is then no proof.
    const named = multipath.length + built.length > 0 || busy.some(({ node }) => node !== undefined)
    if (proof.length > 0) return match(named ? 'confirmed' : 'suspected', [...busy, ...proof])
    if (daemon !== undefined)
      return unknown('a device is busy, and multipathd does not run: something else holds it', {
        next: 'lsblk; lsof | grep -E "/dev/(sd|longhorn)"',
      })
    if (
      longhornDevice.length > 0 ||
      busy.some(({ text }) => /pvc-|longhorn/.test(text)) ||
      heldFromAll.every((how) => busy.some(({ text }) => how.test(text)))
    )
      return match('suspected', [...busy, ...longhornDevice])
    return unknown('a device is busy: who holds it?', {
      next: 'systemctl is-active multipathd; lsblk; multipath -ll',
    })
  },
})

interface Held extends Questions {
  readonly mapMade: readonly LogLine[]
  readonly virtualDisk: readonly LogLine[]
  readonly mapOnVolume: readonly LogLine[]
  readonly heldOpen: readonly LogLine[]
  readonly volumeRow: readonly LogLine[]
  readonly multipath: readonly LogLine[]
  readonly mountFails: readonly LogLine[]
}

/** multipathd by itself harms nothing; it does with a volume's disk open, or where a mount fails. */
function withoutBusyDevice(seen: Held): PatternOutcome {
  const { heldOpen, volumeRow, multipath, mountFails } = seen
  if (seen.mapOnVolume.length > 0) return match('confirmed', [...seen.mapOnVolume, ...multipath])
  if (heldOpen.length > 0 && volumeRow.length > 0) {
    const all = [...heldOpen, ...volumeRow]
    if (sameDisk(heldOpen, volumeRow)) return match('confirmed', all)
    // Rows that differ in numbers only are folded into one: then the others' numbers are not known.
    const known = all.every(({ count, groups }) => count === 1 && groups['major'])
    return known ? noMatch : match('suspected', all)
  }
  if (seen.mapMade.length > 0 && seen.virtualDisk.length > 0)
    return match('suspected', [...seen.mapMade, ...seen.virtualDisk])
  return multipath.length > 0 && mountFails.length > 0
    ? match('suspected', [...multipath, ...mountFails])
    : ask(seen)
}

/** The disk that multipathd holds and the volume's device have the same numbers. */
function sameDisk(held: readonly LogLine[], rows: readonly LogLine[]): boolean {
  const numbers = ({ groups: { major, minor } }: LogLine) => `${major},${minor}`
  return rows.some(
    (row) => row.groups['major'] && held.some((one) => numbers(one) === numbers(row)),
  )
}

/** lsblk: what multipathd made out of a disk. */
function mapsOf(devices: readonly (z.infer<typeof blockDevices.schema> & Origin)[]): Reason[] {
  return devices
    .filter(({ kind }) => kind === 'mpath')
    .map((map) => because(map, `lsblk shows ${map.name} on ${map.parent ?? 'a disk'}`))
}

type LonghornNode = z.infer<typeof longhornNodes.schema> & Origin
type Unit = z.infer<typeof units.schema> & Origin

/** Longhorn looks for the daemon on each of its nodes. */
function conditionsOf(nodes: readonly LonghornNode[], asked: string | undefined): Reason[] {
  return nodes
    .filter(({ name }) => asked === undefined || name === asked)
    .flatMap((one) =>
      one.conditions
        .filter(({ type, status }) => type === 'Multipathd' && status === 'False')
        .map(() => because(one, `${one.name}: Longhorn sees that multipathd runs`)),
    )
}

function running(daemon: Unit | undefined): Reason[] {
  return daemon?.activeState === 'active' ? [because(daemon, 'multipathd is active')] : []
}
