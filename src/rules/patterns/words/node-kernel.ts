import type { Origin } from '#src/model/facts/define.ts'
import { type LogLine, lines } from '#src/model/line.ts'

/**
 * Questions to the kernel's log that several patterns of a node ask: the same words decide for
 * one cause and against its rivals. Sources: Linux drivers/hwmon/raspberrypi-hwmon.c,
 * drivers/mmc, block/blk-core.c, fs/ext4, mm/oom_kill.c, kernel/panic.c, kernel/hung_task.c.
 */

/** `no under-voltage detected`, `ruled out: OOM, …`: what a person writes that it was not. */
export const denied = String.raw`(?<!\b(?:[Nn]o|[Ww]ithout|[Nn](?:either|or)|[Nn]ever|[Nn]othing|[Kk]eine?n?|[Oo]hne)\b[^.;,:]{0,24})(?<!\b[Rr]uled out\b.{0,200})`

/** Both spellings, with the firmware's bits or without; 'overvoltage' is something else. */
export const underVoltage = lines(
  ['oltage detected', 'OLTAGE DETECTED', 'oltage was detected', 'ow voltage warning'],
  new RegExp(`${denied}(?:\\bunder-?voltage (?:was )?detected|\\blow voltage warning\\b)`, 'i'),
)

/** The supply recovered: the end of a dip. */
export const voltageNormal = lines('oltage normalised')

/** As the firmware prints it, or as somebody wrote it down: `get_throttled` → `0x50005`. */
export const throttledWords = ['hrottled', 'hrottle register']
const register = String.raw`hrottled?(?:[ _](?:register|flags?|status|value))?["'\`*]{0,3}\s{0,4}(?:[:=|→]|[-=]>|(?:returned|returns|shows?|was|is|reads|says)\b)?[*:]{0,3}\s{0,3}["'\`*]{0,3}(?:throttled=)?0x`

/** A register of what was and is; its zero says nothing. Bit 0 is now, bit 16 since the boot. */
export function throttledBits(digits: string): RegExp {
  return new RegExp(`${register}${digits}(?![0-9a-f])`, 'i')
}
export const throttledUnderVoltageNow = lines(throttledWords, throttledBits('[0-9a-f]*[13579bdf]'))
export const throttledUnderVoltageEver = lines(
  throttledWords,
  throttledBits('[0-9a-f]*[13579bdf][0-9a-f]{4}'),
)

/** The kernel gave a whole system up. */
const diedWords = [
  'Kernel panic - not syncing',
  'Internal error: Oops',
  'kernel BUG at',
  'Unable to handle kernel',
  'BUG: unable to handle',
  'SError Interrupt on CPU',
  'BUG: soft lockup',
  'Watchdog detected hard LOCKUP',
  'hard LOCKUP on cpu',
  'rcu: INFO: rcu_sched self-detected stall',
]
export const kernelDied = lines(diedWords, new RegExp(`${denied}(?:${diedWords.join('|')})`))

/** kernel/hung_task.c; newer kernels tell a wait for a disk apart. */
export const hungTaskWords = ['blocked for more than', 'blocked in I/O wait for']

/** An SD card or eMMC answers a request with an error. */
export const cardInputOutputError = lines(
  ['I/O error', 'Input/output error'],
  new RegExp(
    `${denied}(?:(?:I\\/O|Input\\/output) error.*\\bmmcblk\\d|\\bmmcblk\\d.*(?:I\\/O|Input\\/output) error)`,
  ),
)

/** What a group's own report of its memory looks like, when the line that names it is cut off. */
export const groupReport = lines([
  'mem_cgroup_out_of_memory',
  'try_charge',
  'mem_cgroup_oom',
  'Memory cgroup stats for',
  'memory: usage',
])

/** Any disk's failed request, as the block layer or a file system words it; open-iscsi says it of a login. */
export const diskError = lines(
  ['I/O error', 'Input/output error', 'critical medium error', 'Unrecovered read error'],
  /(?<!Login )I\/O error[, ]|Input\/output error|medium error|Unrecovered read/,
)

/**
 * A disk that a Longhorn engine serves: its target has LUN 1, a disk in the node has LUN 0. What
 * fails there is the engine or its network, whatever SCSI calls it. See longhorn#7206.
 */
