import { defined } from '#src/transport/kubernetes/fields.ts'
import { load, memory, throttling, timeSync, units } from '../../../model/facts/node.ts'
import { throttlingOf } from '../../node/facts/throttling.ts'
import { bytesOf } from './filesystems.ts'
import type { Format, Recognised } from './form.ts'

const freeHeader = /^\s*total\s+used\s+free\s/
const freeRow = /^(Mem|Swap):\s+(.*\S)\s*$/

/** `free`, with -h, -m, -b or without: the command or the amounts themselves say the unit. */
export const readFree: Format = ({ lines, command }) =>
  lines.flatMap((line, number) => {
    if (!freeHeader.test(line)) return []
    const names = line.trim().split(/\s+/)
    const rows = new Map(
      lines.slice(number + 1, number + 4).flatMap((row) => {
        const found = freeRow.exec(row)
        return found ? [[found[1], found[2]?.split(/\s+/) ?? []] as const] : []
      }),
    )
    const record = memoryOf(rows.get('Mem'), rows.get('Swap'), names, freeUnit(command))
    return record ? [{ kind: memory.kind, record, lines: [number, number + 4] as const }] : []
  })

/** Without its command a bare amount has no unit, and 3796 may be anything. */
function freeUnit(command: string | undefined): number | undefined {
  if (command === undefined || !/^free(?: |$)/.test(command)) return undefined
  const flag = / -(?:-)?([bkmgt])/.exec(command)?.[1]
  return flag === undefined ? 1024 : ({ b: 1, k: 1024, m: 2 ** 20, g: 2 ** 30 }[flag] ?? undefined)
}

function memoryOf(
  row: readonly string[] | undefined,
  swap: readonly string[] | undefined,
  names: readonly string[],
  unit: number | undefined,
): object | undefined {
  const at = (cells: readonly string[] | undefined, name: string) =>
    bytesOf(cells?.[names.indexOf(name)] ?? '', unit)
  const totalBytes = at(row, 'total')
  if (totalBytes === undefined) return undefined
  const optional = {
    availableBytes: names.includes('available') ? at(row, 'available') : undefined,
    swapTotalBytes: at(swap, 'total'),
    swapFreeBytes: at(swap, 'free'),
  }
  const known = Object.entries(optional).filter(([, value]) => value !== undefined)
  return memory.schema.parse({ totalBytes, ...Object.fromEntries(known) })
}

const loadLine =
  /load averages?:\s*(\d+[.,]\d+)\s*[,/ ]\s*(\d+[.,]\d+)\s*[,/ ]\s*(\d+[.,]\d+)(?:\s+\((\d{1,3}) cores?\))?/

/** `uptime` and the first line of `top` and `w`. */
export const readUptime: Format = ({ lines }) =>
  lines.flatMap((line, number) => {
    const found = loadLine.exec(line)
    if (!found) return []
    const [one, five, fifteen] = found.slice(1, 4).map((text) => Number(text?.replace(',', '.')))
    const cpuCount = found[4] === undefined ? undefined : Number(found[4])
    const record = load.schema.parse({ one, five, fifteen, ...(cpuCount && { cpuCount }) })
    return [{ kind: load.kind, record, lines: [number, number + 1] as const }]
  })

const synchronized =
  /^\s*(?:System clock synchronized|NTP synchronized|NTPSynchronized)[:=]\s*(yes|no)\s*$/
const service =
  /^\s*(?:NTP service|Network time on|NTP|NTP enabled)[:=]\s*(active|inactive|yes|no)\s*$/
const universal = /^\s*Universal time: [A-Z][a-z]{2} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC\s*$/
/** `date` in the C locale; a zone by name other than UTC is not unambiguous. */
const date =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)(?: (AM|PM))? (?:UTC|GMT) (\d{4})$/

/** `timedatectl`, its `show`, and `date`. */
export const readClock: Format = ({ lines }) => {
  const record: Record<string, unknown> = {}
  const seen: number[] = []
  for (const [number, line] of lines.entries()) {
    const found = clockField(line)
    if (!found) continue
    Object.assign(record, found)
    seen.push(number)
  }
  const [first] = seen
  const last = seen.at(-1)
  if (first === undefined || last === undefined) return []
  return [{ kind: timeSync.kind, record: timeSync.schema.parse(record), lines: [first, last + 1] }]
}

function clockField(line: string): Record<string, unknown> | undefined {
  const isSynchronized = synchronized.exec(line)?.[1]
  if (isSynchronized) return { synchronized: isSynchronized === 'yes' }
  const isEnabled = service.exec(line)?.[1]
  if (isEnabled) return { ntpEnabled: isEnabled === 'active' || isEnabled === 'yes' }
  const at = universal.exec(line)
  if (at) return { clockAt: `${at[1]}T${at[2]}.000Z` }
  return dateField(line)
}

function dateField(line: string): Record<string, unknown> | undefined {
  const found = date.exec(line.trim())
  if (!found) return undefined
  const [, month, day, clock, half = '', year] = found
  const at = Date.parse(`${day} ${month} ${year} ${clock} ${half} GMT`)
  return Number.isNaN(at) ? undefined : { clockAt: new Date(at).toISOString() }
}

const unitHeader = /^\s*[●○×↻*]? ?([\w@.\\-]+\.(?:service|socket|mount|timer|target))(?: - .*)?$/
const loaded = /^\s*Loaded: ([a-z-]+)(?: \([^;)]*(?:; ([a-z-]+))?.*)?/
const active = /^\s*Active: ([a-z-]+)(?: \(([^)]+)\))?/

/** `systemctl status UNIT`. */
export const readUnitStatus: Format = ({ lines }) =>
  lines.flatMap((line, number): Recognised[] => {
    const name = unitHeader.exec(line)?.[1]
    const isLoaded = loaded.exec(lines[number + 1] ?? '')
    const state = lines.slice(number + 2, number + 8).flatMap((one) => active.exec(one) ?? [])
    const [, activeState, detail = ''] = state
    if (name === undefined || !isLoaded || activeState === undefined) return []
    const record = units.schema.parse(
      defined({
        name,
        loadState: isLoaded[1],
        unitFileState: isLoaded[2],
        activeState,
        subState: /^[a-z-]+$/.test(detail) ? detail : undefined,
        result: /^Result: ([a-z-]+)$/.exec(detail)?.[1],
      }),
    )
    return [{ kind: units.kind, record, lines: [number, number + 3] }]
  })

const throttled = /^\s*throttled=0x([0-9a-fA-F]{1,8})\s*$/
/** drivers/firmware/raspberrypi.c shows the same register as a file, in hexadecimal without 0x. */
const throttledFile = /soc:firmware\/get_throttled\s*$/
const bareHex = /^\s*([0-9a-fA-F]{1,8})\s*$/

/** `vcgencmd get_throttled`: bits 0 to 3 now, 16 to 19 since the boot (raspberrypi/documentation). */
export const readThrottled: Format = ({ lines }) =>
  lines.flatMap((line, number) => {
    const ofFile = throttledFile.test(lines[number - 1] ?? '')
    const found = throttled.exec(line) ?? (ofFile ? bareHex.exec(line) : null)
    if (!found) return []
    const record = throttlingOf(Number.parseInt(found[1] ?? '', 16))
    return [{ kind: throttling.kind, record, lines: [number, number + 1] as const }]
  })
