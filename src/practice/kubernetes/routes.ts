import type { Action } from './identity.ts'
import { type Kind, kinds } from './kinds.ts'
import { methodNotAllowed, noSuchResource } from './refusal.ts'

/** A request to objects of one kind. */
export interface Route {
  readonly kind: Kind
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly verb: Verb
}

type Verb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete' | 'evict' | 'log'

const verbs: ReadonlyMap<string, Verb> = new Map([
  ['GET collection', 'list'],
  ['POST collection', 'create'],
  ['GET object', 'get'],
  ['PATCH object', 'patch'],
  ['DELETE object', 'delete'],
  ['POST eviction', 'evict'],
  ['GET log', 'log'],
])

/**
 * Reads method and path of a request to objects.
 *
 * @throws Refusal 404, 405
 */
export function routeOf(method: string, path: string, query: URLSearchParams): Route {
  const { group, version, namespace, plural, name, rest } = splitPath(path)
  const kind = kinds.find(
    (one) => one.group === group && one.version === version && one.plural === plural,
  )
  if (!kind || (namespace !== undefined && !kind.namespaced)) throw noSuchResource()
  const verb = verbs.get(`${method} ${depthOf(kind, name, rest)}`)
  if (!verb) throw methodNotAllowed()
  const watches = verb === 'list' && /^(true|1)$/.test(query.get('watch') ?? '')
  return { kind, namespace, name, verb: watches ? 'watch' : verb }
}

function splitPath(path: string) {
  const [, root, ...parts] = path.split('/').map(decodeURIComponent)
  const [group = '', version, ...below] = root === 'api' ? ['', ...parts] : parts
  const [first, namespace, ...within] = below
  // `namespaces/web` is the namespace itself, `namespaces/web/pods` is something in it.
  const named = first === 'namespaces' && within.length > 0
  const [plural, name, ...rest] = named ? within : below
  return { group, version, namespace: named ? namespace : undefined, plural, name, rest }
}

const belowPods: ReadonlySet<string> = new Set(['eviction', 'log'])

function depthOf({ kind }: Kind, name: string | undefined, rest: readonly string[]): string {
  if (name === undefined) return 'collection'
  if (rest.length === 0) return 'object'
  const [below = ''] = rest
  if (kind === 'Pod' && rest.length === 1 && belowPods.has(below)) return below
  throw noSuchResource()
}

export function actionOf({ verb, kind, namespace }: Route): Action {
  const { group, plural } = kind
  if (verb === 'log') return { verb: 'get', group, resource: `${plural}/log`, namespace }
  return verb === 'evict'
    ? { verb: 'create', group, resource: `${plural}/eviction`, namespace }
    : { verb, group, resource: plural, namespace }
}
