import { filesystems, mounts } from '../../../model/facts/node.ts'
import type { Format, Recognised } from './form.ts'

/** A source that is certainly a file system's: a device, or one of the kernel's own names. */
const source = '(/dev/\\S+|tmpfs|udev|devtmpfs|overlay|shm|none|efivarfs|[\\w.-]+:/\\S*|/\\S+)'
const amount = '(\\d+(?:[.,]\\d+)?[KMGTP]?i?B?|-)'
/** Source, perhaps a type, size, used, available, used percent, target. */
const row = new RegExp(
  `^\\s*(?:# )?${source}(?:\\s+([a-z][\\w.]*))?\\s+${amount}\\s+${amount}\\s+${amount}\\s+(\\d{1,3})%\\s+(/\\S*)\\s*$`,
)
/** Rows that somebody shortened to what matters: device, percent, target. */
const short = /^\s*(?:# )?(\/dev\/\S+)\s+(\d{1,3})%\s+(\/\S*)\s*$/
const header =
  /^\s*Filesystem\s+(?:Type\s+)?(1K-blocks|1024-blocks|1024-bl\S*|Size|Inodes|1M-blocks|1B-blocks)\s/

/** `df`, with -h, -P, -T, -m or -i; its header says the unit, without it only units said are read. */
export const readDf: Format = ({ lines }) => {
  let unit: string | undefined
  const inodes = new Map<string, number>()
  const found: (Recognised & { record: { target: string } })[] = []
  for (const [number, line] of lines.entries()) {
    const isHeader = header.exec(line)
    if (isHeader || line.trim() === '') {
      unit = isHeader?.[1]
      continue
    }
    const row = fullRow(line, unit) ?? shortRow(line) ?? wrappedRow(lines, number, unit)
    if (!row) continue
    // The percent of inodes is not that of bytes: it completes a record, it makes none.
    if (unit === 'Inodes') inodes.set(row.target, row.usedPercent)
    else found.push({ kind: filesystems.kind, record: row, lines: [number, number + 1] })
  }
  return found.map((one) => {
    const inodesUsedPercent = inodes.get(one.record.target)
    const record = { ...one.record, ...(inodesUsedPercent !== undefined && { inodesUsedPercent }) }
    return { ...one, record: filesystems.schema.parse(record) }
  })
}

interface Row {
  readonly source: string
  readonly target: string
  readonly usedPercent: number
}

const blockBytes: Readonly<Record<string, number>> = {
  '1K-blocks': 1024,
  '1024-blocks': 1024,
  '1M-blocks': 2 ** 20,
  '1B-blocks': 1,
}

function fullRow(line: string, unit: string | undefined): Row | undefined {
  const found = row.exec(line)
  if (!found) return undefined
  const [, from = '', type, size = '', used = '', available = '', percent, target = ''] = found
  const bytes = (text: string) => bytesOf(text, blockBytes[unit ?? ''])
  const amounts = {
    sizeBytes: bytes(size),
    usedBytes: bytes(used),
    availableBytes: bytes(available),
  }
  return {
    source: from,
    target,
    usedPercent: Number(percent),
    ...(type !== undefined && { type }),
    ...Object.fromEntries(Object.entries(amounts).filter(([, value]) => value !== undefined)),
  }
}

/** df gives a source that is too long for its column a line of its own. */
const longSource = /^\s*(\/dev\/\S+|[\w.-]+:[\w./-]+)\s*$/
const restOfRow = new RegExp(
  `^\\s+(${amount}\\s+${amount}\\s+${amount}\\s+\\d{1,3}%\\s+/\\S*)\\s*$`,
)

function wrappedRow(lines: readonly string[], number: number, unit: string | undefined) {
  const rest = restOfRow.exec(lines[number] ?? '')?.[1]
  const from = longSource.exec(lines[number - 1] ?? '')?.[1]
  if (rest === undefined || from === undefined) return undefined
  const row = fullRow(`/dev/wrapped ${rest}`, unit)
  return row && { ...row, source: from }
}

function shortRow(line: string): Row | undefined {
  const [, from, percent, target] = short.exec(line) ?? []
  if (from === undefined || target === undefined) return undefined
  return { source: from, usedPercent: Number(percent), target }
}

/** `57G` counts in powers of 1024, as df -h does; a bare number counts in the header's blocks. */
export function bytesOf(text: string, block: number | undefined): number | undefined {
  const found = /^(\d+(?:[.,]\d+)?)([KMGTP]?)i?B?$/.exec(text)
  if (!found) return undefined
  const [, digits = '', letter = ''] = found
  const factor = letter === '' ? block : 1024 ** ('KMGTP'.indexOf(letter) + 1)
  return factor === undefined ? undefined : Math.round(Number(digits.replace(',', '.')) * factor)
}

/** Source, target, type, options of /proc/mounts, or `SOURCE on TARGET type TYPE (OPTIONS)`. */
const procMount = /^(\S+) (\/\S*) ([a-z][\w.-]*) ((?:rw|ro)(?:,\S+)?) \d \d$/
const printedMount = /^(\S+) on (\/\S*) type ([a-z][\w.-]*) \(((?:rw|ro)(?:,[^)]*)?)\)$/

/** `/proc/mounts` and `mount`. */
export const readMounts: Format = ({ lines }) =>
  lines.flatMap((line, number) => {
    const found = procMount.exec(line.trim()) ?? printedMount.exec(line.trim())
    if (!found) return []
    const [, from, target, type, options = ''] = found
    const record = mounts.schema.parse({ source: from, target, type, options: options.split(',') })
    return [{ kind: mounts.kind, record, lines: [number, number + 1] as const }]
  })
