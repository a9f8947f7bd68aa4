import { badRequest } from './refusal.ts'

/**
 * A strategic merge patch: a merge patch that also knows which lists are merged, and by what.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */

type Json = Readonly<Record<string, unknown>>

/** Lists that are merged, by the key of their elements; all others are replaced as a whole. */
const mergeKeys: Readonly<Record<string, string>> = {
  conditions: 'type',
  addresses: 'type',
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  ownerReferences: 'uid',
}

/** Lists of texts that are merged. */
const sets: ReadonlySet<string> = new Set(['finalizers'])

/** @throws Refusal 400 for an element without the key by which its list is merged */
export function strategicMerge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const { $patch: directive, $retainKeys: retained, ...changes } = patch
  if (directive === 'replace') return changes
  if (directive === 'delete') return undefined
  const merged: Record<string, unknown> = isObject(target) ? kept(target, retained) : {}
  for (const [key, value] of Object.entries(changes)) mergeField(merged, key, value, changes)
  return merged
}

function kept(target: Json, retained: unknown): Record<string, unknown> {
  if (!Array.isArray(retained)) return { ...target }
  return Object.fromEntries(Object.entries(target).filter(([key]) => retained.includes(key)))
}

function mergeField(
  merged: Record<string, unknown>,
  key: string,
  value: unknown,
  changes: Json,
): void {
  const [, directive, of = ''] =
    /^\$(setElementOrder|deleteFromPrimitiveList)\/(.+)$/.exec(key) ?? []
  if (directive === 'deleteFromPrimitiveList') {
    merged[of] = listOf(merged[of]).filter((one) => !listOf(value).includes(one))
  } else if (directive !== undefined) {
    // With changes of its list, the order is taken there.
    if (!(of in changes)) merged[of] = inOrder(listOf(merged[of]), listOf(value), keyOf(of))
  } else if (value === null) {
    delete merged[key]
  } else {
    setUnlessGone(merged, key, mergedValue(merged[key], key, value, changes))
  }
}

function mergedValue(before: unknown, key: string, value: unknown, changes: Json): unknown {
  if (!Array.isArray(value)) return strategicMerge(before, value)
  const order = listOf(changes[`$setElementOrder/${key}`])
  if (sets.has(key)) return [...new Set([...listOf(before), ...(value as unknown[])])]
  const by = keyOf(key, value)
  return by === undefined ? value : inOrder(mergeList(listOf(before), value, by), order, by)
}

function setUnlessGone(merged: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) delete merged[key]
  else merged[key] = value
}

/** The ports of a container and those of a service are merged by different keys. */
function keyOf(field: string, elements: readonly unknown[] = []): string | undefined {
  if (field !== 'ports') return mergeKeys[field]
  return elements.some((one) => isObject(one) && 'containerPort' in one) ? 'containerPort' : 'port'
}

function mergeList(before: readonly unknown[], changes: readonly unknown[], by: string): unknown[] {
  const isReplaced = changes.some(
    (one) => isObject(one) && one['$patch'] === 'replace' && !(by in one),
  )
  const wanted = changes.filter((one) => isObject(one) && (by in one || !('$patch' in one)))
  const merged = isReplaced ? [] : [...before]
  for (const change of wanted as Json[]) {
    const value = change[by]
    if (value === undefined)
      throw badRequest(`map: ${JSON.stringify(change)} does not contain declared merge key: ${by}`)
    const at = merged.findIndex((one) => isObject(one) && one[by] === value)
    const after = strategicMerge(at < 0 ? undefined : merged[at], change)
    if (at < 0) merged.push(...(after === undefined ? [] : [after]))
    else merged.splice(at, 1, ...(after === undefined ? [] : [after]))
  }
  return merged
}

/** Elements in the order that is wished for; those that it does not name come first. */
function inOrder(
  list: readonly unknown[],
  order: readonly unknown[],
  by: string | undefined,
): unknown[] {
  const nameOf = (one: unknown) => (by !== undefined && isObject(one) ? one[by] : one)
  const names = order.map(nameOf)
  return list.toSorted((one, other) => names.indexOf(nameOf(one)) - names.indexOf(nameOf(other)))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
