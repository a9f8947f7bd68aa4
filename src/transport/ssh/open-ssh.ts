import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { clusterError } from '#src/model/error.ts'
import { type ChildEnd, runChild, runForText } from '../child.ts'
import { remoteCommands, sshArguments } from './arguments.ts'
import type { RunOptions, SshAnswer, SshDoor, StreamOptions } from './door.ts'
import { failureOf, type SshFailure } from './failure.ts'
import { checkTarget, type SshTarget } from './target.ts'

export interface SshOptions {
  /** How long TCP, banner and key exchange may take. */
  readonly connectTimeoutSeconds?: number
  /**
   * False where each node gets one session: sharing then saves nothing, and closing the shared
   * connections costs a process each. True if absent.
   */
  readonly share?: boolean
  /** The ssh program; `ssh` on the PATH if absent. */
  readonly program?: string
  readonly env?: NodeJS.ProcessEnv
  /** Milliseconds since the epoch by this machine's clock. */
  now?: () => number
}

/** Connections end by themselves after this long, should Bramble be killed before `close`. */
const persistSeconds = 60
/** Room that a Unix socket's path leaves on macOS (104), less the 17 that ssh adds while it binds. */
const maxSocketPathBytes = 86

/**
 * The door to nodes by the system's OpenSSH. Connections are shared (ControlMaster): on the lab
 * the first session took 257 ms with a shared connection and 259 ms without, so sharing costs
 * nothing, and each later one took 36 ms.
 *
 * @throws BrambleError `ssh-address-invalid` and the like for a target that ssh would misread
 */
export function openSsh(targets: readonly SshTarget[], options: SshOptions = {}): SshDoor {
  for (const target of targets) checkTarget(target)
  return new OpenSshDoor(targets, options)
}

class OpenSshDoor implements SshDoor {
  readonly targets: readonly SshTarget[]
  private readonly options: SshOptions
  private readonly program: string
  private folder: Promise<string | undefined> | undefined
  private readonly sockets = new Map<SshTarget, string>()
  private closed = false

  constructor(targets: readonly SshTarget[], options: SshOptions) {
    this.targets = targets
    this.options = options
    this.program = options.program ?? 'ssh'
  }

  async run(target: SshTarget, program: string, options: RunOptions): Promise<SshAnswer> {
    const chunks: Uint8Array[] = []
    const onOutput = (chunk: Uint8Array) => void chunks.push(chunk)
    const answer = await this.stream(target, program, { ...options, onOutput })
    return { ...answer, output: Buffer.concat(chunks) }
  }

  async stream(target: SshTarget, program: string, options: StreamOptions): Promise<SshAnswer> {
    const command = options.gentle ? remoteCommands.gentle : remoteCommands.plain
    return this.session(target, { command, input: program }, options)
  }

  async send(
    target: SshTarget,
    source: string | Readable,
    options: RunOptions,
  ): Promise<SshAnswer> {
    const chunks: Uint8Array[] = []
    const onOutput = (chunk: Uint8Array) => void chunks.push(chunk)
    const input = typeof source === 'string' ? createReadStream(source) : source
    const told = { command: remoteCommands.receive, input }
    const answer = await this.session(target, told, { ...options, onOutput })
    return { ...answer, output: Buffer.concat(chunks) }
  }

  private async session(
    target: SshTarget,
    { command, input }: { readonly command: string; readonly input: string | Readable },
    options: StreamOptions,
  ): Promise<SshAnswer> {
    if (this.closed) throw clusterError('ssh-closed', 'The ssh door is closed')
    checkTarget(target)
    const now = this.options.now ?? Date.now
    const startedAt = now()
    const ending = endingWatch(options.endsWith)
    const end = await runChild({
      file: this.program,
      args: [...(await this.argumentsFor(target, options.timeoutMilliseconds)), command],
      ...(this.options.env && { env: this.options.env }),
      input,
      timeoutMilliseconds: options.timeoutMilliseconds,
      maxBytes: options.maxBytes,
      ...(options.signal && { signal: options.signal }),
      now,
      onOutput(chunk) {
        options.onOutput(chunk)
        return ending(chunk)
      },
    })
    // A session that had to be cut off may hang in the shared connection: the next one gets its own.
    if (end.ended === 'timeout') await this.endMaster(target)
    return answerOf(target, end, options, { startedAt, endedAt: now() })
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all([...this.sockets.keys()].map((target) => this.endMaster(target)))
    const folder = await this.folder
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }

