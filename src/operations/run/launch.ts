import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { BrambleError, clusterError } from '#src/model/error.ts'
import type { Refused } from './apply.ts'
import { type Order, RunnerAnswer } from './order.ts'

export interface LaunchOptions {
  /** How this program is started: Node, its options and its main file. */
  readonly program: readonly string[]
  /** Which cluster: `--config FILE` and so on, written out, so that nothing has to be guessed. */
  readonly look: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** The cluster's folder: the runner's own stderr goes to a file there. */
  readonly folder: string
  /** Asks a runner whose run has not begun to give up. */
  readonly giveUp: AbortSignal
  /** What it does before the run begins: whom it waits for. */
  readonly onSaid: (text: string) => void
  /** Asks for the password of sudo on these nodes; absent where nobody can be asked. */
  readonly askPassword?: AskPassword | undefined
}

export type AskPassword = (nodes: readonly string[], again: boolean) => Promise<string | undefined>

export type Launched =
  | Refused
  /** `gone` aborts when the runner's process is: a run that wrote no end by then died. */
  | { readonly kind: 'started'; readonly run: number; readonly gone: AbortSignal }

type Begun = Refused | { readonly kind: 'started'; readonly run: number }

/** A runner looks at the cluster first, and may wait to see whether another Bramble still lives. */
const longestStartMilliseconds = 180_000
const mostLogBytes = 1_000_000
/** A line holds a plan's refusals at most. */
const mostAnswerBytes = 4_000_000

/**
 * Starts a process of its own for one run, in a session of its own: it outlives the terminal, the
 * page or the client that asked for it. Returns once the run has begun, or will not.
 *
 * @throws cluster error `runner-not-started`, and whatever the runner's own errors are; nothing was
 *   changed then
 */
export async function launchRunner(order: Order, options: LaunchOptions): Promise<Launched> {
  const log = openLog(options.folder)
  let child: ChildProcess
  try {
    child = start(order, options, log)
  } catch (error) {
    throw notStarted(error)
  } finally {
    closeSync(log)
  }
  const gone = new AbortController()
  child.once('exit', () => gone.abort())
  const abort = () => void child.kill('SIGTERM')
  options.giveUp.addEventListener('abort', abort, { once: true })
  // Too late it would begin a run that nobody waits for any more.
  const timer = setTimeout(abort, longestStartMilliseconds)
  try {
    const launched = await settled(child, options)
    return launched.kind === 'started' ? { ...launched, gone: gone.signal } : launched
  } finally {
    clearTimeout(timer)
    options.giveUp.removeEventListener('abort', abort)
    for (const stream of child.stdio) stream?.destroy()
    child.unref()
  }
}

function start({ verb, id }: Order, options: LaunchOptions, log: number): ChildProcess {
  const [file = process.execPath, ...args] = options.program
  return spawn(file, [...args, 'run-plan', '--answers', ...options.look, verb, `${id}`], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: [options.askPassword ? 'pipe' : 'ignore', log, log, 'pipe'],
  })
}

function notStarted(error: unknown): BrambleError {
  const said = error instanceof Error ? error.message : String(error)
  return clusterError('runner-not-started', `No process for this run could be started: ${said}.`, {
    next: 'Nothing was changed. Try again when this machine has room for one.',
    cause: error,
  })
}

/** The log is empty unless something is wrong with Bramble itself. */
function openLog(folder: string): number {
  const path = logPath(folder)
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > mostLogBytes) renameSync(path, `${path}.old`)
  return openSync(path, 'a', 0o600)
}

function logPath(folder: string): string {
  return join(folder, 'runner.log')
}

/** Reads the runner's lines up to its answer, or to its end. */
function settled(child: ChildProcess, options: LaunchOptions): Promise<Begun> {
  const pipe = child.stdio[3] as Readable
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(notStarted(error)))
    let rest = ''
    pipe.setEncoding('utf8')
    pipe.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > mostAnswerBytes) reject(silent(options.folder))
      for (const line of lines) take(line, { options, child }, { resolve, reject })
    })
    pipe.once('error', () => reject(silent(options.folder)))
    pipe.once('close', () => reject(silent(options.folder)))
  })
}

interface Settling {
  readonly resolve: (begun: Begun) => void
  readonly reject: (error: Error) => void
}

interface Launching {
  readonly options: LaunchOptions
  readonly child: ChildProcess
}

function take(line: string, { options, child }: Launching, { resolve, reject }: Settling): void {
  const answer = RunnerAnswer.parse(JSON.parse(line))
  switch (answer.kind) {
    case 'said':
      return options.onSaid(answer.text)
    case 'password-wanted':
      return void givePassword(child, options, answer).catch(reject)
    case 'error': {
      const { code, errorKind: kind, message, next } = answer
      return reject(new BrambleError({ code, kind, message, next }))
    }
    case 'started':
    case 'facts-changed':
    case 'refused':
      return resolve(answer)
  }
}

async function givePassword(
  { stdin }: ChildProcess,
  { askPassword }: LaunchOptions,
  { nodes, again }: { readonly nodes: readonly string[]; readonly again: boolean },
): Promise<void> {
  const password = (await askPassword?.(nodes, again)) ?? null
  stdin?.write(`${JSON.stringify({ password })}\n`)
}

function silent(folder: string): BrambleError {
  return clusterError(
    'runner-not-started',
    'The process for this run ended before it said anything.',
    {
      next: `\`bramble runs\` shows whether a run began; its own words are in ${logPath(folder)}.`,
    },
  )
}
