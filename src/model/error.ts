/**
 * Who has to act on an error: `usage` is the reader's input, `cluster` is expected trouble out
 * there, `defect` is our own bug.
 */
export type ErrorKind = 'usage' | 'cluster' | 'defect'

interface ErrorParts {
  code: string
  kind: ErrorKind
  message: string
  /** What the reader does next: one sentence or one command. */
  next?: string | undefined
  cause?: unknown
}

/** The one error class of Bramble. Switch on `code`; never parse `message`. */
export class BrambleError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly next: string | undefined

  constructor({ code, kind, message, next, cause }: ErrorParts) {
    super(message, { cause })
    this.name = 'BrambleError'
    this.code = code
    this.kind = kind
    this.next = next
  }
}

type Details = { next?: string | undefined; cause?: unknown }

/** The reader can fix the input; exit 64. */
export function usageError(code: string, message: string, details: Details = {}): BrambleError {
  return new BrambleError({ code, kind: 'usage', message, ...details })
}

/** Expected trouble in the cluster or on the way to it. */
export function clusterError(code: string, message: string, details: Details = {}): BrambleError {
  return new BrambleError({ code, kind: 'cluster', message, ...details })
}

/** A state that our own code must never reach; exit 70. */
export function defect(code: string, message: string, details: Details = {}): BrambleError {
  return new BrambleError({ code, kind: 'defect', message, ...details })
}
