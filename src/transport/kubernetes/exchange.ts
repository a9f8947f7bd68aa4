/** One HTTP request and its answer: the narrowest place, where a recording can stand in. */
export interface Exchange {
  /** Rejects with a BrambleError where no answer began. */
  send(request: WireRequest): Promise<WireAnswer>
  certificateOf(address: string): { notBefore: string; notAfter: string } | undefined
  /** Called after a silence: a connection that may be dead takes no further requests. */
  retire(address: string): void
  /** Takes secrets out of a text before anybody reads it. */
  conceal(text: string): string
  /** What is wrong with our own proof, where that can be told: said with a 401. */
  flawOfProof(): string | undefined
  close(): Promise<void>
}

export interface WireRequest {
  readonly address: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path with query, percent-encoded. */
  readonly target: string
  readonly accept: string
  readonly body?: { readonly type: string; readonly text: string }
  readonly signal: AbortSignal
}

export interface WireAnswer {
  readonly status: number
  /** Seconds, from Retry-After. */
  readonly retryAfterSeconds?: number
  readonly body: AsyncIterable<Uint8Array>
}
