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

type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'patch'
  | 'replace'
  | 'delete'
  | 'delete all'
  | Below
/** What is asked of something below an object. */
type Below = 'evict' | 'log' | 'scale' | 'patch scale' | 'replace scale'

const verbs: ReadonlyMap<string, Verb> = new Map([
  ['GET collection', 'list'],
  ['POST collection', 'create'],
  ['GET object', 'get'],
  ['PATCH object', 'patch'],
  ['PUT object', 'replace'],
  ['DELETE object', 'delete'],
  ['DELETE collection', 'delete all'],
  ['POST eviction', 'evict'],
  ['GET log', 'log'],
  ['GET scale', 'scale'],
  ['PATCH scale', 'patch scale'],
  ['PUT scale', 'replace scale'],
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
  if (!verb || (verb === 'delete all' && !mayEmpty(kind, namespace))) throw methodNotAllowed()
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

function depthOf(
  { subresources = [] }: Kind,
  name: string | undefined,
  rest: readonly string[],
): string {
  if (name === undefined) return 'collection'
  if (rest.length === 0) return 'object'
  const [below = ''] = rest
  if (rest.length === 1 && subresources.some((one) => one === below)) return below
  throw noSuchResource()
}

/** Of what is in namespaces only all of one namespace can be deleted at once. */
function mayEmpty({ plural, namespaced }: Kind, namespace: string | undefined): boolean {
  return namespaced ? namespace !== undefined : plural !== 'namespaces'
}

/** A request in the words of an authorizer. */
export function actionOf({ verb, kind, namespace, name }: Route): Action {
  const { group, plural } = kind
  const [word, below] = belowWords[verb] ?? [verb]
  const resource = below === undefined ? plural : `${plural}/${below}`
  return { verb: word, group, resource, namespace, name }
}

const belowWords: Readonly<Partial<Record<Verb, readonly [verb: string, subresource?: string]>>> = {
  replace: ['update'],
  'delete all': ['deletecollection'],
  evict: ['create', 'eviction'],
  log: ['get', 'log'],
  scale: ['get', 'scale'],
  'patch scale': ['patch', 'scale'],
  'replace scale': ['update', 'scale'],
}
