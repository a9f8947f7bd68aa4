import { createHash, randomBytes } from 'node:crypto'
import { type Authority, createAuthority } from '../kubernetes/certificates.ts'
import { secretKind } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import { k3sSystem } from './k3s-system.ts'

/**
 * What the servers of one K3s cluster have in common: its authority, its tokens, its datastore.
 * Forms: https://docs.k3s.io/cli/token
 */
export class K3sCluster {
  /** False until a first server has begun it. */
  hasBegun = false
  /** Where its servers' API doors are, by the address of the board. */
  readonly apiUrls = new Map<string, string>()
  readonly #store: PracticeStore | undefined
  readonly #password = randomBytes(16).toString('hex')
  #authority: Authority | undefined
  #administrator: ReturnType<Authority['issue']> | undefined

  /** @param store absent for a board that stands alone */
  constructor(store?: PracticeStore) {
    this.#store = store
  }

  get authority(): Authority {
    this.#authority ??= createAuthority('k3s-server-ca')
    return this.#authority
  }

  /** What /var/lib/rancher/k3s/server/token holds. */
  get serverToken(): string {
    return `K10${this.#hash}::server:${this.#password}`
  }

  /** The first server has an empty datastore, and fills it. */
  begin(): void {
    this.hasBegun = true
    for (const object of k3sSystem()) this.#store?.put(object)
  }

  /** `k3s token create`: good for agents, kept as a Secret until it expires. */
  createToken(now: number, seconds: number, description: string): string {
    const [id, secret] = [randomBytes(3).toString('hex'), randomBytes(8).toString('hex')]
    const text = {
      description,
      expiration: new Date(now + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      'token-id': id,
      'token-secret': secret,
    }
    const data = Object.entries(text).map(([key, value]) => [key, encoded(value)])
    this.#store?.put({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'bootstrap.kubernetes.io/token',
      metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
      data: Object.fromEntries(data),
    })
    return `K10${this.#hash}::${id}.${secret}`
  }

  /**
   * Why this token lets nobody in, in K3s's own words; undefined where it does. A server joins by the
   * server token alone (k3s-io/k3s#6663).
   */
  refusesToken(token: string, role: 'server' | 'agent', now: number): string | undefined {
    const [, hash, rest = token] = /^K10([0-9a-f]+)::(.*)$/.exec(token) ?? []
    if (hash !== undefined && hash !== this.#hash)
      return `token CA hash does not match the Cluster CA certificate hash: ${hash} != ${this.#hash}`
    if (rest === `server:${this.#password}` || rest === this.#password) return undefined
    const isGood = role === 'agent' && this.#isGood(rest, now)
    return isGood ? undefined : 'https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized'
  }

  /** K3s keeps a hash of each node's password: another board of that name is turned away. */
  takesPassword(node: string, password: string): boolean {
    const name = `${node}.node-password.k3s`
    const key = { kind: secretKind, namespace: 'kube-system', name }
    const hash = createHash('sha256').update(password).digest('base64')
    const known = this.#store?.get(key)
    if (known) return (known['data'] as { hash?: string }).hash === hash
    const metadata = { name, namespace: 'kube-system' }
    this.#store?.put({ apiVersion: 'v1', kind: 'Secret', metadata, data: { hash } })
    return true
  }

  /** What a server writes to /etc/rancher/k3s/k3s.yaml. */
  kubeconfig(address: string): string {
    this.#administrator ??= this.authority.issue({
      commonName: 'system:admin',
      organizations: ['system:masters'],
      use: 'client',
    })
    const { certificate, key } = this.#administrator
    return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${encoded(this.authority.certificate)}
    server: ${this.apiUrls.get(address) ?? 'https://127.0.0.1:6443'}
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
preferences: {}
users:
- name: default
  user:
    client-certificate-data: ${encoded(certificate)}
    client-key-data: ${encoded(key)}
`
  }

  /** Of the authority's file. */
  get #hash(): string {
    return createHash('sha256').update(this.authority.certificate).digest('hex')
  }

  #isGood(token: string, now: number): boolean {
    const [id = '', secret = ''] = token.split('.')
    const name = `bootstrap-token-${id}`
    const kept = this.#store?.get({ kind: secretKind, namespace: 'kube-system', name })
    const data = (kept?.['data'] ?? {}) as Readonly<Record<string, string>>
    const until = Buffer.from(data['expiration'] ?? '', 'base64').toString()
    return data['token-secret'] === encoded(secret) && Date.parse(until) > now
  }
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64')
}
