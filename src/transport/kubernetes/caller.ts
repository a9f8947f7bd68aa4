import { BrambleError, clusterError } from '#src/model/error.ts'
import { AddressChoice } from './address-choice.ts'
import { readText } from './body.ts'
import type { CallOptions } from './door.ts'
import type { Exchange, WireAnswer, WireRequest } from './exchange.ts'
import { timedOut } from './failure.ts'
import { interruption, pauseFor } from './pause.ts'
import { type Asked, type Refusal, readRefusal, refusalError } from './refusal.ts'

/** One request as the door's verbs see it. */
export interface Call {
  readonly asked: Asked
  readonly method: WireRequest['method']
  readonly target: string
  readonly accept?: string
  readonly body?: WireRequest['body']
  /** Only this address is asked. */
  readonly address?: string | undefined
}

/** An answer and the limit that its body has to keep. */
export interface Answer extends WireAnswer {
  readonly address: string
  readonly limit: Limit
}

const usualMilliseconds = 30_000
const knockMilliseconds = 10_000
const mostBytes = 64 * 1024 * 1024
const mostRefusalBytes = 1024 * 1024
const mostBusyAnswers = 3
const longestWaitSeconds = 5

/**
 * Sends calls: chooses the address, keeps the limits, types what goes wrong. Reads are repeated
 * where the server says it is busy; a change is sent once, and never again unless it certainly
 * was not received.
 */
export class Caller {
  readonly #exchange: Exchange
  readonly #choice: AddressChoice
  requestCount = 0

  constructor(exchange: Exchange, addresses: readonly string[]) {
    this.#exchange = exchange
    this.#choice = new AddressChoice(addresses, (address, signal) => this.#knock(address, signal))
  }

  /** The parsed JSON of a 2xx answer; else a typed error. */
  async json(call: Call, options: CallOptions = {}): Promise<unknown> {
    const answer = await this.open(call, options)
    const text = await this.bodyOf(answer, call.asked.what, (body) => readText(body, mostBytes))
    try {
      return JSON.parse(text)
    } catch {
      throw clusterError(
        'api-bad-answer',
        `${answer.address} answered the question for ${call.asked.what} with something that is no JSON.`,
        {
          next: 'Something else than a Kubernetes API may answer there: check the server’s address.',
        },
      )
    }
  }

  /** A 2xx answer whose body is still to come; the taker ends its limit. */
  async open(call: Call, options: CallOptions = {}): Promise<Answer> {
    for (let sent = 1; ; sent++) {
      const answer = await this.#sendAnywhere(call, options)
      if (answer.status >= 200 && answer.status < 300) return answer
      const refusal = await this.refusalOf(answer)
      const wait = sent < mostBusyAnswers ? secondsToWait(call, refusal) : undefined
      if (wait === undefined) throw this.errorOf(refusal, call.asked, answer.address)
      await pauseFor(wait * 1000, options.signal)
    }
  }

  /** Any answer, whatever its status; the taker ends its limit. */
  async send(call: Call, options: CallOptions = {}): Promise<Answer> {
    return await this.#sendAnywhere(call, options)
  }

