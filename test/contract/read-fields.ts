import {
  type ListCollector,
  listCollectors,
  planCollectors,
} from '#src/collect/kubernetes/collectors.ts'
import { projectLease } from '#src/collect/kubernetes/project-node.ts'
import { Words } from '#src/collect/kubernetes/words.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { pathOf, resources } from '#src/transport/kubernetes/resources.ts'

/** Path of a field to the forms that its values have: `time`, `number`. */
export type Fields = Map<string, Set<string>>

type Project = ListCollector['project']

/** Bramble's reader of the objects below each path of the API, where it has one. */
const readers: ReadonlyMap<string, Project> = new Map([
  ...[...listCollectors, ...planCollectors].map(
    ({ resource, project }) => [pathOf(resource), project] as const,
  ),
  [pathOf(resources.leases), (lease) => projectLease(lease)],
])

/** `/api/v1/namespaces/web/pods/a?limit=1` is read as what is below `/api/v1/pods`. */
export function readerOf(target: string): Project | undefined {
  const path = target.replace(/\?.*/, '')
  const plain = path.replace(/\/namespaces\/[^/]+(?=\/)/, '')
  const collection = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/[^/]+/.exec(plain)?.[0]
  return collection === undefined ? undefined : readers.get(collection)
}

/** Adds the fields that a reader of Bramble's takes from an object, with the forms of their values. */
export function noteRead(fields: Fields, project: Project, object: object): void {
  project(watched(object, '', fields) as never, new Words(redactText))
}

/** Their keys are names that somebody gave, not fields. */
const maps =
  /(^|\.)(labels|annotations|matchLabels|nodeSelector|parameters|disks|diskStatus|replicaModeMap|scheduledReplica)$/

function watched(value: unknown, path: string, fields: Fields): unknown {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get(target, key) {
      const part: unknown = Reflect.get(target, key)
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return part
      if (Array.isArray(target) && key === 'length') return part
      const at = below(path, key, target)
      note(fields, at, part)
      return watched(part, at, fields)
    },
  })
}

function below(path: string, key: string, target: object): string {
  if (Array.isArray(target)) return `${path}[]`
  const name = maps.test(path) ? '*' : key
  return path === '' ? name : `${path}.${name}`
}

/** An empty text is as good as none: so it is read. */
export function note(fields: Fields, path: string, value: unknown): void {
  if (value === '' || value === undefined) return
  fields.set(path, (fields.get(path) ?? new Set()).add(formOf(value)))
}

function formOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value !== 'string') return typeof value
  if (/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/.test(value)) return 'time'
  if (/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/.test(value)) return 'microtime'
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value) ? 'uuid' : 'text'
}

/** Who wrote which field is told by the real server alone, and asked by nobody here. */
const bookkeeping = 'managedFields'

/** Adds all fields of an object. */
export function noteAll(fields: Fields, value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    if (key === bookkeeping) continue
    const at = below(path, key, value)
    note(fields, at, part)
    noteAll(fields, part, at)
  }
}

export function written(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    [...fields]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, forms]) => [path, [...forms].toSorted().join(' or ')]),
  )
}
