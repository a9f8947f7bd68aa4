import { setTimeout as sleep } from 'node:timers/promises'
import { BrambleError, clusterError } from '#src/model/error.ts'
import { untilAborted } from './until-aborted.ts'

/** Between the first knock at one address and at the next: most answer well before. */
const staggerMilliseconds = 250

/**
 * Which of several API addresses to use: the first that answers, tried in order with a short head
 * start each. One that stops answering is left, and all are tried again.
 */
export class AddressChoice {
  readonly addresses: readonly string[]
  readonly #knock: (address: string, signal: AbortSignal) => Promise<number>
  #choosing: Promise<string> | undefined
  #chosen: string | undefined

  /** @param knock resolves with the HTTP status of an address that answers */
  constructor(
    addresses: readonly string[],
    knock: (address: string, signal: AbortSignal) => Promise<number>,
  ) {
    this.addresses = addresses
    this.#knock = knock
  }

  /**
   * @throws BrambleError where none answers: with the code they share, else `api-unreachable`, and
   *   what each of them said
   */
  async current(signal?: AbortSignal): Promise<string> {
    const [only, ...others] = this.addresses
    if (only !== undefined && others.length === 0) return only
    if (this.#chosen !== undefined) return this.#chosen
    // One round of knocking serves all requests that wait for it, so that it follows no single
    // caller's signal; each knock has its own limit.
    this.#choosing ??= this.#choose().finally(() => {
      this.#choosing = undefined
    })
    return await untilAborted(this.#choosing, signal)
  }

  /** The address has failed; true where there is another one to try. */
  giveUp(address: string): boolean {
    if (this.#chosen === address) this.#chosen = undefined
    return this.addresses.length > 1
  }

  async #choose(): Promise<string> {
    const settled = new AbortController()
    const unready: string[] = []
    try {
      this.#chosen = await Promise.any(
        this.addresses.map(async (address, index) => {
          await sleep(index * staggerMilliseconds, undefined, { signal: settled.signal })
          const status = await this.#knock(address, settled.signal)
          if (status < 500) return address
          unready.push(address)
          throw clusterError('api-failed', `${address} says that it is not ready.`)
        }),
      )
      return this.#chosen
    } catch (error) {
      // A server that is not ready still answers questions, and says what is wrong with it.
      const [first] = unready
      if (first !== undefined) return first
      throw noneAnswers(error instanceof AggregateError ? error.errors : [error])
    } finally {
      settled.abort()
    }
  }
}

function noneAnswers(errors: readonly unknown[]): BrambleError {
  const ours = errors.filter((error) => error instanceof BrambleError)
  const [first] = ours
  const shared = first && ours.every((error) => error.code === first.code) ? first : undefined
  return clusterError(
    shared?.code ?? 'api-unreachable',
    `None of the ${errors.length} API addresses answers. ${ours.map((error) => error.message).join(' ')}`,
    { next: shared?.next ?? first?.next, cause: first?.cause },
  )
}
