import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { buildConnector, Pool } from 'undici'
import { BrambleError } from '#src/model/error.ts'
import { readText } from './body.ts'
import { Credential, type Proof } from './credential.ts'
import type { Exchange, WireAnswer, WireRequest } from './exchange.ts'
import { connectionFailure } from './failure.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import type { ClientCertificate } from './kubeconfig-user.ts'
import { untilAborted } from './until-aborted.ts'

interface Dates {
  readonly notBefore: string
  readonly notAfter: string
}

interface Line {
  readonly pool: Pool
  readonly certificate: ClientCertificate | undefined
}

const usualConnectMilliseconds = 5000
const peekMilliseconds = 3000
const mostRefusalBytes = 1024 * 1024

/**
 * The live exchange. All requests to an address share one HTTP/2 connection where the server
 * speaks it: 17 parallel requests then cost one TLS handshake instead of 17, on a board that has
 * better things to do. HTTP/1.1 is the fallback, for gateways.
 */
export class TlsExchange implements Exchange {
  readonly #access: ClusterAccess
  readonly #credential: Credential
  readonly #connectMilliseconds: number
  readonly #lines = new Map<string, Line>()
  readonly #dates = new Map<string, Dates>()
  /** Errors of connections that were never made, so that the request was never sent. */
  readonly #unsent = new WeakSet<Error>()
  readonly #retired = new Set<Pool>()

  constructor(access: ClusterAccess, connectMilliseconds = usualConnectMilliseconds) {
    this.#access = access
    this.#credential = new Credential(access)
    this.#connectMilliseconds = connectMilliseconds
  }

  async send(request: WireRequest): Promise<WireAnswer> {
    const answer = await this.#sendOnce(request)
    // 401 means that nothing was done, so that a fresh credential may try the same again.
    if (answer.status !== 401 || !this.#credential.forget()) return answer
    await readText(answer.body, mostRefusalBytes)
    return await this.#sendOnce(request)
  }

  certificateOf(address: string): Dates | undefined {
    return this.#dates.get(address)
  }

  retire(address: string): void {
    const line = this.#lines.get(address)
    if (!line) return
    this.#lines.delete(address)
    this.#closeSoon(line.pool)
  }

  conceal(text: string): string {
    return this.#credential.conceal(text)
  }

  flawOfProof(): string | undefined {
    return this.#credential.flaw()
  }

  async close(): Promise<void> {
    const pools = [...[...this.#lines.values()].map((line) => line.pool), ...this.#retired]
    this.#lines.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  async #sendOnce(request: WireRequest): Promise<WireAnswer> {
    const proof = await this.#credential.proof()
    const { address, signal } = request
    try {
      const sending = this.#poolOf(address, proof).request({
        path: new URL(address).pathname.replace(/\/$/, '') + request.target,
        method: request.method,
        headers: headersOf(request, proof),
        body: request.body?.text ?? null,
        signal,
      })
      // While undici connects it does not look at the signal; it does before it sends.
      const answer = await untilAborted(sending, signal)
      return {
        status: answer.statusCode,
        ...retryAfter(answer.headers['retry-after']),
        body: this.#readBody(answer.body, request),
      }
    } catch (error) {
      throw await this.#explain(error, request)
    }
  }

  async *#readBody(body: AsyncIterable<Uint8Array>, request: WireRequest) {
    try {
      yield* body
    } catch (error) {
      throw await this.#explain(error, request)
    }
  }

  /** An abort stays as it is: whoever aborted knows why. */
  async #explain(error: unknown, { address, signal }: WireRequest): Promise<unknown> {
    if (signal.aborted || error instanceof BrambleError || !(error instanceof Error)) return error
    const sent = !this.#unsent.has(error)
    const failure = connectionFailure(error, { address, sent })
    if (!/^certificate-(expired|not-yet-valid)$/.test(failure.code)) return failure
    const dates = await peekAtCertificate(address, this.#access.authority.serverName)
    if (dates) this.#dates.set(address, dates)
    return connectionFailure(error, { address, sent, dates })
  }

  #poolOf(address: string, { certificate }: Proof): Pool {
    const line = this.#lines.get(address)
    if (line && line.certificate?.certificate === certificate?.certificate) return line.pool
    // A plugin gave another client certificate: it counts from the next handshake on.
    this.retire(address)
    const pool = new Pool(new URL(address).origin, {
      connect: this.#connector(address, certificate),
      // Every request has its own limit in its signal; a watch has none but its own watchdog.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    this.#lines.set(address, { pool, certificate })
    return pool
  }

  #connector(
    address: string,
    certificate: ClientCertificate | undefined,
  ): buildConnector.connector {
    const { certificates, insecure, serverName } = this.#access.authority
    const connect = buildConnector({
      timeout: this.#connectMilliseconds,
      rejectUnauthorized: !insecure,
      ...(certificates !== undefined && { ca: certificates }),
      ...(certificate && { cert: certificate.certificate, key: certificate.key }),
    } satisfies ConnectionOptions)
    return (options, callback) => {
      const named = serverName === undefined ? options : { ...options, servername: serverName }
      connect(named, (error, socket) => {
        if (error) {
          this.#unsent.add(error)
          callback(error, null)
          return
        }
        const dates = socket && 'getPeerCertificate' in socket ? datesOf(socket) : undefined
        if (dates) this.#dates.set(address, dates)
        callback(null, socket)
      })
    }
  }

  #closeSoon(pool: Pool): void {
    // Requests that are under way may still end well; each has its own limit.
    this.#retired.add(pool)
    const forget = () => this.#retired.delete(pool)
    pool.close().then(forget, forget)
  }
}

function headersOf(request: WireRequest, proof: Proof): Record<string, string> {
  return {
    accept: request.accept,
    'user-agent': 'bramble',
    ...(request.body && { 'content-type': request.body.type }),
    ...(proof.authorization !== undefined && { authorization: proof.authorization }),
  }
}

function retryAfter(header: string | string[] | undefined): { retryAfterSeconds?: number } {
  const seconds = typeof header === 'string' ? Number(header) : Number.NaN
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {}
}

/** Undefined where a resumed session shows no certificate. */
function datesOf(socket: TLSSocket): Dates | undefined {
  const { valid_from: from, valid_to: to } = socket.getPeerCertificate()
  if (from === undefined || to === undefined) return undefined
  return { notBefore: new Date(from).toISOString(), notAfter: new Date(to).toISOString() }
}

/**
 * Reads the dates of a certificate that was refused, to tell them. Nothing is sent over this
 * connection, and no proof of ours is shown to whoever answers.
 */
function peekAtCertificate(address: string, serverName?: string): Promise<Dates | undefined> {
  const { hostname, port } = new URL(address)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connectTls({
      host,
      port: Number(port || 443),
      ...(serverName !== undefined && { servername: serverName }),
      rejectUnauthorized: false,
    })
    const end = (dates?: Dates) => {
      socket.destroy()
      resolve(dates)
    }
    socket.setTimeout(peekMilliseconds, () => end())
    socket.once('error', () => end())
    socket.once('secureConnect', () => end(datesOf(socket)))
  })
}
