import { jsonPatch } from './json-patch.ts'
import { apiVersionOf, isCustom, type Kind } from './kinds.ts'
import { badRequest, conflict, Refusal } from './refusal.ts'
import type { NewObject, PracticeObject, PracticeStore } from './store.ts'
import { strategicMerge } from './strategic-merge.ts'

/** PATCH and PUT of an object. */

export interface Target {
  readonly kind: Kind
  readonly namespace?: string | undefined
  readonly name: string
}

interface Body {
  readonly contentType: string
  readonly text: string
}

/** @throws Refusal 400, 404, 409, 415, 422 */
export function patchObject(store: PracticeStore, target: Target, body: Body): PracticeObject {
  const patch = patchOf(target.kind, body)
  return store.update(target, (object) => {
    const after = patch(object) as NewObject
    refuseOtherIdentity(target, object, after)
    return withoutZeros(target.kind, after)
  })
}

/** PUT: the object as a whole, as it shall be. */
export function replaceObject(store: PracticeStore, target: Target, text: string): PracticeObject {
  const object = parseObject(text, 'error decoding object') as Partial<NewObject>
  const { kind } = target
  if (object.apiVersion !== apiVersionOf(kind) || object.kind !== kind.kind)
    throw badRequest(
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${apiVersionOf(kind)})`,
    )
  const after = object as NewObject
  if (after.metadata.name !== target.name)
    throw badRequest(
      `the name of the object (${after.metadata.name}) does not match the name on the URL (${target.name})`,
    )
  return store.update(target, (before) => {
    refuseOtherIdentity(target, before, after)
    const status = 'status' in before && { status: before['status'] }
    return withoutZeros(kind, { ...after, ...status })
  })
}

/**
 * What a patch of this content type does to an object. The object says by its resourceVersion and
 * uid which one it means, where it has them.
 *
 * @throws Refusal 400 for what is no patch, 415 for one of another type
 */
export function patchOf(kind: Kind, { contentType, text }: Body): (object: object) => object {
  switch (contentType) {
    case 'application/merge-patch+json': {
      const patch = parseObject(text, 'error decoding patch')
      return (object) => mergePatch(object, patch) as object
    }
    case 'application/strategic-merge-patch+json': {
      // Custom resources say nothing of how their lists are merged.
      if (isCustom(kind)) throw strategicOfCustom()
      const patch = parseObject(text, 'error decoding patch')
      return (object) => strategicMerge(object, patch) as object
    }
    case 'application/json-patch+json': {
      const operations = parsed(text, 'error decoding patch')
      return (object) => jsonPatch(object, operations)
    }
    default:
      throw new Refusal(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {
        details: {},
      })
  }
}

function strategicOfCustom(): Refusal {
  return new Refusal(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor',
    { details: {} },
  )
}

function refuseOtherIdentity(
  { kind, name }: Target,
  before: PracticeObject,
  after: NewObject,
): void {
  const { uid, resourceVersion } = after.metadata as { uid?: string; resourceVersion?: string }
  if (after.metadata.name !== name)
    throw badRequest(
      `the name of the object (${after.metadata.name}) does not match the name on the URL (${name})`,
    )
  if (uid !== undefined && uid !== before.metadata.uid) throw immutableUid(kind, name, uid)
  if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion)
    throw conflict(
      kind,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    )
}

function immutableUid({ group, kind }: Kind, name: string, uid: string): Refusal {
  const message = `Invalid value: "${uid}": field is immutable`
  const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.uid' }
  return new Refusal(422, 'Invalid', `${kind} "${name}" is invalid: metadata.uid: ${message}`, {
    details: { name, ...(group !== '' && { group }), kind, causes: [cause] },
  })
}

/** What the real server leaves out of its answers, as it is what an absent field means. */
function withoutZeros({ plural, group }: Kind, object: NewObject): NewObject {
  if (plural !== 'nodes' || group !== '') return object
  const { unschedulable, taints, ...spec } = (object['spec'] ?? {}) as {
    readonly unschedulable?: boolean
    readonly taints?: readonly unknown[]
  }
  return {
    ...object,
    spec: {
      ...spec,
      ...(unschedulable === true && { unschedulable }),
      ...(taints && taints.length > 0 && { taints }),
    },
  }
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

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest(`${what}: unexpected end of JSON input`)
  }
}

export function parseObject(text: string, what: string): object {
  const value = parsed(text, what)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw badRequest(`${what}: it is no object`)
}
