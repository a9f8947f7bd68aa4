/**
 * Reads fields of an object that came from the network. A field of another type than the API
 * documents counts as absent: nothing that a server sends can make a reader throw.
 */

const parts = new Map<string, readonly string[]>()

/** Paths are literals of our own code, `status.nodeInfo.bootID`, so the memory is bounded. */
function partsOf(path: string): readonly string[] {
  const known = parts.get(path)
  if (known) return known
  const split = path.split('.')
  parts.set(path, split)
  return split
}

export function fieldAt(object: unknown, path: string): unknown {
  let value = object
  for (const part of partsOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}

export function textAt(object: unknown, path: string): string | undefined {
  const value = fieldAt(object, path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberAt(object: unknown, path: string): number | undefined {
  const value = fieldAt(object, path)
  return typeof value === 'number' ? value : undefined
}

export function truthAt(object: unknown, path: string): boolean | undefined {
  const value = fieldAt(object, path)
  return typeof value === 'boolean' ? value : undefined
}

export function listAt(object: unknown, path: string): readonly unknown[] {
  const value = fieldAt(object, path)
  return Array.isArray(value) ? value : []
}

/** A map of texts, such as labels; entries that are no text are left out. */
export function textsAt(object: unknown, path: string): Readonly<Record<string, string>> {
  const value = fieldAt(object, path)
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

/** The owner that controls an object: the ReplicaSet of a pod, for example. */
export function ownerOf(object: unknown): { kind: string; name: string } | undefined {
  const owner = listAt(object, 'metadata.ownerReferences').find((one) => truthAt(one, 'controller'))
  const kind = textAt(owner, 'kind')
  const name = textAt(owner, 'name')
  return kind && name ? { kind, name } : undefined
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The object without the fields that are undefined. */
export function defined<T extends object>(object: T): Defined<T> {
  // A new object, because `delete` would turn each of 50,000 pods into a hash table.
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(object)) if (value !== undefined) kept[key] = value
  return kept as Defined<T>
}
