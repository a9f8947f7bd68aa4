import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { createObject, parseNew } from './creation.ts'
import { deleteAll, deleteObject, parseDeleteWish } from './deletion.ts'
import { discover, isOfGroup } from './discovery.ts'
import { evictPod } from './eviction.ts'
import { healthOf, metrics, type PracticeHealth, version } from './health.ts'
import { type Action, forbidden, type Identity, identify, impersonated } from './identity.ts'
import { type ContainerLogs, logOf } from './logs.ts'
import { openApi } from './openapi.ts'
import { type Pages, watch } from './reads.ts'
import { Refusal } from './refusal.ts'
import { actionOf, type Route, routeOf } from './routes.ts'
import { changeScale, scaleOf } from './scale.ts'
import type { PracticeObject, PracticeStore } from './store.ts'
import { tableOf, wantsTable } from './tables/table.ts'
import { patchObject, replaceObject, type Target } from './writes.ts'

export interface Surroundings {
  readonly store: PracticeStore
  readonly pages: Pages
  readonly health: PracticeHealth
  readonly logs: ContainerLogs
  readonly tokens: ReadonlyMap<string, Identity>
  readonly forbid: (identity: Identity, action: Action) => boolean
  readonly bookmarkMilliseconds: number
  /** Calls `end` when a pod that may take so many seconds has ended. */
  readonly endPod: (seconds: number, end: () => void) => void
}

interface Flushable {
  flushHeaders(): void
}

const mostBodyBytes = 3 * 1024 * 1024

/** Answers one request. Never rejects: what goes wrong is an answer as well. */
export async function answer(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  surroundings: Surroundings,
): Promise<void> {
  try {
    const url = new URL(request.url, 'https://practice')
    const known = identify(
      request.socket as TLSSocket,
      request.headers.authorization,
      surroundings.tokens,
    )
    const identity = impersonated(known, wantedUser(request))
    if (answerText(url, identity, response, surroundings)) return
    const found = discover(url.pathname) ?? openApi(url.pathname)
    if (found) return sendJson(response, 200, found)
    await answerRoute(url, identity, { request, response }, surroundings)
  } catch (error) {
    refuse(response, error)
  }
}

function wantedUser({ headers }: Http2ServerRequest): string | undefined {
  const wanted = headers['impersonate-user']
  return typeof wanted === 'string' ? wanted : undefined
}

async function answerRoute(
  url: URL,
  identity: Identity,
  { request, response }: { request: Http2ServerRequest; response: Http2ServerResponse },
  surroundings: Surroundings,
): Promise<void> {
  if (!isOfGroup(url.pathname)) return sendText(response, 404, '404 page not found\n')
  const route = routeOf(request.method, url.pathname, url.searchParams)
  const action = actionOf(route)
  if (surroundings.forbid(identity, action)) throw forbidden(identity, action)
  const isTable = wantsTable(request.headers.accept)
  if (route.verb === 'watch') return answerWatch(route, { url, isTable }, response, surroundings)
  const { verb } = route
  if (verb === 'log')
    return sendText(response, 200, logOf(route, url.searchParams, surroundings), 'text/plain')
  const text = await readBody(request)
  const answered = answerObject({ ...route, verb }, sentOf(request, url, text), surroundings)
  const shown =
    isTable && tableVerbs.has(verb)
      ? tableOf(route.kind, answered as PracticeObject, askedOf(url, surroundings))
      : answered
  sendJson(response, creatingVerbs.has(verb) ? 201 : 200, shown)
}

function sentOf({ headers }: Http2ServerRequest, url: URL, text: string): SentBody {
  return { url, text, contentType: headers['content-type']?.replace(/;.*/, '') ?? '' }
}

function answerObject(
  { kind, namespace, name = '', verb }: Route & { readonly verb: ObjectVerb },
  sent: SentBody,
  surroundings: Surroundings,
): object {
  const answer = answering[verb]
  return answer({ kind, namespace, name }, sent, surroundings)
}

const creatingVerbs = new Set<Route['verb']>(['create', 'evict'])

const tableVerbs = new Set<Route['verb']>(['list', 'get'])