  /** Reads the body of an answer within the answer's limit. */
  async bodyOf<T>(
    answer: Answer,
    what: string,
    take: (body: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    try {
      return await take(answer.body)
    } catch (error) {
      throw this.#explain(error, answer, what)
    } finally {
      answer.limit.end()
    }
  }

  /** Reads what a server said that did not do what was asked. */
  async refusalOf(answer: Answer): Promise<Refusal> {
    const text = await this.bodyOf(answer, 'a request', (body) => readText(body, mostRefusalBytes))
    return readRefusal(answer.status, this.#exchange.conceal(text), answer.retryAfterSeconds)
  }

  /** The typed error of a refusal. */
  errorOf(refusal: Refusal, asked: Asked, address: string): BrambleError {
    const flaw = refusal.status === 401 ? this.#exchange.flawOfProof() : undefined
    return refusalError(flaw ? { ...refusal, message: flaw } : refusal, asked, address)
  }

  /** A connection that stayed silent takes no further requests. */
  retire(address: string): void {
    this.#exchange.retire(address)
  }

  /** A connection that stayed silent takes no further requests. */
  #explain(error: unknown, { address, limit }: Pick<Answer, 'address' | 'limit'>, what: string) {
    const explained = limit.explain(error, address, what)
    if (explained instanceof BrambleError && explained.code === 'api-timeout') this.retire(address)
    return explained
  }

  async #sendAnywhere(call: Call, options: CallOptions): Promise<Answer> {
    if (call.address !== undefined) return await this.#sendTo(call.address, call, options)
    const address = await this.#choose(options)
    try {
      return await this.#sendTo(address, call, options)
    } catch (error) {
      // Unreachable means that nothing was sent: even a change may go to another address.
      if (!(error instanceof BrambleError) || error.code !== 'api-unreachable') throw error
      if (!this.#choice.giveUp(address)) throw error
      return await this.#sendTo(await this.#choose(options), call, options)
    }
  }

  async #choose({ signal }: CallOptions): Promise<string> {
    try {
      return await this.#choice.current(signal)
    } catch (error) {
      throw signal?.aborted ? interruption(signal) : error
    }
  }

  async #sendTo(address: string, call: Call, options: CallOptions): Promise<Answer> {
    const limit = new Limit(options.timeoutMilliseconds ?? usualMilliseconds, options.signal)
    this.requestCount++
    try {
      const answer = await this.#exchange.send({
        address,
        method: call.method,
        target: call.target,
        accept: call.accept ?? 'application/json',
        ...(call.body && { body: call.body }),
        signal: limit.signal,
      })
      return { ...answer, address, limit }
    } catch (error) {
      limit.end()
      throw this.#explain(error, { address, limit }, call.asked.what)
    }
  }

  /** Asks an address for the least there is, to see whether it is one that answers. */
  async #knock(address: string, signal: AbortSignal): Promise<number> {
    const call = {
      asked: { verb: 'read', what: '/readyz' },
      method: 'GET',
      target: '/readyz',
    } as const
    const answer = await this.#sendTo(address, call, {
      signal,
      timeoutMilliseconds: knockMilliseconds,
    })
    await this.refusalOf(answer)
    return answer.status
  }
}

/** How long to wait before the same read may be asked again; undefined where it may not. */
function secondsToWait({ method }: Call, refusal: Refusal): number | undefined {
  if (method !== 'GET' || (refusal.status !== 429 && refusal.status !== 503)) return undefined
  const wait = refusal.retryAfterSeconds
  return wait !== undefined && wait <= longestWaitSeconds ? wait : undefined
}

/** The time that one request has, from sending to its last byte, and the caller's own signal. */
class Limit {
  readonly signal: AbortSignal
  readonly #milliseconds: number
  readonly #caller: AbortSignal | undefined
  readonly #timeout = new AbortController()
  readonly #timer: NodeJS.Timeout | undefined

  /** @param milliseconds Infinity for a watch, which has a watchdog instead */
  constructor(milliseconds: number, caller: AbortSignal | undefined) {
    this.#milliseconds = milliseconds
    this.#caller = caller
    this.signal = caller ? AbortSignal.any([caller, this.#timeout.signal]) : this.#timeout.signal
    if (Number.isFinite(milliseconds))
      this.#timer = setTimeout(() => this.#timeout.abort(), milliseconds)
  }

  /** Aborts the request now, as a silence. */
  expire(): void {
    this.#timeout.abort()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  /** Our error for what ended the request. */
  explain(error: unknown, address: string, what: string): unknown {
    if (this.#caller?.aborted) return interruption(this.#caller)
    if (this.#timeout.signal.aborted) return timedOut(address, this.#milliseconds, what)
    return error
  }
}
