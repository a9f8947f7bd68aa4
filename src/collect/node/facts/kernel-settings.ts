import { kernelSettings as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { type Files, files, filesIn, lineOf } from './files.ts'
import { absent, type FactReader, known } from './reader.ts'

/** Asked only where there is a watchdog whose state the kernel does not show in /sys. */
export const watchdog: Section = {
  name: 'watchdog',
  command: `[ -e /dev/watchdog ] || [ -e /dev/watchdog0 ] || return 41
command -v systemctl >/dev/null || return 41
systemctl show -p RuntimeWatchdogUSec`,
  seconds: 2,
  maxBytes: 500,
  keep: 'head',
  disk: false,
}

export const kernelSettings: FactReader = {
  kind: fact.kind,
  source: '/proc/cmdline, cgroup.controllers, systemctl show -p RuntimeWatchdogUSec',
  section: files.name,
  read(answers) {
    const found = filesIn(answers)
    const line = lineOf(found, '/proc/cmdline')
    const groups = cgroups(found)
    if (line === undefined && groups.cgroupVersion === undefined)
      return absent('failed', 'the node sent neither its command line nor its cgroups')
    const said = /^RuntimeWatchdogUSec=(.*)$/m.exec(answerTo(answers, watchdog.name).text)?.[1]
    return [
      known({
        commandLine: line?.split(/\s+/).slice(0, 200),
        ...groups,
        watchdogUsec: said === undefined ? undefined : spanUsec(said),
      }),
    ]
  },
}

/**
 * Version 2 lists its controllers in one file. /proc/cgroups has a line for each controller with
 * 1 at its end where it is on (cgroups(7)); since Linux 6.12 it leaves out those of version 2.
 */
function cgroups(found: Files): { cgroupControllers?: string[]; cgroupVersion?: number } {
  const second = lineOf(found, '/sys/fs/cgroup/cgroup.controllers')
  if (second !== undefined) return { cgroupVersion: 2, cgroupControllers: second.split(' ') }
  const rows = found.get('/proc/cgroups') ?? []
  if (rows.length === 0) return {}
  const on = rows.map((row) => row.split('\t')).filter((row) => row[3]?.trim() === '1')
  return { cgroupVersion: 1, cgroupControllers: on.map(([name = '']) => name) }
}

const units: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1e3,
  s: 1e6,
  min: 6e7,
  h: 3.6e9,
}

/** A span as systemctl writes it: `0`, `10s`, `1min 30s`, `infinity`. */
function spanUsec(text: string): number | undefined {
  if (text === '0' || text === 'infinity') return 0
  const parts = [...text.matchAll(/(\d{1,12})(us|ms|min|s|h)/g)]
  if (parts.length === 0) return undefined
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0)
}
