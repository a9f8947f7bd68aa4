import { parseAllDocuments } from 'yaml'
import type { KubernetesObject } from '#src/transport/kubernetes/door.ts'
import { textAt } from '#src/transport/kubernetes/fields.ts'
import { blockDevices } from '../../../model/facts/node.ts'
import { listCollectors } from '../../kubernetes/collectors.ts'
import { Words } from '../../kubernetes/words.ts'
import type { Section } from '../sections.ts'
import { devicesOf } from './block-devices.ts'
import type { Recognised } from './form.ts'

/** Parsing takes several times the text in memory; what is larger stays a text. */
const mostJsonCharacters = 33_554_432
const mostYamlCharacters = 524_288
const mostDocuments = 200
const yamlStart = /^(?:---\s*\n)?(?:apiVersion|kind|items|metadata):/m

type Fields = Readonly<Record<string, unknown>>

/**
 * Objects of the API or of lsblk that a section holds as JSON or YAML: one, a list, or several
 * one after the other. A cut document gives none.
 */
export function readObjects(section: Section): Recognised[] {
  const text = section.lines.join('\n').trim()
  const values = text.startsWith('{') || text.startsWith('[') ? fromJson(text) : fromYaml(text)
  const lines = [0, section.lines.length] as const
  return values.flatMap((value) => recordsOf(value)).map((found) => ({ ...found, lines }))
}

function fromJson(text: string): unknown[] {
  if (text.length > mostJsonCharacters) return []
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

function fromYaml(text: string): unknown[] {
  if (text.length > mostYamlCharacters || !yamlStart.test(text)) return []
  try {
    const documents = parseAllDocuments(text, { strict: false, logLevel: 'silent' })
    if (!Array.isArray(documents) || documents.length > mostDocuments) return []
    return documents.flatMap((one) =>
      one.errors.length > 0 ? [] : [one.toJS({ maxAliasCount: 100 }) as unknown],
    )
  } catch {
    return []
  }
}

function recordsOf(value: unknown): Omit<Recognised, 'lines'>[] {
  const fields = fieldsOf(value)
  if (!fields) return []
  if (Array.isArray(fields.blockdevices))
    return devicesOf(fields.blockdevices).map((record) => ({ kind: blockDevices.kind, record }))
  const items = Array.isArray(fields.items) ? fields.items : [value]
  const listKind = typeof fields.kind === 'string' ? fields.kind.replace(/List$/, '') : undefined
  return items.flatMap((item) => recordOf(item, listKind) ?? [])
}

/** Reads an object as the collector of its kind would. The list's kind stands in for a missing one. */
function recordOf(
  item: unknown,
  listKind: string | undefined,
): Omit<Recognised, 'lines'> | undefined {
  const kind = textAt(item, 'kind') ?? listKind
  if (kind === undefined || textAt(item, 'metadata.name') === undefined) return undefined
  const version = textAt(item, 'apiVersion') ?? 'v1'
  const group = version.includes('/') ? version.split('/')[0] : ''
  const collector = listCollectors.find(
    ({ resource }) => resource.plural === pluralOf(kind) && resource.group === group,
  )
  if (!collector) return undefined
  try {
    const words = new Words((text) => ({ text, redacted: 0 }))
    const record = collector.project(item as KubernetesObject, words)
    return record && { kind: collector.kind, record }
  } catch {
    // A hand-written object may lack what the API always sends.
    return undefined
  }
}

/** `nodes` for Node: paths name kinds in the plural. */
function pluralOf(kind: string): string {
  const small = kind.toLowerCase()
  return small.endsWith('s') ? `${small}es` : `${small}s`
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined
}
