import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { root } from '#test/architecture/imports.ts'

/** The schemas of real CustomResourceDefinitions, beside the repository where it is worked on. */

const folder = join(root, '../shared/data/longhorn')

/** Versions of Longhorn whose CRDs are at hand; none where ../shared is absent. */
export const longhornVersions: readonly string[] = ['v1.6.0', 'v1.12.1'].filter((version) =>
  existsSync(manifestOf(version)),
)

function manifestOf(version: string): string {
  return join(folder, `longhorn-${version}.yaml`)
}

type Fields = Readonly<Record<string, unknown>>

/** To parse one takes a second. */
const parsed = new Map<string, readonly Fields[]>()

/** All objects of Longhorn's manifest of one version. */
export function longhornManifest(version: string): readonly Fields[] {
  const known = parsed.get(version)
  if (known) return known
  const objects = parseAllDocuments(readFileSync(manifestOf(version), 'utf8'))
    .map((document) => document.toJS() as Fields | null)
    .filter((object) => object !== null)
  parsed.set(version, objects)
  return objects
}

/** The part of a structural schema that Longhorn's CRDs use. */
interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly nullable?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
}

/** Kind to the schema of its objects, version v1beta2. */
export function crdSchemas(version: string): ReadonlyMap<string, Schema> {
  const found = longhornManifest(version)
    .filter((object) => object['kind'] === 'CustomResourceDefinition')
    .map((object) => object['spec'] as Crd)
    .flatMap(({ names, versions }) => {
      const served = versions.find(({ name }) => name === 'v1beta2')
      return served ? [[names.kind, served.schema.openAPIV3Schema] as const] : []
    })
  return new Map(found)
}

/** The schema of K3s's HelmChart; undefined where ../shared is absent. */
export function helmChartSchema(): Schema | undefined {
  const path = join(root, '../shared/data/k3s/helm.cattle.io_helmcharts-v0.17.7.yaml')
  if (!existsSync(path)) return undefined
  const [crd] = parseAllDocuments(readFileSync(path, 'utf8')).map(
    (document) => document.toJS() as { readonly spec: Crd },
  )
  return crd?.spec.versions.find(({ name }) => name === 'v1')?.schema.openAPIV3Schema
}

interface Crd {
  readonly names: { readonly kind: string }
  readonly versions: readonly {
    readonly name: string
    readonly schema: { readonly openAPIV3Schema: Schema }
  }[]
}

/**
 * What an API server would refuse or silently drop of a value: fields that the schema does not
 * know, wrong types, values out of their list or range.
 */
export function flawsOf(value: unknown, schema: Schema, path = ''): string[] {
  if (value === null) return schema.nullable ? [] : [`${path}: null`]
  if (schema.enum && !schema.enum.includes(value)) return [`${path}: ${JSON.stringify(value)}`]
  return byType[schema.type ?? 'any']?.(value, schema, path) ?? [`${path}: type not known here`]
}

type Flaws = (value: unknown, schema: Schema, path: string) => string[]

const ofType: Flaws = (value, { type }, path) =>
  typeof value === type ? [] : [`${path}: no ${type}`]

const byType: Readonly<Record<string, Flaws>> = {
  any: () => [],
  string: ofType,
  boolean: ofType,
  integer: numberFlaws,
  number: numberFlaws,
  object: objectFlaws,
  array: (value, { items = {} }, path) =>
    Array.isArray(value)
      ? value.flatMap((item, place) => flawsOf(item, items, `${path}[${place}]`))
      : [`${path}: no list`],
}

function numberFlaws(value: unknown, schema: Schema, path: string): string[] {
  if (typeof value !== 'number' || (schema.type === 'integer' && !Number.isInteger(value)))
    return [`${path}: no ${schema.type}`]
  const { minimum = value, maximum = value } = schema
  return value < minimum || value > maximum ? [`${path}: ${value} is out of range`] : []
}

function objectFlaws(value: unknown, schema: Schema, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${path}: no object`]
  const missing = (schema.required ?? []).filter((key) => !(key in value))
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...Object.entries(value).flatMap(([key, field]) => fieldFlaws(key, field, schema, path)),
  ]
}

function fieldFlaws(key: string, field: unknown, schema: Schema, path: string): string[] {
  const below = schema.properties?.[key]
  if (below) return flawsOf(field, below, `${path}.${key}`)
  // metadata is the API server's own.
  if (path === '' && key === 'metadata') return []
  const { additionalProperties: others } = schema
  if (typeof others === 'object') return flawsOf(field, others, `${path}.${key}`)
  if (others === true || schema['x-kubernetes-preserve-unknown-fields']) return []
  return schema.properties ? [`${path}.${key}: unknown field`] : []
}
