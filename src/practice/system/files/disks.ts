import type { Board } from '../../world/board.ts'
import { file, line, link, type Tree } from '../entry.ts'

/** One block device: where it hangs in /sys, and its number. */
interface Device {
  readonly name: string
  readonly path: string
  readonly number: string
  readonly bytes: number
  readonly isPart: boolean
  readonly model?: string
}

const bootBytes = 512 * 1024 ** 2

function devicesOf(board: Board): Device[] {
  const { device: name, model } = board.disk
  const isCard = name === 'mmcblk0'
  const controller = board.isPi5
    ? '/sys/devices/platform/axi/1000fff000.mmc'
    : '/sys/devices/platform/emmc2bus/fe340000.mmc'
  const path = isCard
    ? `${controller}/mmc_host/mmc0/mmc0:aaaa/block/${name}`
    : `/sys/devices/platform/axi/1000110000.pcie/pci0001:00/0001:00:00.0/0001:01:00.0/nvme/nvme0/${name}`
  const major = isCard ? 179 : 259
  const part = (number: number, bytes: number): Device => ({
    name: `${name}p${number}`,
    path: `${path}/${name}p${number}`,
    number: `${major}:${number}`,
    bytes,
    isPart: true,
  })
  const whole = { name, path, number: `${major}:0`, bytes: board.diskBytes, isPart: false, model }
  return [whole, part(1, bootBytes), part(2, board.diskBytes - bootBytes)]
}

/** What is mounted where, as df, findmnt and the kernel tell it. */
export interface Mount {
  readonly number: string
  readonly source: string
  readonly target: string
  readonly type: string
  readonly options: string
  readonly size?: {
    readonly bytes: number
    readonly usedBytes: number
    readonly inodes: number
    readonly usedInodes: number
  }
}

export function mountsOf(board: Board): Mount[] {
  const { disk } = board
  const [, boot, root] = devicesOf(board)
  if (!boot || !root) return []
  const write = disk.readOnly ? 'ro' : 'rw'
  const kernel = (target: string, type: string, number: string): Mount => ({
    number,
    source: type,
    target,
    type,
    options: 'rw,nosuid,nodev,noexec,relatime',
  })
  return [
    {
      number: root.number,
      source: `/dev/${root.name}`,
      target: '/',
      type: 'ext4',
      options: `${write},noatime`,
      size: {
        bytes: board.diskBytes,
        usedBytes: board.diskUsedBytes,
        inodes: disk.inodes,
        usedInodes: disk.usedInodes,
      },
    },
    kernel('/proc', 'proc', '0:22'),
    kernel('/sys', 'sysfs', '0:21'),
    kernel('/dev', 'devtmpfs', '0:5'),
    kernel('/run', 'tmpfs', '0:24'),
    kernel('/sys/fs/cgroup', 'cgroup2', '0:27'),
    {
      number: boot.number,
      source: `/dev/${boot.name}`,
      target: '/boot/firmware',
      type: 'vfat',
      options: 'rw,relatime,fmask=0022,dmask=0022',
      size: { bytes: bootBytes, usedBytes: 78 * 1024 ** 2, inodes: 0, usedInodes: 0 },
    },
  ]
}

/** Block devices in /sys, and the tables of mounts. */
export function diskFiles(board: Board): Tree {
  const mounts = mountsOf(board)
  const table = mounts
    .map(({ source, target, type, options }) => `${source} ${target} ${type} ${options} 0 0\n`)
    .join('')
  const info = mounts.map(
    ({ number, source, target, type, options }, place) =>
      `${22 + place} ${target === '/' ? 1 : 22} ${number} / ${target} ${options} shared:${1 + place} - ${type} ${source} ${options.split(',')[0]}\n`,
  )
  return {
    '/proc/self/mountinfo': file(info.join(''), 0o444),
    '/proc/self/mounts': file(table, 0o444),
    '/proc/mounts': link('/proc/self/mounts'),
    ...Object.assign({}, ...devicesOf(board).map(deviceFiles)),
  }
}

function deviceFiles({ name, path, number, bytes, isPart, model }: Device): Tree {
  return {
    [`/sys/class/block/${name}`]: link(path),
    [`${path}/dev`]: line(number),
    [`${path}/size`]: line(Math.floor(bytes / 512)),
    ...(isPart && { [`${path}/partition`]: line(name.slice(-1)) }),
    ...(model !== undefined && { [`${path}/device/model`]: line(model) }),
    [`/dev/${name}`]: file('', 0o660),
  }
}
