import type { Exchange } from './case.ts'
import type { Answer } from './client.ts'
import { type Fields, note, noteAll, noteRead, readerOf, written } from './read-fields.ts'

/** The form of an answer: what every cluster must answer alike. No value of a cluster is in it. */
export interface Shape {
  /** `409 Conflict` */
  readonly answers: string
  readonly contentType: string
  readonly retryAfter?: string
  /** The words of a refusal, or of a text; what differs from cluster to cluster is in braces. */
  readonly says?: readonly string[]
  /** Type of the object: `v1 NodeList`. */
  readonly object?: string
  /** How many items: `none` or `some`. */
  readonly items?: 'none' | 'some'
  readonly fields?: Readonly<Record<string, string>>
  /** Columns of a table: `Name string name 0`. */
  readonly columns?: readonly string[]
  /** Types of a watch's events, each once, in the order of their first. */
  readonly events?: readonly string[]
}

interface Json {
  readonly [field: string]: unknown
}

export function shapeOf(
  exchange: Exchange,
  answer: Answer,
  values: Readonly<Record<string, string>>,
): Shape {
  const { status, contentType, retryAfter, text } = answer
  const head = { contentType, ...(retryAfter !== undefined && { retryAfter: 'SECONDS' }) }
  if (!contentType.startsWith('application/json'))
    return { answers: String(status), ...head, says: wordsOf(exchange.ask, text) }
  const isWatch = /[?&]watch=/.test(exchange.ask)
  const objects = text
    .trim()
    .split(isWatch ? '\n' : '\0')
    .filter(Boolean)
    .map(parsed)
  const settled = objects.filter(({ type }) => type !== 'MODIFIED' && type !== 'DELETED')
  if (isWatch && status === 200)
    return { answers: '200', ...head, ...watchShape(exchange, settled) }
  const [object = {}] = objects
  const reason = object['kind'] === 'Status' && typeof object['reason'] === 'string'
  return {
    answers: reason ? `${status} ${String(object['reason'])}` : String(status),
    ...head,
    ...(reason && { says: [templated(String(object['message']), values)] }),
    ...objectShape(exchange, object, reason),
  }
}

function parsed(line: string): Json {
  return JSON.parse(line) as Json
}

/** Without what happened to change meanwhile. */
function watchShape(exchange: Exchange, events: readonly Json[]) {
  const fields: Fields = new Map()
  for (const { type, object } of events) {
    const { metadata } = object as Json
    // Of a bookmark only its version is read.
    const read = type === 'BOOKMARK' ? { kind: 'Status', metadata } : (object as Json)
    addFields(fields, exchange.ask, read, { whole: false })
  }
  const types = new Set(
    events.map(({ type, object }) => `${String(type)} ${typeOf(object as Json)}`),
  )
  return { events: [...types], fields: written(fields) }
}

function objectShape(exchange: Exchange, object: Json, isRefusal: boolean) {
  if (object['kind'] === 'Table') return tableShape(object)
  if (object['kind'] === 'APIResourceList')
    return { object: typeOf(object), says: resourcesOf(object) }
  return Array.isArray(object['items'])
    ? listShape(exchange, object, object['items'] as Json[])
    : { object: typeOf(object), fields: singleFields(exchange, object, isRefusal) }
}

function singleFields({ ask, whole }: Exchange, object: Json, isRefusal: boolean) {
  const fields: Fields = new Map()
  addFields(fields, ask, object, { whole: whole === true || isRefusal })
  return written(fields)
}

function listShape({ ask }: Exchange, list: Json, items: readonly Json[]) {
  const fields: Fields = new Map()
  for (const item of items) addFields(fields, ask, item, { whole: false, prefix: 'items[].' })
  addFields(fields, ask, { ...list, items: undefined }, { whole: true })
  return {
    object: typeOf(list),
    items: items.length > 0 ? ('some' as const) : ('none' as const),
    fields: written(fields),
  }
}

function tableShape({ columnDefinitions, rows }: Json) {
  const columns = (columnDefinitions ?? []) as readonly Json[]
  const cells = (rows as readonly { cells: unknown[]; object?: Json }[])[0]
  const text = (value: unknown) => String(value)
  return {
    object: 'meta.k8s.io/v1 Table',
    items: cells ? ('some' as const) : ('none' as const),
    columns: columns.map(({ name, type, format, priority }) =>
      [name, type, format, priority].map(text).join(', '),
    ),
    fields: {
      ...(cells && { 'rows[].object': cells.object ? typeOf(cells.object) : 'none' }),
      ...(cells && { 'rows[].cells': cells.cells.map((cell) => typeof cell).join(', ') }),
    },
  }
}

/** Of discovery only what is told of each resource; which there are is a cluster's own. */
function resourcesOf({ resources }: Json): string[] {
  return (resources as readonly Json[])
    .map(({ name, kind, namespaced, singularName, shortNames = [], verbs }) =>
      [
        name,
        kind,
        namespaced ? 'namespaced' : 'cluster',
        singularName === '' ? '-' : singularName,
        (shortNames as string[]).join('+') || '-',
        (verbs as string[]).toSorted().join('+'),
      ]
        .map(String)
        .join(' '),
    )
    .toSorted()
}

function typeOf({ apiVersion, kind }: Json): string {
  return [apiVersion, kind].map((part) => (typeof part === 'string' ? part : '-')).join(' ')
}

const always = [
  ...['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp'],
  ...['deletionGracePeriodSeconds', 'continue', 'remainingItemCount'],
]

interface Reading {
  /** All fields, and not only those that Bramble reads. */
  readonly whole: boolean
  readonly prefix?: string
}

function addFields(
  fields: Fields,
  ask: string,
  object: Json,
  { whole, prefix = '' }: Reading,
): void {
  const found: Fields = new Map()
  if (whole) noteAll(found, object, '')
  else noteUsual(found, ask, object)
  for (const [path, forms] of found)
    fields.set(prefix + path, (fields.get(prefix + path) ?? new Set()).union(forms))
}

function noteUsual(found: Fields, ask: string, object: Json): void {
  const { metadata = {} } = object as { metadata?: Json }
  for (const name of always) note(found, `metadata.${name}`, metadata[name])
  const project = readerOf(ask.split(' ')[1] ?? '')
  if (project && object['kind'] !== 'Status') noteRead(found, project, object)
}

/** A text with all that is this cluster's own in braces. */
function templated(text: string, values: Readonly<Record<string, string>>): string {
  let template = text
  for (const [name, value] of Object.entries(values))
    if (value.length > 3) template = template.replaceAll(value, `{${name}}`)
  return template
    .replace(/\(\d+\)/g, '({number})')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '{uuid}')
    .replace(/invalid character '.+?' looking/, "invalid character '{character}' looking")
}

const histogram = 'etcd_request_duration_seconds'

/** Lines of a text, each once, with names and numbers in braces. */
function wordsOf(ask: string, text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '')
  if (ask.includes('/log')) return [`${lines.length > 0 ? 'some' : 'no'} lines`]
  const wanted = ask.endsWith('/metrics') ? lines.filter((line) => line.includes(histogram)) : lines
  return [...new Set(wanted.map(lineOf))]
}

function lineOf(line: string): string {
  return line
    .replace(/^\[\+\]\S+ ok$/, '[+]{name} ok')
    .replace(/(?<!le=)"[^"]*"/g, '""')
    .replace(/ [\d.e+-]+$/, ' {number}')
}
