import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { listen } from '../listener.ts'
import { answer, type Surroundings } from './answer.ts'
import { keepBudgets } from './budgets.ts'
import { type Authority, createAuthority, type KeyPair } from './certificates.ts'
import { withDefaults } from './defaults.ts'
import { keepNamespaces } from './deletion.ts'
import type { PracticeHealth } from './health.ts'
import type { Action, Identity } from './identity.ts'
import type { ContainerLogs } from './logs.ts'
import { Pages } from './reads.ts'
import { namespaceKind } from './shapes.ts'
import { type NewObject, PracticeStore } from './store.ts'

export interface PracticeOptions {
  readonly objects?: readonly NewObject[]
  /** 0, the usual, takes a free one. */
  readonly port?: number
  /** Bearer tokens and whom each stands for, besides the administrator's certificate. */
  readonly tokens?: ReadonlyMap<string, Identity>
  /** True for what this user may not do. */
  readonly forbid?: (identity: Identity, action: Action) => boolean
  /** How long a pod takes to end; never longer than its own grace. `by its kubelet`: whoever keeps the pods ends them. */
  readonly podEndMilliseconds?: number | 'by its kubelet'
  /** What it serves, where somebody else keeps it. */
  readonly store?: PracticeStore
  readonly health?: PracticeHealth
  readonly logs?: ContainerLogs
  /** Where it listens; 127.0.0.1 by default, and always of loopback. */
  readonly address?: string
  readonly bookmarkMilliseconds?: number
  /** The server's own certificate, where it shall be a bad one. */
  readonly certificate?: KeyPair
  readonly authority?: Authority
  /** Sees each request first; true where it answered, or shall stay silent. */
  readonly intercept?: (request: Http2ServerRequest, response: Http2ServerResponse) => boolean
}

/** One request as it was received, oldest first. */
interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly httpVersion: string
  /** The client's port: the same one is the same connection. */
  readonly connection: number | undefined
  status?: number
}

export interface PracticeApi {
  /** `https://127.0.0.1:PORT` */
  readonly url: string
  readonly authority: Authority
  /** A kubeconfig of the administrator, as text. */
  readonly kubeconfig: string
  readonly store: PracticeStore
  readonly pages: Pages
  readonly health: PracticeHealth
  readonly requests: readonly SeenRequest[]
  /** Cuts all connections now; the server goes on listening. */
  cutConnections(): void
  /** As when K3s stops: connections are cut, and new ones refused until it starts again. */
  setServing(serves: boolean): Promise<void>
  close(): Promise<void>
}

const mostRequests = 10_000
const loopback = '127.0.0.1'

/** A Kubernetes API over real TLS, with objects in memory. What it serves: ../SURFACE.md. */
export async function startPracticeApi(options: PracticeOptions = {}): Promise<PracticeApi> {
  const authority = options.authority ?? createAuthority('practice authority')
  const { address, store, health, objects, port, ...answering } = { ...usual(), ...options }
  for (const object of objects) store.put(object)
  const pages = new Pages(store)
  const requests: SeenRequest[] = []
  const timers = new Set<NodeJS.Timeout>()
  putNamespaces(store)
  const stops = [keepBudgets(store), keepNamespaces(store)]
  const surroundings: Surroundings = {
    store,
    pages,
    health,
    logs: options.logs ?? new Map(),
    tokens: answering.tokens,
    forbid: answering.forbid,
    bookmarkMilliseconds: answering.bookmarkMilliseconds,
    endPod: podEnder(options, timers),
  }
  const server = createSecureServer({
    ...credentials(options.certificate ?? authority.issue(serverOf(address))),
    ca: authority.certificate,
    allowHTTP1: true,
    requestCert: true,
    // Who shows no certificate may still have a token.
    rejectUnauthorized: false,
  })
  server.on('request', (request, response) => {
    note(requests, request, response)
    if (options.intercept?.(request, response)) return
    void answer(request, response, surroundings)
  })
  const listener = await listen(server, address, port)
  const url = `https://${address}:${listener.port}`
  return {
    url,
    authority,
    kubeconfig: kubeconfigFor(url, authority),
    store,
    pages,
    health,
    requests,
    cutConnections: () => listener.cut(),
    setServing: (serves) => listener.setServing(serves),
    async close() {
      for (const stop of stops) stop()
      for (const timer of timers) clearTimeout(timer)
      await listener.close()
    },
  }
}

function usual() {
  return {
    address: loopback,
    port: 0,
    store: new PracticeStore(),
    health: newHealth(),
    objects: [] as readonly NewObject[],
    tokens: new Map<string, Identity>() as ReadonlyMap<string, Identity>,
    forbid: () => false,
    bookmarkMilliseconds: 60_000,
  }
}

/** What the API server of a well K3s says of itself. */
export function newHealth(): PracticeHealth {
  return { version: 'v1.36.3+k3s1', failing: new Set(), latencies: [0.004] }
}

const ownNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

/** Those that the API server makes by itself. */
function putNamespaces(store: PracticeStore): void {
  for (const name of ownNamespaces) {
    if (store.get({ kind: namespaceKind, name })) continue
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
    store.put(withDefaults(namespaceKind, namespace))
  }
}

function serverOf(address: string) {
  return { commonName: 'kube-apiserver', use: 'server', hosts: [address, 'localhost'] } as const
}

function podEnder({ podEndMilliseconds = 1000 }: PracticeOptions, timers: Set<NodeJS.Timeout>) {
  return (seconds: number, end: () => void): void => {
    if (podEndMilliseconds === 'by its kubelet') return
    const wait = Math.min(seconds * 1000, podEndMilliseconds)
    const timer = setTimeout(() => {
      timers.delete(timer)
      end()
    }, wait)
    timers.add(timer)
  }
}

function credentials({ certificate, key }: KeyPair) {
  return { cert: certificate, key }
}

function note(
  requests: SeenRequest[],
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): void {
  const url = new URL(request.url, 'https://practice')
  const seen: SeenRequest = {
    method: request.method,
    path: url.pathname,
    query: url.search,
    httpVersion: request.httpVersion,
    connection: request.socket.remotePort,
  }
  response.once('finish', () => {
    seen.status = response.statusCode
  })
  requests.push(seen)
  if (requests.length > mostRequests) requests.shift()
}

/** JSON is YAML, and kubectl reads it. */
function kubeconfigFor(url: string, authority: Authority): string {
  const { certificate, key } = authority.issue({
    commonName: 'practice-admin',
    organizations: ['system:masters'],
    use: 'client',
  })
  const encode = (pem: string) => Buffer.from(pem).toString('base64')
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'practice',
    clusters: [
      {
        name: 'practice',
        cluster: { server: url, 'certificate-authority-data': encode(authority.certificate) },
      },
    ],
    contexts: [{ name: 'practice', context: { cluster: 'practice', user: 'admin' } }],
    users: [
      {
        name: 'admin',
        user: { 'client-certificate-data': encode(certificate), 'client-key-data': encode(key) },
      },
    ],
  }
  return `${JSON.stringify(kubeconfig, null, 2)}\n`
}
