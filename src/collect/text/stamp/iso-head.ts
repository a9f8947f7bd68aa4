import type { Calendar } from './calendar.ts'
import type { Head } from './form.ts'
import { isoLength, isoMilliseconds } from './iso.ts'
import { isHostName, readSender } from './syslog-head.ts'

const priority = /^<\d{1,3}>1 /
/** RFC 5424 after its time: host, program, process, message id, structured data. */
const syslog5424 = /^ (\S{1,255}) (\S{1,48}) (\S{1,128}) \S{1,32} (?:-|(?:\[[^\]]{0,500}\])+) ?/
/** How containerd keeps a container's output: time, stream, F for full or P for partial. */
const containerLog = /^ (?:stdout|stderr) [FP] /
/** A journal's sender: a host, and a program that names its process or is the kernel. */
const journalSender = /^ (?:\S+ )?(?:[^\s:[\]]{1,100}\[\d{1,10}\]|kernel|systemd|sudo|k3s): /
const hasZone = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/
/** `1764000000.123456`, journalctl's short-unix. */
const unix = /^(\d{9,10})\.(\d{6}) (?=\S)/

/**
 * Reads a line that begins with a full date: short-iso, RFC 5424, `kubectl logs --timestamps`,
 * containerd's files, dmesg --time-format iso.
 */
export function readIsoHead(line: string, calendar: Calendar): Head | undefined {
  const skipped = priority.exec(line)?.[0].length ?? 0
  const stamp = line.slice(skipped, skipped + isoLength(line.slice(skipped, skipped + 40)))
  const local = isoMilliseconds(stamp)
  if (local === undefined) return undefined
  const at = hasZone.test(stamp) ? local : calendar.settleZone(local)
  const start = skipped + stamp.length
  return skipped > 0 ? read5424(line, start, at) : readAfter(line, start, at)
}

/** What follows the time says who wrote the line. */
function readAfter(line: string, start: number, at: number): Head {
  const after = line.slice(start, start + 200)
  const contained = containerLog.exec(after)
  if (contained) return { at, messageStart: start + contained[0].length }
  if (journalSender.test(after)) return readSender(line, start + 1, { at })
  return { at, messageStart: start + (after.startsWith(' ') ? 1 : 0) }
}

function read5424(line: string, start: number, at: number): Head {
  const found = syslog5424.exec(line.slice(start, start + 1000))
  if (!found) return { at, messageStart: start }
  const [head, host = '', program = ''] = found
  return {
    at,
    messageStart: start + head.length,
    ...(isHostName(host) && { host }),
    ...(program !== '-' && { program }),
  }
}

export function readUnixHead(line: string): Head | undefined {
  const found = unix.exec(line)
  if (!found) return undefined
  const at = Number(found[1]) * 1000 + Math.floor(Number(found[2]) / 1000)
  return readSender(line, found[0].length, { at })
}
