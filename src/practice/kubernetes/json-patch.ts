import { badRequest, Refusal } from './refusal.ts'

/** RFC 6902, as far as people and kubectl write it: add, remove, replace and test. */

interface Operation {
  readonly op?: unknown
  readonly path?: unknown
  readonly value?: unknown
}

type Place = Record<string, unknown> | unknown[]

/** @throws Refusal 400 for what is no patch, 422 for one that does not fit */
export function jsonPatch(target: object, wanted: unknown): object {
  if (!Array.isArray(wanted)) throw badRequest('error decoding patch: it is no list')
  const patched = structuredClone(target)
  for (const operation of wanted as Operation[]) apply(patched as Place, operation)
  return patched
}

function apply(target: Place, { op, path, value }: Operation): void {
  const parts = String(path)
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = parts.pop()
  const place = parts.reduce<unknown>(valueOf, target)
  if (last === undefined || last === '__proto__' || !isPlace(place)) throw doesNotFit()
  const operate = operations.get(String(op))
  const isMissing = op !== 'add' && valueOf(place, last) === undefined
  if (!operate || isMissing) throw doesNotFit()
  operate(place, last, value)
}

type Operate = (place: Place, key: string, value: unknown) => void

const operations: ReadonlyMap<string, Operate> = new Map<string, Operate>([
  ['add', add],
  ['replace', put],
  ['remove', remove],
  ['test', refuseOther],
])

function refuseOther(place: Place, key: string, value: unknown): void {
  if (JSON.stringify(valueOf(place, key)) !== JSON.stringify(value)) throw doesNotFit()
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null
}

function valueOf(place: unknown, key: string): unknown {
  const isHeld = isPlace(place) && Object.hasOwn(place, key)
  return isHeld ? (place as Record<string, unknown>)[key] : undefined
}

function add(place: Place, key: string, value: unknown): void {
  if (!Array.isArray(place)) return put(place, key, value)
  place.splice(key === '-' ? place.length : Number(key), 0, value)
}

function put(place: Place, key: string, value: unknown): void {
  ;(place as Record<string, unknown>)[key] = value
}

function remove(place: Place, key: string): void {
  if (Array.isArray(place)) place.splice(Number(key), 1)
  else delete place[key]
}

function doesNotFit(): Refusal {
  return new Refusal(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    { details: {} },
  )
}
