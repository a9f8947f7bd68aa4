import type { Board } from '../../world/board.ts'
import { file, folder, line, type Tree } from '../entry.ts'

/** /sys and the device tree: https://www.raspberrypi.com/documentation/computers/configuration.html#part4 */
export function sysFiles(board: Board): Tree {
  const { hardware } = board
  const zone = '/sys/class/thermal/thermal_zone0'
  return {
    '/sys/fs/cgroup/cgroup.controllers': line(
      `cpuset cpu io ${board.commandLine.includes('cgroup_enable=memory') ? 'memory ' : ''}pids`,
    ),
    [`${zone}/type`]: line('cpu-thermal'),
    [`${zone}/temp`]: line(Math.round(hardware.celsius * 1000)),
    '/sys/class/watchdog/watchdog0/state': line('active'),
    '/sys/class/watchdog/watchdog0/timeout': line(15),
    '/dev/watchdog': file('', 0o600),
    '/dev/watchdog0': file('', 0o600),
    '/dev/null': file('', 0o666),
    '/dev/vcio': file('', 0o660),
    '/proc/device-tree/model': file(`${board.model}\0`, 0o444),
    '/proc/device-tree/chosen/bootloader/rsts': file(word(hardware.resetRegister), 0o444),
    ...(board.isPi5 && supply(board)),
    '/sys/fs/pstore': folder(0o750),
    ...sessions(board),
  }
}

/** An iSCSI session for each volume that is attached here. */
function sessions({ attachedVolumes }: Board): Tree {
  const rows = [...attachedVolumes].map((volume, place) => [
    `/sys/class/iscsi_session/session${place + 1}/targetname`,
    line(`iqn.2019-10.io.longhorn:${volume}`),
  ])
  return Object.fromEntries(rows)
}

/** Of a Pi 5 alone: big-endian numbers of 32 bits. */
function supply({ hardware }: Board): Tree {
  const at = '/proc/device-tree/chosen/power'
  return {
    [`${at}/max_current`]: file(word(hardware.maxCurrentMilliamps), 0o444),
    [`${at}/usb_max_current_enable`]: file(
      word(hardware.maxCurrentMilliamps >= 5000 ? 1 : 0),
      0o444,
    ),
    [`${at}/usb_over_current_detected`]: file(word(0), 0o444),
    [`${at}/power_reset`]: file(word(hardware.powerReset), 0o444),
  }
}

function word(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
