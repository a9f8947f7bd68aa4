import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type BrambleError, usageError } from '#src/model/error.ts'
import { type PluginCredential, runExecPlugin } from './exec-plugin.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import type { ClientCertificate } from './kubeconfig-user.ts'

/** What proves one request. */
export interface Proof {
  /** The Authorization header's value. */
  readonly authorization?: string
  readonly certificate?: ClientCertificate
}

/** client-go reads a token file again after a minute; a shorter time costs one small read. */
const tokenFileMilliseconds = 10_000
/** A credential is renewed a little before it ends, so that no request arrives just after. */
const renewBeforeMilliseconds = 10_000

/** Gives each request its proof: reads token files again, runs plugins, keeps what still holds. */
export class Credential {
  readonly #access: ClusterAccess
  readonly #now: () => number
  readonly #secrets = new Set<string>()
  #fromFile: { readonly token: string; readonly readAt: number } | undefined
  #fromPlugin: PluginCredential | undefined
  #running: Promise<PluginCredential> | undefined

  constructor(access: ClusterAccess, now: () => number = Date.now) {
    this.#access = access
    this.#now = now
    const { token, password, certificate } = access.user
    this.#remember(token)
    this.#remember(password?.password)
    this.#remember(certificate?.key)
  }

  async proof(): Promise<Proof> {
    const { user } = this.#access
    const token = (await this.#tokenOfFile()) ?? user.token
    if (token !== undefined) return { ...this.#own(), authorization: `Bearer ${token}` }
    if (user.password) return { ...this.#own(), authorization: this.#basic(user.password) }
    if (!user.exec) return this.#own()
    const { token: given, certificate } = await this.#ofPlugin()
    return {
      ...this.#own(),
      ...(certificate && { certificate }),
      ...(given !== undefined && { authorization: `Bearer ${given}` }),
    }
  }

  /** After a 401: forgets what was kept. True where another answer is possible now. */
  forget(): boolean {
    const kept = this.#fromFile !== undefined || this.#fromPlugin !== undefined
    this.#fromFile = undefined
    this.#fromPlugin = undefined
    return kept
  }

  /** Servers say only “Unauthorized” of a client certificate whose time is over. */
  flaw(): string | undefined {
    const { name, certificate } = this.#access.user
    if (!certificate) return undefined
    const { validFrom, validTo } = new X509Certificate(certificate.certificate)
    const from = new Date(validFrom)
    const to = new Date(validTo)
    const now = this.#now()
    if (now > to.getTime())
      return `the client certificate of "${name}" expired on ${to.toISOString()}`
    if (now < from.getTime())
      return `the client certificate of "${name}" is not valid before ${from.toISOString()}`
    return undefined
  }

  /** Takes every secret that this credential ever used out of a text. */
  conceal(text: string): string {
    let concealed = text
    for (const secret of this.#secrets) concealed = concealed.replaceAll(secret, '[concealed]')
    return concealed
  }

  #own(): Proof {
    const { certificate } = this.#access.user
    return certificate ? { certificate } : {}
  }

  #basic({ username, password }: { username: string; password: string }): string {
    const encoded = Buffer.from(`${username}:${password}`).toString('base64')
    this.#remember(encoded)
    return `Basic ${encoded}`
  }

  async #tokenOfFile(): Promise<string | undefined> {
    const path = this.#access.user.tokenFile
    if (path === undefined) return undefined
    const now = this.#now()
    if (this.#fromFile && now - this.#fromFile.readAt < tokenFileMilliseconds)
      return this.#fromFile.token
    try {
      const token = await readToken(path)
      this.#remember(token)
      this.#fromFile = { token, readAt: now }
      return token
    } catch (error) {
      // A file that is just being replaced must not end a long watch: the last token may still do.
      const last = this.#fromFile?.token ?? this.#access.user.token
      if (last !== undefined) return last
      throw error
    }
  }

  async #ofPlugin(): Promise<PluginCredential> {
    const kept = this.#fromPlugin
    if (kept && (kept.expiresAt ?? Infinity) - renewBeforeMilliseconds > this.#now()) return kept
    // One run serves all requests that wait for it.
    this.#running ??= this.#runPlugin().finally(() => {
      this.#running = undefined
    })
    return await this.#running
  }

  async #runPlugin(): Promise<PluginCredential> {
    const { exec } = this.#access.user
    if (!exec) return {}
    const given = await runExecPlugin(exec, this.#access)
    this.#remember(given.token)
    this.#remember(given.certificate?.key)
    this.#fromPlugin = given
    return given
  }

  #remember(secret: string | undefined): void {
    // Replacing every occurrence of a very short text would only garble messages.
    if (secret !== undefined && secret.length >= 4) this.#secrets.add(secret)
  }
}

async function readToken(path: string): Promise<string> {
  let token: string
  try {
    token = (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw badTokenFile(path, `cannot be read: ${(cause as NodeJS.ErrnoException).code}`, cause)
  }
  if (token === '') throw badTokenFile(path, 'is empty')
  return token
}

function badTokenFile(path: string, what: string, cause?: unknown): BrambleError {
  return usageError('kubeconfig-token-file', `The token file ${path} ${what}.`, {
    next: 'Let the program that writes it run again, or name another user in the context.',
    cause,
  })
}
