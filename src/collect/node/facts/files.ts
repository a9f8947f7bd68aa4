import { type Answers, answerTo, type Section } from '../program/section.ts'

const paths = [
  '/proc/meminfo',
  '/proc/loadavg',
  '/proc/stat',
  '/proc/uptime',
  '/proc/1/stat',
  '/proc/pressure/cpu',
  '/proc/pressure/memory',
  '/proc/pressure/io',
  '/proc/sys/kernel/random/boot_id',
  '/proc/sys/kernel/hostname',
  '/proc/sys/kernel/osrelease',
  '/proc/sys/kernel/arch',
  '/proc/cmdline',
  '/proc/cgroups',
  '/proc/self/mountinfo',
  '/proc/device-tree/model',
  '/sys/fs/cgroup/cgroup.controllers',
  '/sys/class/thermal/thermal_zone*/type',
  '/sys/class/thermal/thermal_zone*/temp',
  '/sys/class/block/*/dev',
  '/sys/class/block/*/size',
  '/sys/class/block/*/partition',
  '/sys/class/block/*/device/model',
  '/sys/class/block/*/dm/uuid',
  '/sys/class/watchdog/watchdog*/state',
  '/sys/class/watchdog/watchdog*/timeout',
  '/etc/os-release',
  '/usr/lib/systemd/journald.conf.d/*.conf',
  '/run/systemd/journald.conf.d/*.conf',
  '/etc/systemd/journald.conf',
  '/etc/systemd/journald.conf.d/*.conf',
]

/** Lines that nothing reads: interrupt counters, comments, and one mount for each container and token. */
const leftOut = [
  '^intr ',
  '^softirq ',
  '^#',
  ' /run/k3s/containerd/',
  ' /run/containerd/',
  ' /run/netns/',
  'kubernetes.io~[eps]',
  'kubernetes.io~configmap',
]

/** All small files of the kernel and the system with one process: each line with its file's name before it. */
export const files: Section = {
  name: 'files',
  command: `grep -asHv -m 1000 ${leftOut.map((text) => `-e '${text}'`).join(' ')} ${paths.join(' ')}`,
  seconds: 3,
  maxBytes: 120_000,
  keep: 'head',
  disk: false,
}

export type Files = ReadonlyMap<string, readonly string[]>

const read = new WeakMap<Answers, Files>()

/** Lines of each file that the node has, by path. */
export function filesIn(answers: Answers): Files {
  const before = read.get(answers)
  if (before) return before
  const found = new Map<string, string[]>()
  for (const line of answerTo(answers, files.name).text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const path = line.slice(0, colon)
    const lines = found.get(path)
    if (lines) lines.push(line.slice(colon + 1))
    else found.set(path, [line.slice(colon + 1)])
  }
  read.set(answers, found)
  return found
}

/** First line of a file, without the NUL that ends a device tree's text. */
export function lineOf(files: Files, path: string): string | undefined {
  const line = files.get(path)?.[0]?.replaceAll('\0', '').trim()
  return line === '' ? undefined : line
}
