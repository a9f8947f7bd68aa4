import { randomInt } from 'node:crypto'
import { apiVersionOf, type Kind, kindOf } from './kinds.ts'
import { badRequest, notFound, Refusal } from './refusal.ts'
import type { NewObject, PracticeObject, PracticeStore } from './store.ts'

/** POST of a collection. */

interface Place {
  readonly kind: Kind
  readonly namespace?: string | undefined
}

interface Wanted {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata?: {
    readonly name?: string
    readonly generateName?: string
    readonly namespace?: string
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

/** @throws Refusal 400 for what is no JSON, 415 for what kubectl writes in bytes of its own */
export function parseNew(
  { kind }: Kind,
  { contentType, text }: { readonly contentType: string; readonly text: string },
): Wanted {
  if (contentType !== '' && contentType !== 'application/json') throw noJson()
  try {
    return JSON.parse(text) as Wanted
  } catch {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: unexpected end of JSON input (${text.slice(0, 200)})`,
    )
  }
}

function noJson(): Refusal {
  return new Refusal(
    415,
    'UnsupportedMediaType',
    'the practice API takes JSON only: add `--dry-run=client -o json` to your command, and pipe what it says into `kubectl apply -f -`',
    { details: {} },
  )
}

/** @throws Refusal 400, 404 for a namespace that is not there, 409, 422 */
export function createObject(
  store: PracticeStore,
  { kind, namespace }: Place,
  wanted: Wanted,
): PracticeObject {
  refuseOtherType(kind, wanted)
  const { name, namespace: named } = wanted.metadata ?? {}
  if (namespace !== undefined) refuseOtherNamespace(store, namespace, named)
  const chosen = name ?? generatedName(kind, wanted)
  return store.create(kind, newObject(kind, namespace, { ...wanted, chosen }))
}

function newObject(
  kind: Kind,
  namespace: string | undefined,
  { chosen, ...wanted }: Wanted & { readonly chosen: string },
): NewObject {
  return {
    ...wanted,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { ...wanted.metadata, name: chosen, ...(namespace !== undefined && { namespace }) },
  }
}

function refuseOtherType(kind: Kind, { apiVersion, kind: named }: Wanted): void {
  if (apiVersion === apiVersionOf(kind) && named === kind.kind) return
  throw badRequest(
    `${named} in version "${apiVersion}" cannot be handled as a ${kind.kind}: no kind "${named}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
  )
}

const namespaces = kindOf('v1', 'Namespace') as Kind

function refuseOtherNamespace(
  store: PracticeStore,
  namespace: string,
  named: string | undefined,
): void {
  if (named !== undefined && named !== namespace)
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    )
  if (!store.get({ kind: namespaces, name: namespace })) throw notFound(namespaces, namespace)
}

const letters = 'bcdfghjklmnpqrstvwxz2456789'

/** A prefix and five letters. */
function generatedName({ kind }: Kind, { metadata }: Wanted): string {
  const prefix = metadata?.generateName
  if (prefix === undefined || prefix === '')
    throw new Refusal(
      422,
      'Invalid',
      `${kind} "" is invalid: metadata.name: Required value: name or generateName is required`,
      {
        details: {
          kind,
          causes: [
            {
              reason: 'FieldValueRequired',
              message: 'Required value: name or generateName is required',
              field: 'metadata.name',
            },
          ],
        },
      },
    )
  const letter = () => letters[randomInt(letters.length)]
  return `${prefix}${Array.from({ length: 5 }, letter).join('')}`
}
