import type { LogLine } from '#src/model/line.ts'
import { countOf, isAtStart } from '../../words/node-kernel.ts'

/**
 * The driver core writes who drives the device before its port: `usb`, or since Linux 6.6
 * `r8152-cfgselector` (drivers/net/usb/r8152.c), which no disk has.
 */
const movedPort = /(?:\busb|-cfgselector) (\d+-[\d.]+)/

/** A network card or radio behind USB is reset and comes back as a disk does, and as fast. */
export function apartFrom(moved: readonly LogLine[], otherDevice: readonly LogLine[]): LogLine[] {
  const ports = new Set(otherDevice.map(({ groups }) => groups['port']))
  return moved.filter(({ text }) => !ports.has(movedPort.exec(text)?.[1]))
}

/** Many drivers reset their device once when they take it over; a bridge that hangs goes on. */
export function isFromItsDriver(line: LogLine): boolean {
  return isAtStart(line) && line.count <= 2 && !line.text.includes('SuperSpeed')
}

/** Whether what moved is a disk: by how it moves, or since the kernel said where the disk hangs. */
export function isOfDisk(moves: Moves): boolean {
  const { reset, enumeration, left, storage, returned } = moves
  return (
    movesAsDisk(moves) ||
    haveDisk([...reset, ...enumeration], storage) ||
    (haveDisk(left, storage) && comeBackAtOnce(left, returned))
  )
}

/** Little but disks is fast, and little but a disk is reset again and again. */
function movesAsDisk({ reset, enumeration, superSpeed }: Moves): boolean {
  const isReset = countOf(reset) > 1 || reset.some((line) => line.text.includes('SuperSpeed'))
  return isReset || isFast(enumeration, superSpeed)
}

interface Moves {
  readonly reset: readonly LogLine[]
  readonly enumeration: readonly LogLine[]
  readonly superSpeed: readonly LogLine[]
  readonly left: readonly LogLine[]
  readonly storage: readonly LogLine[]
  readonly returned: readonly LogLine[]
}

/** A device that is seen at full speed again and again and never answers. */
function isFast(enumeration: readonly LogLine[], superSpeed: readonly LogLine[]): boolean {
  const ports = new Set(superSpeed.map((line) => line.groups.port))
  const failing = enumeration.filter(({ text }) => ports.has(/usb ([\d.-]+):/.exec(text)?.[1]))
  return countOf(superSpeed) > 1 && countOf(failing) > 1
}

/** Where the kernel says at which port a disk hangs, what happens at another one is not of the disk. */
function haveDisk(moved: readonly LogLine[], storage: readonly LogLine[]): boolean {
  const ports = new Set(
    storage.flatMap(({ text }) => /usb-storage (\d+-[\d.]+):/.exec(text)?.[1] ?? []),
  )
  if (ports.size === 0) return moved.length > 0 && storage.length > 0
  return moved.some(({ text }) => {
    const port = /\busb (\d+-[\d.]+)/.exec(text)?.[1]
    return port === undefined || ports.has(port)
  })
}

/** A hand needs longer than this to pull a plug and to put it in again. */
const handSeconds = 3

/** A device that leaves a port and is there again within seconds, while the node runs. */
function comeBackAtOnce(left: readonly LogLine[], returned: readonly LogLine[]): boolean {
  return left.some((line) => {
    if (isAtStart(line)) return false
    const port = /\busb (\d+-[\d.]+)/.exec(line.text)?.[1]
    return returned.some(({ groups, ...again }) => {
      const after = secondsBetween(line, again)
      return groups['port'] === port && after !== undefined && after >= 0 && after <= handSeconds
    })
  })
}

type Timed = Pick<LogLine, 'firstAt' | 'firstUptimeSeconds'>

function secondsBetween(one: Timed, other: Timed): number | undefined {
  if (one.firstUptimeSeconds !== undefined && other.firstUptimeSeconds !== undefined)
    return other.firstUptimeSeconds - one.firstUptimeSeconds
  if (one.firstAt === undefined || other.firstAt === undefined) return undefined
  return (other.firstAt - one.firstAt) / 1000
}
