import { blockDevices as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { type Files, filesIn, lineOf } from './files.ts'
import { type MountLine, mountsIn } from './mounts.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

/**
 * Where each block device hangs in the device tree of the kernel, by shell built-ins alone: lsblk
 * costs more than all of them, reads the same files, and busybox has none.
 */
export const blockPaths: Section = {
  name: 'block',
  command: `cd /sys/class/block || return 41
for device in *; do
  case $device in ram*|'*') continue;; esac
  cd -P "$device" 2>/dev/null && pwd -P && cd /sys/class/block
done
echo slaves /sys/class/block/dm-*/slaves/*`,
  seconds: 2,
  maxBytes: 16_000,
  keep: 'head',
  disk: false,
}

const maxDevices = 200
const maxMountpoints = 20

export const blockDevices: FactReader = {
  kind: fact.kind,
  source: 'lsblk (/sys/class/block)',
  section: blockPaths.name,
  read(answers) {
    const { text, status } = answerTo(answers, blockPaths.name)
    if (status === 41) return absent('not-applicable', 'the node shows no block devices')
    const found = filesIn(answers)
    const table = mountsIn(found)
    const lines = text.split('\n')
    const slaves = lines.find((line) => line.startsWith('slaves ')) ?? ''
    return lines
      .filter((line) => line.startsWith('/sys/devices/'))
      .slice(0, maxDevices)
      .flatMap((path) => deviceAt(path, { found, table, slaves }))
  },
}

interface Surroundings {
  readonly found: Files
  readonly table: readonly MountLine[]
  readonly slaves: string
}

function deviceAt(path: string, { found, table, slaves }: Surroundings): object[] {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  const at = `/sys/class/block/${name}`
  const sectors = numberIn(lineOf(found, `${at}/size`))
  // A loop device without a file behind it is a placeholder.
  if (sectors === 0 && name.startsWith('loop')) return []
  const isPart = found.has(`${at}/partition`)
  const device = lineOf(found, `${at}/dev`)
  const points = table.filter((mount) => mount.device === device).map(({ target }) => target)
  return [
    known({
      name: name.replaceAll('!', '/'),
      kind: isPart ? 'part' : kindOf(name, lineOf(found, `${at}/dm/uuid`)),
      transport: transportOf(path),
      // /sys counts in sectors of 512 bytes, whatever the disk's own are.
      sizeBytes: sectors === undefined ? undefined : sectors * 512,
      parent: isPart ? parts.at(-2) : slaveOf(name, slaves),
      mountpoints: [...new Set(points)].slice(0, maxMountpoints),
      model: lineOf(found, `${at}/device/model`),
    }),
  ]
}

/** The words of lsblk's TYPE column. A device-mapper's id begins with its maker's name. */
function kindOf(name: string, mapperId = ''): string {
  const plain = [
    ['loop', 'loop'],
    ['sr', 'rom'],
    ['md', 'raid'],
  ].find(([prefix = '']) => name.startsWith(prefix))?.[1]
  if (plain !== undefined) return plain
  if (!name.startsWith('dm-')) return 'disk'
  if (mapperId.startsWith('part')) return 'part'
  return /^([A-Za-z]+)-/.exec(mapperId)?.[1]?.toLowerCase() ?? 'dm'
}

/** The words of lsblk's TRAN column, read off the way to the device. */
function transportOf(path: string): string | undefined {
  const ways: readonly (readonly [RegExp, string])[] = [
    [/\/session\d+\//, 'iscsi'],
    [/\/usb\d+\//, 'usb'],
    [/\/nvme\d*\/|\/nvme-subsystem\//, 'nvme'],
    [/\/mmc_host\//, 'mmc'],
    [/\/ata\d+\//, 'sata'],
    [/\/virtio\d+\//, 'virtio'],
  ]
  return ways.find(([pattern]) => pattern.test(path))?.[1]
}

function slaveOf(name: string, slaves: string): string | undefined {
  return slaves
    .split(' ')
    .find((word) => word.startsWith(`/sys/class/block/${name}/slaves/`) && !word.endsWith('*'))
    ?.split('/')
    .at(-1)
}

/** Name of the device with that number, `/dev/mmcblk0p2`: what stands behind /dev/root. */
export function deviceName(number: string, found: Files): string | undefined {
  for (const [path, [value]] of found) {
    const name = /^\/sys\/class\/block\/([^/]+)\/dev$/.exec(path)?.[1]
    if (name !== undefined && value?.trim() === number) return `/dev/${name.replaceAll('!', '/')}`
  }
  return undefined
}
