import type { TLSSocket } from 'node:tls'
import { Agent, buildConnector } from 'undici'
import { cleanLine } from '#src/model/text.ts'
import type { PowerFailure, PowerOptions } from './door.ts'

export interface HttpCall {
  readonly method: 'GET' | 'POST'
  /** No message ever shows it: Tasmota wants its password in there. */
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** SHA-256 of the one certificate that is trusted; the usual authorities count if absent. */
  readonly fingerprint?: string | undefined
}

export interface HttpReply {
  readonly status: number
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown
  readonly challenge: string
}

type HttpAnswer =
  | { readonly reply: HttpReply; readonly failure?: undefined }
  | { readonly reply?: undefined; readonly failure: PowerFailure }

/** A device of the house says little; more is another kind of device. */
const mostBytes = 256 * 1024

/** One request to a device, without redirects, proxies or a second try. */
export async function httpCall(call: HttpCall, options: PowerOptions): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(options.timeoutMilliseconds)
  const signal = AbortSignal.any([limit, options.signal])
  const agent = new Agent({
    connect: connector(call.fingerprint, options.timeoutMilliseconds),
    pipelining: 0,
  })
  try {
    const answer = await agent.request({
      origin: call.url.origin,
      path: call.url.pathname + call.url.search,
      method: call.method,
      signal,
      headers: {
        accept: 'application/json',
        ...call.headers,
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
    })
    const text = await textOf(answer.body)
    if (text === undefined) return { failure: badAnswer(`sent more than ${mostBytes} bytes`) }
    const challenge = answer.headers['www-authenticate']
    return {
      reply: {
        status: answer.statusCode,
        json: jsonOf(text),
        challenge: typeof challenge === 'string' ? challenge : '',
      },
    }
  } catch (error) {
    if (options.signal.aborted)
      return { failure: { kind: 'aborted', reason: 'stopped on request' } }
    return { failure: limit.aborted ? tooSlow(options) : connectionFailure(error, options) }
  } finally {
    await agent.destroy()
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

class WrongCertificate extends Error {}

/** With a pin, whoever shows another certificate gets no byte of a request. */
function connector(fingerprint: string | undefined, timeout: number): buildConnector.connector {
  const connect = buildConnector({ timeout, rejectUnauthorized: fingerprint === undefined })
  if (fingerprint === undefined) return connect
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error) return callback(error, null)
      const shown = 'getPeerCertificate' in socket ? fingerprintOf(socket) : ''
      if (shown === plain(fingerprint)) return callback(null, socket)
      socket.destroy()
      callback(new WrongCertificate(), null)
    })
}

function fingerprintOf(socket: TLSSocket): string {
  return plain(socket.getPeerCertificate().fingerprint256 ?? '')
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase()
}

function tooSlow({ timeoutMilliseconds }: PowerOptions): PowerFailure {
  return { kind: 'timeout', reason: `no answer within ${timeoutMilliseconds / 1000} s` }
}

/** Codes of TLS in Node: X509_V_ERR_ of OpenSSL without its prefix, and Node's own. */
const certificateCodes =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/

function connectionFailure(error: unknown, options: PowerOptions): PowerFailure {
  if (error instanceof WrongCertificate)
    return {
      kind: 'certificate',
      reason: 'its certificate is not the pinned one',
      next: 'Was it installed anew? Then pin the new fingerprint; if not, somebody else answers there.',
    }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return tooSlow(options)
  if (certificateCodes.test(code))
    return {
      kind: 'certificate',
      reason: `its certificate is not trusted (${code})`,
      next: 'Pin its fingerprint in bramble.yaml, after comparing it on the device itself.',
    }
  return {
    kind: 'unreachable',
    reason: code === '' ? 'the connection broke' : `no connection (${cleanLine(code)})`,
    next: 'Does its address in bramble.yaml still fit?',
  }
}

/** The device answered something that its kind never says. */
export function badAnswer(what: string): PowerFailure {
  return {
    kind: 'bad-answer',
    reason: what,
    next: 'Does another kind of device answer at this address?',
  }
}

/** 401 and 403 with a password, or without one. */
export function denied(isGiven: boolean): PowerFailure {
  return {
    kind: 'denied',
    reason: isGiven ? 'it does not take this password' : 'it wants a password',
    next: 'See the secret that bramble.yaml names for it.',
  }
}

/** The field of an answer, whatever it may be. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
