import { defined } from '#src/transport/kubernetes/fields.ts'
import { blockDevices } from '../../../model/facts/node.ts'
import { bytesOf } from './filesystems.ts'
import type { Format, Recognised } from './form.ts'

const header = /^\s*NAME\s+MAJ:MIN\s+RM\s+SIZE\s+RO\s+TYPE(?:\s+MOUNTPOINTS?)?\s*$/
const row =
  /^\s*([│ ├└|`─-]*)([\w!-]+)\s+\d+:\d+\s+[01]\s+(\S+)\s+[01]\s+(disk|part|lvm|crypt|rom|loop|raid\d+|mpath)(?:\s+(\S.*))?$/

/** `lsblk` with its usual columns. A row's tree signs say which disk it lies on. */
export const readLsblk: Format = ({ lines }) => {
  const found: Recognised[] = []
  let disk: string | undefined
  let isTable = false
  for (const [number, line] of lines.entries()) {
    isTable = header.test(line) || (isTable && line.trim() !== '')
    const cells = isTable ? row.exec(line) : null
    if (!cells) continue
    const isInner = cells[1]?.trim() !== ''
    if (!isInner) disk = cells[2]
    const record = rowOf(cells, isInner ? disk : undefined)
    found.push({ kind: blockDevices.kind, record, lines: [number, number + 1] })
  }
  return found
}

function rowOf([, , name, size = '', kind, mounted]: RegExpExecArray, parent?: string): object {
  const mountpoints = mounted === undefined ? [] : [mounted.trim()]
  const sizeBytes = bytesOf(size, undefined)
  return blockDevices.schema.parse(defined({ name, kind, mountpoints, sizeBytes, parent }))
}

interface Device {
  readonly name?: unknown
  readonly type?: unknown
  readonly tran?: unknown
  readonly size?: unknown
  readonly model?: unknown
  readonly mountpoint?: unknown
  readonly mountpoints?: unknown
  readonly children?: unknown
}

const mostDepth = 8

/** Devices of `lsblk -J`, the inner ones too. */
export function devicesOf(value: unknown, parent?: string, depth = 0): object[] {
  if (!Array.isArray(value) || depth > mostDepth) return []
  return value.flatMap((one: unknown) => {
    const device = (typeof one === 'object' && one !== null ? one : {}) as Device
    const name = textOf(device.name)
    if (name === undefined) return []
    return [
      deviceOf(device, name, parent),
      ...devicesOf(device.children, parent ?? name, depth + 1),
    ]
  })
}

function deviceOf(device: Device, name: string, parent: string | undefined): object {
  const listed = Array.isArray(device.mountpoints) ? device.mountpoints : [device.mountpoint]
  const sizeBytes =
    typeof device.size === 'number' ? device.size : bytesOf(textOf(device.size) ?? '', 1)
  const mountpoints = listed.flatMap((one: unknown) => textOf(one) ?? [])
  const kind = textOf(device.type)
  const transport = textOf(device.tran)
  const model = textOf(device.model)
  return blockDevices.schema.parse(
    defined({ name, kind, transport, model, sizeBytes, parent, mountpoints }),
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.trim() : undefined
}
