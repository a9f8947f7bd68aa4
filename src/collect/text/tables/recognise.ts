import { type Section, sectionsOf } from '../sections.ts'
import { readLsblk } from './block-devices.ts'
import { readBudgets } from './budgets.ts'
import { readDescribedNode } from './describe-node.ts'
import { readDescribedPod } from './describe-pod.ts'
import { readDf, readMounts } from './filesystems.ts'
import type { Format, Recognised } from './form.ts'
import { readClock, readFree, readThrottled, readUnitStatus, readUptime } from './host.ts'
import { readLinks } from './links.ts'
import { readLonghornNodes, readLonghornParts, readLonghornVolumes } from './longhorn.ts'
import { readNodes } from './nodes.ts'
import { readObjects } from './objects.ts'
import { readPods } from './pods.ts'
import { readPressure } from './pressure.ts'
import { readAttachments, readClaims, readVolumes } from './storage.ts'
import { readVmstat } from './vmstat.ts'

/** Every output that is read as records. Events are read line by line: see events.ts. */
const formats: readonly Format[] = [
  readNodes,
  readPods,
  readBudgets,
  readDescribedNode,
  readDescribedPod,
  readClaims,
  readVolumes,
  readAttachments,
  readLonghornVolumes,
  readLonghornParts,
  readLonghornNodes,
  readDf,
  readMounts,
  readLsblk,
  readLinks,
  readFree,
  readUptime,
  readPressure,
  readVmstat,
  readClock,
  readUnitStatus,
  readThrottled,
  readObjects,
]

/** Kinds that speak of the node that the command ran on. */
const ofNode: ReadonlySet<string> = new Set([
  'filesystems',
  'mounts',
  'block-devices',
  'link-counters',
  'memory',
  'load',
  'pressure',
  'virtual-memory',
  'time-sync',
  'units',
  'throttling',
])

/** An object as JSON holds no tables, and may be long. */
const objectStart = /^\s*(?:\{\s*(?:"(?:apiVersion|kind|items|metadata|blockdevices)"|\n)|\[\s*\{)/

/** Reads all tables of one section. */
export function recogniseIn(section: Section): Recognised[] {
  const isObject = objectStart.test(section.lines.slice(0, 5).join('\n'))
  const found = (isObject ? [readObjects] : formats).flatMap((format) => format(section))
  if (section.node === undefined) return found
  return found.map(
    (one) => (ofNode.has(one.kind) ? { node: section.node, ...one } : one) as Recognised,
  )
}

/** Reads all tables of a text, as kinds of facts and their records. */
export function recogniseTables(text: string): { kind: string; record: object; node?: string }[] {
  return sectionsOf(text)
    .flatMap(recogniseIn)
    .map(({ kind, record, node }) => ({ kind, record, ...(node !== undefined && { node }) }))
}
