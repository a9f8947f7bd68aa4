import childProcess from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync, readSync, writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import {
  DatabaseSync,
  type SQLInputValue,
  type StatementResultingChanges,
  StatementSync,
} from 'node:sqlite'

/**
 * Loaded before a program (`node --import`), it counts the places where a kill may hurt and, at the
 * one that BRAMBLE_KILL_AT names, ends its own process with SIGKILL: no handler runs, nothing is
 * flushed. Where BRAMBLE_KILL_ASK is set its starter is asked instead, and the program stands still
 * until it has answered. The program knows nothing of it.
 *
 * Places are: before and after every statement that SQLite executes for the journal and its lock,
 * for every request: before anything of it is sent, after its last byte was handed to the socket,
 * and when its answer has arrived and before the program has seen it; and for every session of ssh:
 * before it is started, when its program was handed over, and when it has ended.
 */

/** The number of a place, from 1, or its key: `sent ssh 127.77.0.13 #2 in 5`. */
const killAt = process.env['BRAMBLE_KILL_AT'] ?? '0'
/** One line for each place that was reached, in order. */
const report = process.env['BRAMBLE_KILL_REPORT'] ?? ''
/** `killing-place` asks there; `every-place` asks at each one, and kills nowhere. */
const asks = process.env['BRAMBLE_KILL_ASK']
/** Kind of journal entry that is not written, to see whether a test notices. */
const drop = process.env['BRAMBLE_KILL_DROP']
let count = 0
const ofName = new Map<string, number>()
let entries = 0

/** What names of pods and replicas end with, another one in each cluster. */
const madeAnew = /-(?:[a-z\d]{5}|[a-f\d]{8}|[a-f\d]{32})(?=[/?]|$)/g

/** @param call number of the request or session that it belongs to */
function place(name: string, call?: number): void {
  count += 1
  const key = keyOf(name)
  appendFileSync(report, `${name}\n`)
  if (asks === 'every-place') return ask(`${call ?? ''} ${key}`)
  if (killAt !== String(count) && killAt !== key) return
  if (asks === undefined) process.kill(process.pid, 'SIGKILL')
  else ask(key)
}

/** Counted from the last entry of the journal on: what comes twice, now and then, moves few numbers. */
function keyOf(name: string): string {
  const lasting = name.replaceAll(madeAnew, '-*')
  const number = (ofName.get(lasting) ?? 0) + 1
  ofName.set(lasting, number)
  const key = `${lasting} #${number} in ${entries}`
  if (/^after .*INSERT INTO entries/.test(name)) {
    entries += 1
    ofName.clear()
  }
  return key
}

/** A socket to whoever started this process. */
const askDescriptor = 4

/** Blocks the whole process: nothing else of it goes on meanwhile. */
function ask(line: string): void {
  writeSync(askDescriptor, `${line}\n`)
  readSync(askDescriptor, Buffer.alloc(1))
}

/** Reading changes nothing; opening and setting up a connection does. */
function around<T>(sql: string, work: () => T): T {
  const name = sql.trim().replaceAll(/\s+/g, ' ').slice(0, 60)
  place(`before ${name}`)
  const result = work()
  place(`after ${name}`)
  return result
}

// Called with `this` below.
// oxlint-disable-next-line typescript/unbound-method
const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql) {
  around(sql, () => exec.call(this, sql))
}

type Run = (this: StatementSync, ...values: SQLInputValue[]) => StatementResultingChanges
// oxlint-disable-next-line typescript/unbound-method
const run = StatementSync.prototype.run as Run
const counted: Run = function (...values) {
  const kind = values.find((value) => typeof value === 'string' && /^[a-z]+-[a-z]+$/.test(value))
  const name = typeof kind === 'string' ? `${kind} ${this.sourceSQL}` : this.sourceSQL
  if (kind !== undefined && kind === drop)
    return around(name, () => ({ changes: 1, lastInsertRowid: 1 }))
  return around(name, () => run.call(this, ...values))
}
Object.assign(StatementSync.prototype, { run: counted })

interface Message {
  readonly request: { readonly method: string; readonly path: string }
}

let calls = 0
const numbers = new WeakMap<object, number>()
function numberOf(call: object): number {
  const known = numbers.get(call)
  if (known !== undefined) return known
  calls += 1
  numbers.set(call, calls)
  return calls
}

function placeOf(what: string, message: unknown): void {
  const { request } = message as Message
  const name = `${request.method} ${request.path}`
  // A wait that moves the practice clock is no request to the cluster.
  if (name !== 'POST /clock') place(`${what} ${name}`, numberOf(request))
}

// https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
subscribe('undici:request:create', (message) => placeOf('unsent', message))
subscribe('undici:request:bodySent', (message) => {
  // HTTP/2 gathers frames and hands them to the kernel when the event loop turns: before this
  // callback, and before any answer can be read.
  setImmediate(() => placeOf('sent', message))
})
subscribe('undici:request:headers', (message) => placeOf('answered', message))

/**
 * A renewal by the clock comes when it comes, and would give all that follows another number each
 * time. The same requests renew the Lease and the lock files before each step, where they count.
 */
const shortestRenewalMilliseconds = 10_000
const every = globalThis.setInterval
const never = 2 ** 31 - 1
Object.assign(globalThis, {
  setInterval: (act: () => void, milliseconds: number) =>
    every(act, milliseconds < shortestRenewalMilliseconds ? milliseconds : never),
})

// `import { spawn }` of others sees what is set here once the exports are told again.
const { spawn } = childProcess
type Spawn = (
  command: string,
  args: readonly string[],
  options: object,
) => childProcess.ChildProcess
const counting: Spawn = (command, args, options) => {
  if (command !== 'ssh') return spawn(command, args, options)
  const name = `ssh ${nodeIn(args)}`
  const call = numberOf({})
  place(`unsent ${name}`, call)
  const child = spawn(command, args, options)
  child.stdin?.once('finish', () => place(`sent ${name}`, call))
  child.prependOnceListener('close', () => place(`answered ${name}`, call))
  return child
}
/** Its address stands after `--`. */
function nodeIn(args: readonly string[]): string {
  const end = args.indexOf('--')
  return end < 0 ? '' : (args[end + 1] ?? '')
}
Object.assign(childProcess, { spawn: counting })
syncBuiltinESMExports()
