import { fieldSign } from './detect/secret-object.ts'
import { findSecrets } from './find.ts'
import { type Follower, marker, type SecretRange } from './range.ts'

/** Removes secrets from a text that comes in pieces. */
export interface Redactor {
  /** Takes the next piece; gives what is ready. A secret that a border parts is still found. */
  write(chunk: string): string
  /** Gives the rest. */
  end(): string
  /** How many secrets were replaced so far. */
  readonly redacted: number
}

/** What is judged at once, what is held back until more follows, and what stays in view before. */
const blockLength = 128 * 1024
const heldLength = 16 * 1024
const contextLength = 4 * 1024

/**
 * Replaces each secret by a marker that says what it was: tokens, passwords, keys, Secrets' data,
 * also within base64, JSON in JSON, and lines that a terminal broke. A text without secrets stays
 * as it is, and a second time changes nothing. Time grows with the text alone.
 */
export function redactText(text: string): { text: string; redacted: number } {
  const redactor = createRedactor()
  const start = redactor.write(text)
  return { text: start + redactor.end(), redacted: redactor.redacted }
}

/**
 * The same for a text of any length: memory stays below a megabyte, one line of a gigabyte
 * included. What comes out does not depend on where the pieces part.
 */
export function createRedactor(): Redactor {
  return new StreamRedactor()
}

class StreamRedactor implements Redactor {
  redacted = 0
  /** Text that went out already, as it came in: what stands before a value tells what it is. */
  #context = ''
  #waiting: string[] = []
  #waitingLength = 0
  /** Follows a secret that has not ended yet. */
  #open: Follower | undefined

  write(chunk: string): string {
    if (chunk === '') return ''
    this.#waiting.push(chunk)
    this.#waitingLength += chunk.length
    if (this.#waitingLength < blockLength + heldLength) return ''
    return this.#drain(blockLength + heldLength)
  }

  end(): string {
    const rest = this.#drain(blockLength + heldLength)
    return rest + this.#judge(this.#waiting.join(''), Infinity)
  }

  #drain(least: number): string {
    const text = this.#waiting.join('')
    const ready: string[] = []
    let from = 0
    while (text.length - from >= least) {
      ready.push(this.#judge(text.slice(from, from + least), blockLength))
      from += blockLength
    }
    this.#waiting = [text.slice(from)]
    this.#waitingLength = text.length - from
    return ready.join('')
  }

  /** Gives the first `length` characters of `fresh` without their secrets. */
  #judge(fresh: string, length: number): string {
    const text = this.#context + fresh
    const start = this.#context.length
    const cut = Math.min(text.length, start + length)
    const isLast = length === Infinity
    let position = this.#rest(text, start, cut)
    const parts: string[] = []
    for (const range of findSecrets(text)) {
      if (range.start >= cut || range.end <= position) continue
      // What began before this block was found there, or its beginning is out already.
      parts.push(text.slice(position, Math.max(position, range.start)), replacement(range))
      this.redacted += 1
      position = Math.max(position, Math.min(range.end, cut))
      if (range.end > cut && !isLast) this.#open = this.#remainder(text, range, cut)
    }
    if (position < cut) parts.push(text.slice(position, cut))
    this.#context = text.slice(Math.max(0, cut - contextLength), cut)
    return parts.join('')
  }

  /** Skips what is left of a secret that began in an earlier block. */
  #rest(text: string, start: number, cut: number): number {
    if (!this.#open) return start
    const end = Math.min(this.#open.follow(text.slice(0, cut), start), cut)
    if (end < cut) this.#open = undefined
    return end
  }

  /** Follows a secret behind the cut: first what is known of it, then whatever follows. */
  #remainder(text: string, range: SecretRange, cut: number): Follower {
    let known = range.end - cut
    const { follower } = range
    const reachesEnd = range.end === text.length
    return {
      follow(next, from) {
        if (known > 0) {
          const here = Math.min(known, next.length - from)
          known -= here
          if (from + here < next.length && reachesEnd && follower)
            return follower.follow(next, from + here)
          return from + here
        }
        return reachesEnd && follower ? follower.follow(next, from) : from
      },
    }
  }
}

function replacement({ name }: SecretRange): string {
  const [said = '', quote] = name.split(fieldSign)
  if (quote === undefined) return marker(said)
  return `${quote}redacted${quote}:${quote}${marker(said)}${quote}`
}