function askedOf({ searchParams }: URL, { store }: Surroundings) {
  return { now: Date.parse(store.stamp()), include: searchParams.get('includeObject') }
}

/** The paths that are no objects; true where it was one. */
function answerText(
  { pathname: path, searchParams }: URL,
  identity: Identity,
  response: Http2ServerResponse,
  { health, forbid }: Surroundings,
): boolean {
  const action = { verb: 'get', group: '', resource: '', path }
  switch (path) {
    case '/readyz':
    case '/livez':
    case '/healthz': {
      const { status, text } = healthOf(health, path.slice(1), searchParams.has('verbose'))
      sendText(response, status, text)
      return true
    }
    case '/version':
      sendJson(response, 200, version(health))
      return true
    case '/metrics':
      if (forbid(identity, action)) throw forbidden(identity, action)
      sendText(response, 200, metrics(health), metricsType)
      return true
    default:
      return false
  }
}

interface SentBody {
  readonly url: URL
  readonly text: string
  readonly contentType: string
}

type ObjectVerb = Exclude<Route['verb'], 'watch' | 'log'>

type Answering = (target: Target, sent: SentBody, surroundings: Surroundings) => object

const answering: Readonly<Record<ObjectVerb, Answering>> = {
  list: (target, { url }, { pages }) => pages.list(target, url.searchParams),
  get: (target, _, { store }) => store.mustGet(target),
  create: (target, sent, { store }) => createObject(store, target, parseNew(target.kind, sent)),
  patch: (target, sent, { store }) => patchObject(store, target, sent),
  replace: (target, { text }, { store }) => replaceObject(store, target, text),
  delete: (target, { url, text }, { store, endPod }) =>
    deleteObject(store, target, parseDeleteWish(text, url.searchParams), endPod),
  'delete all': (target, sent, { store, endPod }) => deleteAll(store, target, sent, endPod),
  evict: (target, { text }, { store, endPod }) => evictPod(store, target, text, endPod),
  scale: (target, _, { store }) => scaleOf(store, target),
  'patch scale': (target, sent, { store }) =>
    changeScale(store, target, { ...sent, verb: 'patch' }),
  'replace scale': (target, sent, { store }) =>
    changeScale(store, target, { ...sent, verb: 'replace' }),
}

function answerWatch(
  route: Route,
  { url, isTable }: { url: URL; isTable: boolean },
  response: Http2ServerResponse,
  surroundings: Surroundings,
): void {
  const { store, bookmarkMilliseconds } = surroundings
  let isFirst = true
  const asTable = (object: PracticeObject) => {
    const asked = { ...askedOf(url, surroundings), withoutColumns: !isFirst }
    isFirst = false
    return tableOf(route.kind, object, asked)
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  // A watch that has nothing to tell yet has begun all the same. Only HTTP/1.1 waits with headers.
  if ('flushHeaders' in response) (response as Http2ServerResponse & Flushable).flushHeaders()
  watch(store, route, url.searchParams, {
    bookmarkMilliseconds,
    show: isTable ? asTable : (object) => object,
    write: (line) => response.write(line),
    end: () => response.end(),
    onClose: (listener) => response.once('close', listener),
  })
}

async function readBody(request: Http2ServerRequest): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBodyBytes)
      throw new Refusal(413, 'RequestEntityTooLarge', 'Request entity too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refuse(response: Http2ServerResponse, error: unknown): void {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(
          500,
          'InternalError',
          error instanceof Error ? (error.stack ?? '') : String(error),
        )
  if (refusal.retryAfterSeconds !== undefined)
    response.setHeader('retry-after', String(refusal.retryAfterSeconds))
  sendJson(response, refusal.code, refusal.status)
}

function sendJson(response: Http2ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
  })
  response.end(JSON.stringify(body))
}

const plainText = 'text/plain; charset=utf-8'
/** https://prometheus.io/docs/instrumenting/content_negotiation/ */
const metricsType = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'

function sendText(
  response: Http2ServerResponse,
  status: number,
  text: string,
  type = plainText,
): void {
  response.writeHead(status, { 'content-type': type })
  response.end(text)
}