export const volumeDevice = lines(
  [
    '0:0:1: [sd',
    'iscsid',
    ' iscsi',
    'session recovery timed out',
    'detected conn error',
    'driver.longhorn.io',
    '/dev/longhorn/',
    'Engine of volume',
    'longhorn-manager',
    'instance-manager',
  ],
  /\bsd \d+:0:0:1: \[sd|iscsid|\bsd[a-z]+\b.* iscsi\b|session recovery timed out|detected conn error|longhorn|Engine of volume|instance-manager/i,
)

export const journalAborted = lines([
  'Aborting journal on device',
  'Detected aborted journal',
  'Remounting filesystem read-only',
])

export const fileSystemError = lines('EXT4-fs error (device')

/** The whole node ran out of memory: mm/oom_kill.c since 5.0, and the words before it. */
export const globalKill = lines(
  ['global_oom', 'CONSTRAINT_NONE', 'Out of memory', 'System is deadlocked on memory'],
  new RegExp(
    `${denied}(?:global_oom|CONSTRAINT_NONE|Out of memory: Kill(?:ed)? process|Out of memory \\(oom_kill_allocating_task\\)|Out of memory and no killable processes|Out of memory: (?:compulsory|system-wide) panic_on_oom|System is deadlocked on memory)`,
  ),
)

const pod = String.raw`(?:[/-]pod[^,\s/.s]|cri-containerd[-:]|crio-[0-9a-f]|libpod-)`
const path = String.raw`[^,\s]*`

/**
 * The group that reached its limit belongs to one pod or container: `…/podUID`, `…/podUID/ID`,
 * `…-podUID.slice/cri-containerd-ID.scope`. Kernels before 5.0 name it after `limit of`.
 */
export const containerGroupKill = lines(
  ['oom_memcg=', 'as a result of limit of'],
  new RegExp(`oom_memcg=${path}${pod}|limit of ${path}${pod}`),
)

/** It is a service's or a login's own limit: neither the node nor a container. */
const unit = String.raw`\.service|/user\.slice`

/**
 * The group above all pods, or above the whole node where that is itself a container: its limit
 * is what the node may use.
 */
export const nodeGroupKill = lines(
  ['oom_memcg=', 'as a result of limit of'],
  new RegExp(
    `(?:oom_memcg=|limit of )(?!${path}${pod})(?!${path}(?:${unit}))(?!/docker/[0-9a-f]+[,\\s])/`,
  ),
)

export const memoryGroupKill = lines(['Memory cgroup out of memory', 'CONSTRAINT_MEMCG'])

export function countOf(found: readonly LogLine[]): number {
  return found.reduce((sum, line) => sum + line.count, 0)
}

/** What a running system draws comes up by then: later dips are not the rush at the start. */
const startSeconds = 60
/** The rush of devices at the start passes within seconds; a weak supply stays low. */
const rushSeconds = 10

/** True for what happened while the node started; false too where no time is known. */
export function isAtStart(line: LogLine, bootedAt?: number): boolean {
  return (secondsAfterBoot(line, bootedAt) ?? Number.POSITIVE_INFINITY) <= startSeconds
}

/** One dip at the start that was over at once: the current that devices draw when they come up. */
export function isRushAtStart(
  dips: readonly LogLine[],
  normal: readonly LogLine[],
  bootedAt?: number,
): boolean {
  const [dip] = dips
  if (!dip || countOf(dips) > 1 || !isAtStart(dip, bootedAt)) return false
  if (isOver.test(dip.text)) return true
  const began = secondsAfterBoot(dip, bootedAt) ?? Number.POSITIVE_INFINITY
  return normal.some((line) => {
    const lasted = (secondsAfterBoot(line, bootedAt) ?? Number.POSITIVE_INFINITY) - began
    return lasted >= 0 && lasted <= rushSeconds
  })
}

/** Bit 0 of the firmware's register is the present: here the voltage was back when it was read. */
const isOver = /detected!? \(0x[0-9a-f]*[02468ace]\)/i

/** How many of the questions were answered at all. */
export function kindsOf(...found: readonly (readonly unknown[])[]): number {
  return found.filter((lines) => lines.length > 0).length
}

/** Says of a record that it speaks of one node: a list of nodes is nobody's own evidence. */
export function at(node: string | undefined, record: Origin): Origin {
  return { evidence: record.evidence, ...(node !== undefined && { node }) }
}

/** The kernel's own stamp, where the reader of the log left it in the text. */
const stamp = /^\W*(?:\S+:\s*)?\[\s*(\d+)\.\d+\]/

/**
 * Seconds from the start of the boot to the last of these lines; absent where nothing tells.
 *
 * @param bootedAt milliseconds since the epoch, for lines that carry a date instead of a stamp
 */
function secondsAfterBoot(line: LogLine, bootedAt?: number): number | undefined {
  if (line.lastUptimeSeconds !== undefined) return line.lastUptimeSeconds
  const stamped = line.count === 1 ? stamp.exec(line.text)?.[1] : undefined
  if (stamped !== undefined) return Number(stamped)
  const writtenAt = line.lastAt ?? line.firstAt
  // A line of the boot before has nothing to do with when this one started.
  if (bootedAt === undefined || writtenAt === undefined || writtenAt < bootedAt) return undefined
  return (writtenAt - bootedAt) / 1000
}
