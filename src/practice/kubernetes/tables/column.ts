import type { PracticeObject } from '../store.ts'
import { ageOf } from './age.ts'

export type Cell = string | number | boolean | null

/** One column of what `kubectl get` shows of a kind. */
export interface Column {
  readonly name: string
  readonly type?: 'integer' | 'boolean' | 'date'
  /** The name of the object, or of another one. */
  readonly isName?: true
  /** 0 is shown always, others with `-o wide` only; 1 for wide columns where absent. */
  readonly priority?: number
  /** Shown with `-o wide` only. */
  readonly isWide?: true
  readonly cell: (object: PracticeObject, now: number) => Cell
}

export const nameColumn: Column = { name: 'Name', cell: ({ metadata }) => metadata.name }

export const ageColumn: Column = {
  name: 'Age',
  cell: ({ metadata }, now) => ageOf(metadata.creationTimestamp, now),
}

/** The field of that path; `missing` where there is none. */
export function field(name: string, path: string, missing: Cell = '<none>'): Column {
  return { name, cell: (object) => valueAt(object, path) ?? missing }
}

export function wide(column: Column): Column {
  return { ...column, isWide: true }
}

/** Follows field names; undefined where one of them is missing. */
export function at(object: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inside, name) => (inside as Readonly<Record<string, unknown>> | undefined)?.[name],
      object,
    )
}

/** A field that is no object and no list. */
export function valueAt(object: unknown, path: string): string | number | boolean | undefined {
  return at(object, path) as string | number | boolean | undefined
}

/** Labels and selectors as kubectl writes them. */
export function pairs(labels: unknown): string {
  const entries = Object.entries((labels ?? {}) as Readonly<Record<string, string>>)
  if (entries.length === 0) return '<none>'
  return entries
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join(',')
}

interface Shaped {
  readonly type: string
  readonly status: string
}

/** The status of one condition of an object, or undefined. */
export function conditionStatus(object: PracticeObject, type: string): string | undefined {
  const conditions = (at(object, 'status.conditions') ?? []) as readonly Shaped[]
  return conditions.find((condition) => condition.type === type)?.status
}
