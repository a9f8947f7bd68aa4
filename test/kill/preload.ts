import childProcess from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import {
  DatabaseSync,
  type SQLInputValue,
  type StatementResultingChanges,
  StatementSync,
} from 'node:sqlite'

/**
 * Loaded before a program (`node --import`), it counts the places where a kill may hurt and, at
 * the BRAMBLE_KILL_AT-th of them, ends its own process with SIGKILL: no handler runs, nothing is
 * flushed. Where BRAMBLE_KILL_URL is set that address is asked instead, and the program goes on when
 * it has answered. The program knows nothing of it.
 *
 * Places are: before and after every statement that SQLite executes for the journal and its lock,
 * for every request: before anything of it is sent, after its last byte was handed to the socket,
 * and when its answer has arrived and before the program has seen it; and for every session of ssh:
 * before it is started, when its program was handed over, and when it has ended.
 */
const killAt = Number(process.env['BRAMBLE_KILL_AT'] ?? 0)
/** One line for each place that was reached, in order. */
const report = process.env['BRAMBLE_KILL_REPORT'] ?? ''
/** What takes a board's power away. */
const url = process.env['BRAMBLE_KILL_URL']
/** Kind of journal entry that is not written, to see whether a test notices. */
const drop = process.env['BRAMBLE_KILL_DROP']
let count = 0

function place(name: string): void {
  count += 1
  appendFileSync(report, `${name}\n`)
  if (count !== killAt) return
  if (url === undefined) process.kill(process.pid, 'SIGKILL')
  // Of its own process, so that this one stands still meanwhile.
  else childProcess.execFileSync(process.execPath, ['-e', `await fetch(${JSON.stringify(url)})`])
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
const nameOf = (message: unknown) => {
  const { request } = message as Message
  return `${request.method} ${request.path}`
}

/** A wait that moves the practice clock is no request to the cluster. */
const isClock = (message: unknown) => nameOf(message) === 'POST /clock'
const placeOf = (what: string, message: unknown) => {
  if (!isClock(message)) place(`${what} ${nameOf(message)}`)
}

// https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
subscribe('undici:request:create', (message) => placeOf('unsent', message))
subscribe('undici:request:bodySent', (message) => {
  // HTTP/2 gathers frames and hands them to the kernel when the event loop turns: before this
  // callback, and before any answer can be read.
  setImmediate(() => placeOf('sent', message))
})
subscribe('undici:request:headers', (message) => placeOf('answered', message))

// `import { spawn }` of others sees what is set here once the exports are told again.
const { spawn } = childProcess
type Spawn = (
  command: string,
  args: readonly string[],
  options: object,
) => childProcess.ChildProcess
const counting: Spawn = (command, args, options) => {
  if (command !== 'ssh') return spawn(command, args, options)
  place('unsent ssh')
  const child = spawn(command, args, options)
  child.stdin?.once('finish', () => place('sent ssh'))
  child.prependOnceListener('close', () => place('answered ssh'))
  return child
}
Object.assign(childProcess, { spawn: counting })
syncBuiltinESMExports()
