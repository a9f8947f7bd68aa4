import type { Readable } from 'node:stream'
import type { SshFailure } from './failure.ts'
import type { SshTarget } from './target.ts'

export interface RunOptions {
  readonly timeoutMilliseconds: number
  /** What arrives beyond this is not read, and the session is ended. */
  readonly maxBytes: number
  readonly signal?: AbortSignal
  /** Output that ends with this text is whole: the session is ended without waiting for more. */
  readonly endsWith?: string
  /** True runs the program under `nice`, so that it does not push the node's own work aside. */
  readonly gentle?: boolean
}

export interface StreamOptions extends RunOptions {
  readonly onOutput: (chunk: Uint8Array) => void
}

/** When things happened here: milliseconds since the epoch by this machine's clock. */
interface SshTimes {
  readonly startedAt: number
  /** Login done; absent where a shared connection was there already, or none was made. */
  readonly loggedInAt?: number
  readonly firstByteAt?: number
  readonly endedAt: number
}

/** How one program on one node went. Expected trouble is a `failure`, never an exception. */
export interface SshAnswer {
  /** What the program wrote, as far as it arrived. Bytes, because a node may send any. */
  readonly output: Uint8Array
  /** What the program and ssh wrote to stderr, without ssh's own progress; at most 16 KB. */
  readonly errorText: string
  /** The program's exit status; absent where the session did not reach its end. */
  readonly exitStatus?: number
  /** True where more than `maxBytes` came. */
  readonly truncated: boolean
  readonly failure?: SshFailure
  readonly times: SshTimes
}

/** The only way to a node's shell. Programs are given on stdin: nothing is ever part of a command line. */
export interface SshDoor {
  readonly targets: readonly SshTarget[]
  /** Runs one POSIX sh program on a node and returns all that it wrote. */
  run(target: SshTarget, program: string, options: RunOptions): Promise<SshAnswer>
  /** The same, with the output handed over as it comes; the answer's own `output` is empty. */
  stream(target: SshTarget, program: string, options: StreamOptions): Promise<SshAnswer>
  /**
   * Sends bytes, or those of a local file, into a new file of /var/tmp that only the user reads;
   * answers its path.
   */
  send(target: SshTarget, source: string | Readable, options: RunOptions): Promise<SshAnswer>
  /** Ends shared connections. Afterwards nothing of this door is left on this machine. */
  close(): Promise<void>
}
