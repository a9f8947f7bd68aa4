import { events } from '../../../model/facts/kubernetes.ts'
import { age, cellsOf } from './form.ts'

const repeated = `(?:${age})(?: \\(x\\d+ over (?:${age})\\))?`
const type = '(Normal|Warning)'
/** `kubectl get events`, `kubectl events`: last seen, type, reason, object, message. */
const listed = new RegExp(
  `^\\s*(?:([a-z0-9][a-z0-9-]{0,62})\\s+)?(${repeated})\\s+${type}\\s+([A-Z]\\w*)\\s+([A-Za-z][\\w.-]*)/(\\S+)(?:\\s+(.*))?$`,
)
/** `kubectl describe`: type, reason, age, from, message. People cut columns away. */
const described = new RegExp(`^\\s*${type}(?:\\s{2,}|\\t+)([A-Z]\\w+)\\s+(\\S.*)$`)
const isAge = new RegExp(`^${repeated}$`)
const times = / \(x(\d+) over (?:[^)]*)\)/

/** kubectl prints kinds in small letters; these are the ones that nodes, pods and volumes have. */
const kinds: ReadonlyMap<string, string> = new Map(
  [
    'Pod',
    'Node',
    'ReplicaSet',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'Service',
    'Ingress',
    'Endpoints',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'HorizontalPodAutoscaler',
    'PodDisruptionBudget',
    'Volume',
    'Replica',
    'Engine',
  ].map((kind) => [kind.toLowerCase(), kind]),
)

/** What an event that a paste shows is about, besides its own fields. */
export interface EventAbout {
  readonly objectKind?: string
  readonly objectName?: string
  readonly namespace?: string
}

/** Whether a line begins an event, in any of kubectl's forms. */
export function isEventRow(line: string): boolean {
  return listed.test(line) || described.test(line)
}

/**
 * Reads one event, its line put together where it was wrapped.
 *
 * @param about the object that a `kubectl describe` shows above its events
 */
export function readEvent(
  line: string,
  about: EventAbout = {},
): { kind: string; record: object; node?: string } | undefined {
  const parts = listedParts(line) ?? describedParts(line, about)
  if (!parts) return undefined
  const record = events.schema.parse(parts)
  const { objectKind, objectName } = record
  return {
    kind: events.kind,
    record,
    ...(objectKind === 'Node' && objectName !== undefined && { node: objectName }),
  }
}

function listedParts(line: string): object | undefined {
  const found = listed.exec(line)
  if (!found) return undefined
  const [, namespace, seen = '', eventType, reason, kind = '', objectName, message = ''] = found
  return {
    ...(namespace !== undefined && { namespace }),
    type: eventType,
    reason,
    objectKind: kinds.get(kind.toLowerCase()) ?? kind,
    objectName,
    message: message.trim(),
    ...countOf(seen),
  }
}

function describedParts(line: string, about: EventAbout): object | undefined {
  const found = described.exec(line)
  if (!found) return undefined
  const [, eventType, reason, rest = ''] = found
  const [first = '', second = '', ...others] = cellsOf(rest)
  const parts = { ...about, type: eventType, reason }
  // Who pastes leaves columns out: without an age the message follows at once.
  if (!isAge.test(first)) return { ...parts, ...messageOf([first, second, ...others]) }
  if (!isSource.test(second))
    return { ...parts, ...messageOf([second, ...others]), ...countOf(first) }
  return { ...parts, ...messageOf(others), ...countOf(first), source: second }
}

/** Who sent an event is one word, perhaps with the node's name. */
const isSource = /^[a-z][\w./-]*(?:, \S+)?$/

/** A count that somebody moved behind the message counts all the same. */
function messageOf(cells: readonly string[]): object {
  const message = cells.filter((one) => one !== '').join('  ')
  return { ...countOf(message), message: message.replace(trailingCount, '') }
}

const trailingCount = new RegExp(`\\s+\\(x\\d+ over (?:${age})\\)$`)

function countOf(seen: string): object {
  const count = times.exec(seen)?.[1]
  return count === undefined ? {} : { count: Number(count) }
}
