import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

/**
 * One local program with limits. node:child_process and not tinyexec, because a session needs
 * what that one does not offer: bytes as they come and their times, an end as soon as enough has
 * come, and its own process group, so that a ProxyJump's second ssh ends with the first.
 */
export interface ChildRequest {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly input: string | Readable
  readonly timeoutMilliseconds: number
  readonly maxBytes: number
  readonly signal?: AbortSignal
  now(): number
  /** Returns true when enough has come. */
  onOutput(chunk: Buffer): boolean
}

export interface ChildEnd {
  readonly ended: 'exit' | 'timeout' | 'aborted' | 'enough' | 'too-much'
  readonly exitCode: number | null
  readonly errorText: string
  /** Lines of stderr with the time at which they came. */
  readonly errorLines: readonly { readonly at: number; readonly text: string }[]
  readonly outputBytes: number
  readonly firstByteAt: number | undefined
  /** Why the program did not even start. */
  readonly startError: Error | undefined
}

const maxErrorBytes = 16_384
/** How long a program that has said its last word may take to end, and a killed one to be gone. */
const graceMilliseconds = 400

/** Runs it, and returns only when no process of it is left. Never throws. */
export async function runChild(request: ChildRequest): Promise<ChildEnd> {
  return new Promise((resolve) => new ChildRun(request, resolve).start())
}

/** The same where the output is a short text that is wanted at the end. Bytes that are no UTF-8 are replaced. */
export async function runForText(
  request: Omit<ChildRequest, 'now' | 'onOutput'>,
): Promise<ChildEnd & { readonly output: string }> {
  const chunks: Buffer[] = []
  const end = await runChild({
    ...request,
    now: Date.now,
    onOutput(chunk) {
      chunks.push(chunk)
      return false
    },
  })
  return { ...end, output: Buffer.concat(chunks).toString('utf8') }
}

class ChildRun {
  private readonly request: ChildRequest
  private readonly resolve: (end: ChildEnd) => void
  private child: ChildProcess | undefined
  private ended: ChildEnd['ended'] | undefined
  private outputBytes = 0
  private errorBytes = 0
  private firstByteAt: number | undefined
  private readonly errorLines: { at: number; text: string }[] = []
  private settled = false
  private readonly timers: NodeJS.Timeout[] = []
  private readonly abort = () => this.end('aborted')

  constructor(request: ChildRequest, resolve: (end: ChildEnd) => void) {
    this.request = request
    this.resolve = resolve
  }

  start(): void {
    const { file, args, env, input, timeoutMilliseconds, signal } = this.request
    if (signal?.aborted) {
      this.ended = 'aborted'
      return this.settle(null)
    }
    const child = spawn(file, args, { detached: true, stdio: 'pipe', ...(env && { env }) })
    this.child = child
    this.timers.push(setTimeout(() => this.end('timeout'), timeoutMilliseconds))
    signal?.addEventListener('abort', this.abort, { once: true })
    child.stdout.on('data', (chunk: Buffer) => this.takeOutput(chunk))
    child.stderr.on('data', (chunk: Buffer) => this.takeError(chunk))
    // A program that ends before it read all its input breaks the pipe: its exit says why.
    child.stdin.on('error', () => {})
    if (typeof input === 'string') child.stdin.end(input)
    else input.on('error', () => this.end('aborted')).pipe(child.stdin)
    child.on('error', (error) => this.settle(null, error))
    child.on('close', (code) => this.settle(code))
    // A grandchild, or the shared connection, may hold the pipes after the program is gone.
    child.on('exit', (code) => {
      const killed = this.ended !== undefined && this.ended !== 'enough'
      this.after(killed ? 0 : graceMilliseconds, () => this.settle(code))
    })
  }

  private takeOutput(chunk: Buffer): void {
    if (this.ended !== undefined) return
    this.firstByteAt ??= this.request.now()
    const room = this.request.maxBytes - this.outputBytes
    const fits = chunk.length > room ? chunk.subarray(0, room) : chunk
    this.outputBytes += fits.length
    if (fits.length > 0 && this.request.onOutput(fits)) this.end('enough')
    else if (chunk.length > room) this.end('too-much')
  }

  private takeError(chunk: Buffer): void {
    const fits = chunk.subarray(0, maxErrorBytes - this.errorBytes)
    this.errorBytes += fits.length
    if (fits.length > 0)
      this.errorLines.push({ at: this.request.now(), text: fits.toString('utf8') })
  }

  private end(why: ChildEnd['ended']): void {
    if (this.ended !== undefined || this.settled) return
    this.ended = why
    // What said its last word ends by itself in a moment; everything else is killed at once.
    this.after(why === 'enough' ? graceMilliseconds : 0, () => {
      this.kill()
      this.after(graceMilliseconds, () => this.settle(null))
    })
  }

  private kill(): void {
    const pid = this.child?.pid
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // The group is gone already, which is what was wanted.
    }
  }

  private after(milliseconds: number, act: () => void): void {
    if (!this.settled) this.timers.push(setTimeout(act, milliseconds))
  }

  private settle(exitCode: number | null, startError?: Error): void {
    if (this.settled) return
    this.settled = true
    for (const timer of this.timers) clearTimeout(timer)
    this.request.signal?.removeEventListener('abort', this.abort)
    this.kill()
    for (const stream of this.child?.stdio ?? []) stream?.destroy()
    this.resolve({
      ended: this.ended ?? 'exit',
      exitCode,
      errorText: this.errorLines.map(({ text }) => text).join(''),
      errorLines: this.errorLines,
      outputBytes: this.outputBytes,
      firstByteAt: this.firstByteAt,
      startError,
    })
  }
}
