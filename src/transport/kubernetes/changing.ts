import type { Caller } from './caller.ts'
import type {
  CallOptions,
  DeleteOptions,
  Eviction,
  EvictOptions,
  KubernetesObject,
  ObjectName,
  PatchOptions,
  PodName,
} from './door.ts'
import { textAt } from './fields.ts'
import { orAbsent } from './or-absent.ts'
import type { Refusal } from './refusal.ts'
import { pathOf, type Resource, resources } from './resources.ts'

/** The verbs that change something. Each sends one request, and none sends it twice. */

const json = 'application/json'

export async function mergePatch(
  caller: Caller,
  target: { resource: Resource; name: ObjectName },
  patch: Readonly<Record<string, unknown>>,
  options: PatchOptions = {},
): Promise<unknown> {
  const { resource, name } = target
  return await caller.json(
    {
      asked: { verb: 'patch', what: described(resource, name), resource: resource.plural },
      method: 'PATCH',
      target: pathOf(resource, name),
      body: {
        type: 'application/merge-patch+json',
        text: JSON.stringify(bound(patch, options.resourceVersion)),
      },
    },
    options,
  )
}

/** A resourceVersion inside a patch makes the server refuse it where the object has changed. */
function bound(patch: Readonly<Record<string, unknown>>, resourceVersion: string | undefined) {
  if (resourceVersion === undefined) return patch
  return { ...patch, metadata: { ...(patch.metadata as object | undefined), resourceVersion } }
}

export async function create(
  caller: Caller,
  resource: Resource,
  object: KubernetesObject,
  options: CallOptions = {},
): Promise<unknown> {
  const namespace = textAt(object, 'metadata.namespace')
  const name = textAt(object, 'metadata.name') ?? ''
  return await caller.json(
    {
      asked: { verb: 'create', what: described(resource, { name }), resource: resource.plural },
      method: 'POST',
      target: pathOf(resource, { namespace }),
      body: { type: json, text: JSON.stringify(object) },
    },
    options,
  )
}

export async function remove(
  caller: Caller,
  resource: Resource,
  name: ObjectName,
  options: DeleteOptions = {},
): Promise<boolean> {
  const { uid, gracePeriodSeconds } = options
  const asked = caller.json(
    {
      asked: { verb: 'delete', what: described(resource, name), resource: resource.plural },
      method: 'DELETE',
      target: pathOf(resource, name),
      body: { type: json, text: JSON.stringify(deleteOptions(uid, gracePeriodSeconds)) },
    },
    options,
  )
  return orAbsent(
    asked.then(() => true),
    false,
  )
}

function deleteOptions(uid: string | undefined, gracePeriodSeconds: number | undefined) {
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(uid !== undefined && { preconditions: { uid } }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
  }
}

/**
 * One eviction: POST …/pods/NAME/eviction.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 */
export async function evict(
  caller: Caller,
  pod: PodName,
  options: EvictOptions = {},
): Promise<Eviction> {
  const { namespace, name, uid } = pod
  const asked = {
    verb: 'evict',
    what: `pod ${namespace}/${name}`,
    resource: 'pods/eviction',
  } as const
  const answer = await caller.send(
    {
      asked,
      method: 'POST',
      target: pathOf(resources.pods, { namespace, name, subresource: 'eviction' }),
      body: {
        type: json,
        text: JSON.stringify({
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name, namespace },
          deleteOptions: deleteOptions(uid, options.gracePeriodSeconds),
        }),
      },
    },
    options,
  )
  const refusal = await caller.refusalOf(answer)
  if (answer.status >= 200 && answer.status < 300) return { outcome: 'accepted' }
  if (answer.status === 409 && uid !== undefined)
    return await settleConflict(caller, pod, refusal, options)
  if (answer.status === 401 || answer.status === 403)
    throw caller.errorOf(refusal, asked, answer.address)
  return asEviction(refusal)
}

function asEviction({ status, message, causes, retryAfterSeconds }: Refusal): Eviction {
  if (status === 404) return { outcome: 'gone' }
  if (status !== 429) return { outcome: 'failed', status, message }
  return {
    outcome: 'refused',
    message,
    budgets: causes
      .filter((cause) => cause.reason === 'DisruptionBudget')
      .map((cause) => cause.message),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}

/** A conflict may mean that another pod has this name by now: then the one we mean is gone. */
async function settleConflict(
  caller: Caller,
  { namespace, name, uid }: PodName,
  refusal: Refusal,
  options: CallOptions,
): Promise<Eviction> {
  const asked = caller.json(getCall(resources.pods, { namespace, name }), options)
  const found = await orAbsent(asked, undefined)
  return found !== undefined && textAt(found, 'metadata.uid') === uid
    ? asEviction(refusal)
    : { outcome: 'gone' }
}

export function getCall(resource: Resource, name: ObjectName) {
  return {
    asked: { verb: 'get', what: described(resource, name), resource: resource.plural },
    method: 'GET',
    target: pathOf(resource, name),
  } as const
}

/** `nodes/pi03`, `pods/default/web`. */
function described({ plural }: Resource, { namespace, name }: ObjectName): string {
  return [plural, namespace, name].filter((part) => part !== undefined).join('/')
}
