import { apiVersionOf, type Kind, kindOf, kinds } from './kinds.ts'
import { selectorOf } from './reads.ts'
import { detailsOf, Refusal } from './refusal.ts'
import type { PracticeObject, PracticeStore } from './store.ts'
import { parseObject, type Target } from './writes.ts'

/** DELETE of an object, and of what belongs to it. */

export interface DeleteWish {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: string
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
}

/** Calls `end` when a pod that may take so many seconds has ended. */
export type Later = (seconds: number, end: () => void) => void

export function parseDeleteWish(body: string, query: URLSearchParams): DeleteWish {
  const wish = body === '' ? {} : (parseObject(body, 'error decoding options') as DeleteWish)
  const seconds = query.get('gracePeriodSeconds')
  const policy = query.get('propagationPolicy')
  return {
    ...wish,
    ...(seconds !== null && { gracePeriodSeconds: Number(seconds) }),
    ...(policy !== null && { propagationPolicy: policy }),
  }
}

const namespaces = kindOf('v1', 'Namespace') as Kind
const pods = kindOf('v1', 'Pod') as Kind

/**
 * Deletes an object. A pod that runs on a node first terminates: `later` is called with the
 * seconds that it may take, and ends it. What an object owns goes with it, unless it is wished to
 * stay (`Orphan`); what is in a namespace goes before it.
 *
 * @returns what the API answers: the object as it terminates, or as it was, or a Status
 */
export function deleteObject(
  store: PracticeStore,
  target: Target,
  wish: DeleteWish,
  later: Later,
): object {
  const object = store.mustGet(target)
  refuseOtherUid(target, object, wish)
  if (target.kind === namespaces) return deleteNamespace(store, target, later)
  const seconds = graceOf(target.kind, object, wish)
  if (seconds > 0) return terminate(store, { target, object, seconds }, later)
  store.remove(target)
  if (wish.propagationPolicy !== 'Orphan') deleteOwned(store, object, later)
  if (answersObject.has(target.kind.plural)) return object
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { ...detailsOf(target.kind, target.name), uid: object.metadata.uid },
  }
}

/** Kinds whose deletion answers with the object; of others it is a Status. */
const answersObject: ReadonlySet<string> = new Set([
  ...['pods', 'persistentvolumes', 'persistentvolumeclaims'],
  ...['storageclasses', 'volumeattachments', 'csinodes'],
])

function terminate(
  store: PracticeStore,
  { target, object, seconds }: { target: Target; object: PracticeObject; seconds: number },
  later: Later,
): object {
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

/** DELETE of a collection: all that its selectors choose. */
export function deleteAll(
  store: PracticeStore,
  { kind, namespace }: Omit<Target, 'name'>,
  { url, text }: { readonly url: URL; readonly text: string },
  later: Later,
): object {
  const wish = parseDeleteWish(text, url.searchParams)
  const chosen = store.list(kind, namespace).filter(selectorOf(kind, url.searchParams))
  for (const { metadata } of chosen) deleteObject(store, { kind, ...metadata }, wish, later)
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: String(store.version) },
    items: chosen,
  }
}

interface Owned {
  readonly ownerReferences?: readonly { readonly uid?: string }[]
}

/** What a garbage collector does: it deletes in the background what lost its only owner. */
function deleteOwned(
  store: PracticeStore,
  { metadata: { uid } }: PracticeObject,
  later: Later,
): void {
  for (const kind of kinds)
    for (const { metadata } of store.list(kind)) {
      const { ownerReferences = [] } = metadata as Owned
      const isOwned = ownerReferences.length > 0 && ownerReferences.every((one) => one.uid === uid)
      if (isOwned) deleteObject(store, { kind, ...metadata }, {}, later)
    }
}

function deleteNamespace(store: PracticeStore, target: Target, later: Later): object {
  const terminating = store.update(target, (one) => ({
    ...one,
    metadata: {
      ...one.metadata,
      deletionTimestamp: one.metadata.deletionTimestamp ?? store.stamp(),
    },
    status: { phase: 'Terminating' },
  }))
  // Workloads first, or they would make their pods again.
  for (const kind of [...kinds.filter((one) => one !== pods), pods])
    for (const { metadata } of kind.namespaced ? store.list(kind, target.name) : [])
      if (store.get({ kind, ...metadata })) deleteObject(store, { kind, ...metadata }, {}, later)
  removeIfEmpty(store, target)
  return terminating
}

/** Lets each namespace that goes be gone as soon as nothing is in it. Returns the way to stop. */
export function keepNamespaces(store: PracticeStore): () => void {
  return store.onChange(({ type, object }) => {
    const { namespace: name } = object.metadata
    if (type === 'DELETED' && name !== undefined) removeIfEmpty(store, { kind: namespaces, name })
  })
}

function removeIfEmpty(store: PracticeStore, target: Target): void {
  if (store.get(target)?.metadata.deletionTimestamp === undefined) return
  if (kinds.every((kind) => !kind.namespaced || store.list(kind, target.name).length === 0))
    store.remove(target)
}

function refuseOtherUid({ kind, name }: Target, object: PracticeObject, wish: DeleteWish): void {
  const wanted = wish.preconditions?.uid
  const { uid } = object.metadata
  if (wanted === undefined || wanted === uid) return
  throw new Refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${kind.kind} "${name}": the UID in the precondition (${wanted}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    { details: { name, ...(kind.group !== '' && { group: kind.group }), kind: kind.kind } },
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
