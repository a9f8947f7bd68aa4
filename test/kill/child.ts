import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programFile } from '#test/support/programs.ts'

/** How a program ended that a trial started. */
export interface Ended {
  readonly signal: string | null
  readonly code: number | null
  /** Both of its streams. */
  readonly output: string
}

interface Start {
  readonly env: Readonly<Record<string, string>>
  /** What Node loads before it. */
  readonly imports?: readonly string[]
  /** Far more than it takes: a hang is a wrong result, not a trial that never ends. */
  readonly longestMilliseconds: number
  /** What ends it then. */
  readonly killSignal: 'SIGTERM' | 'SIGKILL'
  /** Answers what the preload asks; the program stands still until it has. */
  readonly onAsk?: (line: string) => Promise<void>
}

/** Starts a program of the kill trials, and waits for its end. */
export function runToEnd(
  name: Parameters<typeof programFile>[0],
  args: readonly string[],
  { env, imports = [], longestMilliseconds, killSignal, onAsk }: Start,
): Promise<Ended> {
  const before = imports.flatMap((path) => ['--import', path])
  const child = spawn(process.execPath, [...before, programFile(name), ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'bramble-kill-cache'), ...env },
    timeout: longestMilliseconds,
    killSignal,
    stdio: ['ignore', 'pipe', 'pipe', 'ignore', onAsk ? 'pipe' : 'ignore'],
  })
  if (onAsk) answerAsks(child, onAsk)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, output }))
  })
}

/** Where the preload asks: one line each time, and nothing more until it has its answer. */
function answerAsks({ stdio }: ChildProcess, onAsk: (line: string) => Promise<void>): void {
  const socket = stdio[4] as Socket
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (!text.endsWith('\n')) return
    const line = text.trimEnd()
    text = ''
    void onAsk(line).finally(() => socket.write('.'))
  })
  // Whoever asked may be dead before it is answered.
  socket.on('error', () => {})
}

/** What the preload reported: the places that a program reached, in order. */
export function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
}

/** Two at a time: there are not many cores. */
export async function inPairs<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const place = next
      next += 1
      results[place] = await work(items[place] as T)
    }
  }
  await Promise.all([worker(), worker()])
  return results
}
