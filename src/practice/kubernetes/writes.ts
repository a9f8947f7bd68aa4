import { apiVersionOf, type Kind } from './kinds.ts'
import { badRequest, conflict, Refusal } from './refusal.ts'
import { type NewObject, type PracticeObject, type PracticeStore } from './store.ts'

/** POST, PATCH and DELETE of an object. */

export interface Target {
  readonly kind: Kind
  readonly namespace?: string | undefined
  readonly name: string
}

const patchTypes = new Set([
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
])

export function patchObject(
  store: PracticeStore,
  target: Target,
  contentType: string,
  body: string,
): PracticeObject {
  if (!patchTypes.has(contentType))
    throw new Refusal(415, 'UnsupportedMediaType', '415: Unsupported Media Type', { details: {} })
  const patch = parseObject(body, 'error decoding patch')
  // The two types differ in lists only, and there a strategic patch merges by rules of each field.
  if (contentType.includes('strategic') && /"\$|\[/.test(JSON.stringify(patch)))
    throw new Refusal(
      415,
      'UnsupportedMediaType',
      'the practice API takes no lists in a strategic merge patch: use --type=merge',
      { details: {} },
    )
  const { metadata } = patch as { metadata?: { resourceVersion?: string; uid?: string } }
  return store.update(
    target,
    (object) => mergePatch(object, patch) as NewObject,
    metadata?.resourceVersion,
  )
}

/** RFC 7386. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const merged: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergePatch(merged[key], value)
  }
  return merged
}

export function createObject(
  store: PracticeStore,
  { kind, namespace }: Omit<Target, 'name'>,
  body: string,
): PracticeObject {
  const object = parseObject(body, 'error decoding object') as Partial<NewObject>
  const { name } = object.metadata ?? {}
  if (object.apiVersion !== apiVersionOf(kind) || object.kind !== kind.kind)
    throw badRequest(
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${apiVersionOf(kind)})`,
    )
  if (name === undefined)
    throw new Refusal(422, 'Invalid', `${kind.kind} "" is invalid: metadata.name: Required value`)
  return store.create(kind, {
    ...object,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...object.metadata, name, ...(namespace !== undefined && { namespace }) },
  })
}

export interface DeleteWish {
  readonly gracePeriodSeconds?: number
  readonly preconditions?: { readonly uid?: string }
}

export function parseDeleteWish(body: string, query: URLSearchParams): DeleteWish {
  const wish = body === '' ? {} : (parseObject(body, 'error decoding options') as DeleteWish)
  const seconds = query.get('gracePeriodSeconds')
  return seconds === null ? wish : { ...wish, gracePeriodSeconds: Number(seconds) }
}

/**
 * Deletes an object. A pod that runs on a node first terminates: `later` is called with the
 * seconds that it may take, and ends it.
 *
 * @returns what the API answers: the pod as it terminates, or a Status
 */
export function deleteObject(
  store: PracticeStore,
  target: Target,
  wish: DeleteWish,
  later: (seconds: number, end: () => void) => void,
): object {
  const object = store.mustGet(target)
  refuseOtherUid(target, object, wish)
  const seconds = graceOf(target.kind, object, wish)
  if (seconds > 0) {
    if (object.metadata.deletionTimestamp !== undefined) return object
    const terminating = store.update(target, (one) => ({
      ...one,
      metadata: {
        ...one.metadata,
        deletionTimestamp: store.stamp(seconds),
        deletionGracePeriodSeconds: seconds,
      },
    }))
    later(seconds, () => removeSame(store, target, object))
    return terminating
  }
  store.remove(target)
  if (target.kind.plural === 'pods') return object
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: target.name, kind: target.kind.plural, uid: object.metadata.uid },
  }
}

function refuseOtherUid({ kind, name }: Target, object: PracticeObject, wish: DeleteWish): void {
  const wanted = wish.preconditions?.uid
  const { uid } = object.metadata
  if (wanted === undefined || wanted === uid) return
  throw conflict(
    kind.kind,
    name,
    `the UID in the precondition (${wanted}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
  )
}

function graceOf({ plural }: Kind, object: PracticeObject, wish: DeleteWish): number {
  const spec = (object.spec ?? {}) as { nodeName?: string; terminationGracePeriodSeconds?: number }
  if (plural !== 'pods' || spec.nodeName === undefined) return 0
  return wish.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30
}

/** Somebody may have deleted it by force and made another one of the same name meanwhile. */
function removeSame(store: PracticeStore, target: Target, object: PracticeObject): void {
  if (store.get(target)?.metadata.uid === object.metadata.uid) store.remove(target)
}

export function parseObject(body: string, what: string): object {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (error) {
    throw badRequest(`${what}: ${error instanceof Error ? error.message : 'no JSON'}`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw badRequest(`${what}: it is no object`)
}