  private async argumentsFor(target: SshTarget, timeoutMilliseconds: number): Promise<string[]> {
    const controlPath = await this.socketOf(target)
    const limit = Math.max(1, Math.floor(timeoutMilliseconds / 1000))
    const connectTimeoutSeconds = Math.min(this.options.connectTimeoutSeconds ?? 5, limit)
    return sshArguments(target, {
      connectTimeoutSeconds,
      persistSeconds,
      ...(controlPath !== undefined && { controlPath }),
    })
  }

  private async socketOf(target: SshTarget): Promise<string | undefined> {
    if (this.options.share === false) return undefined
    const known = this.sockets.get(target)
    if (known !== undefined) return known
    // mkdtemp makes the folder with mode 0700, so nobody else can use the connections.
    this.folder ??= mkdtemp(join(tmpdir(), 'bramble-')).catch(() => undefined)
    const folder = await this.folder
    if (folder === undefined) return undefined
    const path = join(folder, `${this.sockets.size}`)
    if (Buffer.byteLength(path) > maxSocketPathBytes) return undefined
    this.sockets.set(target, path)
    return path
  }

  private async endMaster(target: SshTarget): Promise<void> {
    const controlPath = this.sockets.get(target)
    if (controlPath === undefined) return
    await runForText({
      file: this.program,
      args: ['-O', 'exit', '-o', `ControlPath=${controlPath}`, '--', target.address],
      ...(this.options.env && { env: this.options.env }),
      input: '',
      timeoutMilliseconds: 1500,
      maxBytes: 4096,
    })
  }
}

/** Tells when the output has come to `endsWith`, wherever the chunks divide it. */
function endingWatch(endsWith: string | undefined): (chunk: Uint8Array) => boolean {
  if (endsWith === undefined) return () => false
  const mark = Buffer.from(endsWith)
  let tail = Buffer.alloc(0)
  return (chunk) => {
    const joined = Buffer.concat([tail, chunk])
    tail = joined.subarray(Math.max(0, joined.length - mark.length))
    return tail.equals(mark)
  }
}

const loginLine = /^Authenticated to /m
/** What LogLevel=VERBOSE adds: nothing of it is trouble. */
const progressLine =
  /^(?:Authenticated to |Transferred: sent |Bytes per second: sent |Authenticating to ).*(?:\r?\n|$)/gm

function answerOf(
  target: SshTarget,
  end: ChildEnd,
  options: RunOptions,
  times: { startedAt: number; endedAt: number },
): SshAnswer {
  const loggedInAt = end.errorLines.find(({ text }) => loginLine.test(text))?.at
  const { firstByteAt } = end
  return {
    output: new Uint8Array(),
    errorText: end.errorText.replaceAll(progressLine, ''),
    truncated: end.ended === 'too-much',
    ...endOf(target, end, options),
    times: {
      ...times,
      ...(loggedInAt !== undefined && { loggedInAt }),
      ...(firstByteAt !== undefined && { firstByteAt }),
    },
  }
}

function endOf(
  target: SshTarget,
  end: ChildEnd,
  options: RunOptions,
): { exitStatus?: number; failure?: SshFailure } {
  if (end.ended === 'enough') return { exitStatus: 0 }
  if (end.ended === 'too-much') return {}
  const failure = failureIn(target, end, options)
  if (failure) return { failure }
  return end.exitCode === null ? {} : { exitStatus: end.exitCode }
}

function failureIn(target: SshTarget, end: ChildEnd, options: RunOptions): SshFailure | undefined {
  if (end.startError !== undefined)
    return {
      kind: 'local',
      reason: `ssh does not start on this machine: ${end.startError.message}`,
      next: 'Install the OpenSSH client.',
    }
  return failureOf({
    node: target.node,
    address: target.address,
    port: target.port ?? 22,
    ended: end.ended === 'timeout' || end.ended === 'aborted' ? end.ended : 'exit',
    timeoutMilliseconds: options.timeoutMilliseconds,
    exitCode: end.exitCode,
    errorText: end.errorText.replaceAll(progressLine, ''),
    loggedIn: end.errorLines.some(({ text }) => loginLine.test(text)) || end.outputBytes > 0,
    outputBytes: end.outputBytes,
  })
}
