import type { LogLine } from '#src/model/line.ts'
import { countOf, isAtStart } from '../../words/node-kernel.ts'

/** A network card or radio behind USB is reset and comes back as a disk does, and as fast. */
export function apartFrom(moved: readonly LogLine[], otherDevice: readonly LogLine[]): LogLine[] {
  const ports = new Set(otherDevice.map(({ groups }) => groups['port']))
  return moved.filter(({ text }) => !ports.has(/\busb (\d+-[\d.]+)/.exec(text)?.[1]))
}

/** Many drivers reset their device once when they take it over; a bridge that hangs goes on. */
export function isFromItsDriver(line: LogLine): boolean {
  return isAtStart(line) && line.count <= 2 && !line.text.includes('SuperSpeed')
}

/** Little but disks is fast, and little but a disk is reset again and again. */
export function isOfDisk({ reset, enumeration, superSpeed }: Moves): boolean {
  const isReset = countOf(reset) > 1 || reset.some((line) => line.text.includes('SuperSpeed'))
  return isReset || isFast(enumeration, superSpeed)
}

interface Moves {
  readonly reset: readonly LogLine[]
  readonly enumeration: readonly LogLine[]
  readonly superSpeed: readonly LogLine[]
}

/** A device that is seen at full speed again and again and never answers. */
function isFast(enumeration: readonly LogLine[], superSpeed: readonly LogLine[]): boolean {
  const ports = new Set(superSpeed.map((line) => line.groups.port))
  const failing = enumeration.filter(({ text }) => ports.has(/usb ([\d.-]+):/.exec(text)?.[1]))
  return countOf(superSpeed) > 1 && countOf(failing) > 1
}

/** Where the kernel says at which port a disk hangs, what happens at another one is not of the disk. */
export function haveDisk(moved: readonly LogLine[], storage: readonly LogLine[]): boolean {
  const ports = new Set(
    storage.flatMap(({ text }) => /usb-storage (\d+-[\d.]+):/.exec(text)?.[1] ?? []),
  )
  if (ports.size === 0) return moved.length > 0 && storage.length > 0
  return moved.some(({ text }) => {
    const port = /\busb (\d+-[\d.]+)/.exec(text)?.[1]
    return port === undefined || ports.has(port)
  })
}
