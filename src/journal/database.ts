import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from 'node:sqlite'
import { BrambleError, usageError } from '#src/model/error.ts'
import { makePrivateFile } from './folder.ts'

/**
 * The one module that knows SQLite. Everything else sees this interface, so that another engine
 * can take its place.
 */
export interface Database {
  /** Runs one statement and returns the id of the row that it added. Synced before it returns. */
  run(sql: string, ...values: readonly SQLInputValue[]): number
  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[]
  /** All of `work` or nothing of it, synced once at the end. */
  transaction<T>(work: () => T): T
  /** The value of a PRAGMA on this very connection. */
  pragma(name: 'synchronous' | 'journal_mode' | 'user_version' | 'busy_timeout'): SQLOutputValue
  close(): void
}

export type Row = Readonly<Record<string, SQLOutputValue>>

interface DatabaseOptions {
  readonly path: string
  /** SQL that leads from version N to N + 1, in order; its length is our own version. */
  readonly migrations: readonly string[]
  /** `FULL`, the usual, syncs every commit. With `NORMAL` a power cut may take the last ones. */
  readonly synchronous?: 'FULL' | 'NORMAL'
  /** How long somebody else's write is waited for. */
  readonly busyMilliseconds?: number
}

/** Another Bramble may be writing: an entry is small, so this is long. */
const busyMilliseconds = 5000

/** Result codes of https://sqlite.org/rescode.html that mean: this file is not whole. */
const corrupt = 11
const notADatabase = 26
/** Another connection has the lock. */
const busy = 5

/**
 * Opens a database, making it where there is none: WAL, every commit synced, readable by its owner
 * alone.
 *
 * @throws usage error `journal-damaged` or `journal-newer`; the file is as it was before
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { path, migrations, synchronous = 'FULL' } = options
  makePrivateFile(path)
  const connection = new DatabaseSync(path, {
    timeout: options.busyMilliseconds ?? busyMilliseconds,
  })
  try {
    refuseUnreadable(connection, path, migrations.length)
    // Deletions by INSERT OR REPLACE fire the triggers that forbid them only with this.
    connection.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON`,
    )
    migrate(connection, migrations)
  } catch (error) {
    connection.close()
    throw damaged(error, path) ?? error
  }
  return new SqliteDatabase(connection, path)
}

/** A row that a database has to hold, by its name, as its newest version says. */
interface Foreign {
  readonly table: 'kine'
  readonly row: string
  /** What is wrong where it is not there. */
  readonly without: string
}

/**
 * Asks a database that is not ours whether it is sound and holds a row; a write-ahead log beside it
 * is taken in.
 *
 * @returns what is wrong; undefined where nothing is
 */
export function foreignProblem(path: string, { table, row, without }: Foreign): string | undefined {
  try {
    const connection = new DatabaseSync(path)
    try {
      const rows = connection.prepare('PRAGMA integrity_check').all()
      const said = rows.map((row) => String(row['integrity_check'])).join('; ')
      if (said !== 'ok') return said.slice(0, 300)
      const counted = connection.prepare(`SELECT count(*) AS rows FROM ${table}`).get()
      if (Number(counted?.['rows']) === 0) return `its table ${table} is empty`
      const newest = `SELECT deleted FROM ${table} WHERE name = ? ORDER BY id DESC LIMIT 1`
      return connection.prepare(newest).get(row)?.['deleted'] === 0 ? undefined : without
    } finally {
      connection.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function refuseUnreadable(connection: DatabaseSync, path: string, ours: number): void {
  const version = versionOf(connection)
  if (version > ours)
    throw usageError(
      'journal-newer',
      `The journal ${path} was written by a newer Bramble (version ${version}; this one knows ${ours}).`,
      { next: 'Use that newer Bramble. Nothing was changed.' },
    )
  const said = connection.prepare('PRAGMA quick_check(1)').get()
  if (said?.['quick_check'] !== 'ok') throw damagedError(path, String(said?.['quick_check']))
}

function versionOf(connection: DatabaseSync): number {
  return Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

function migrate(connection: DatabaseSync, migrations: readonly string[]): void {
  if (versionOf(connection) === migrations.length) return
  connection.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have migrated while this one waited for its turn.
    for (const sql of migrations.slice(versionOf(connection))) connection.exec(sql)
    connection.exec(`PRAGMA user_version = ${migrations.length}`)
    connection.exec('COMMIT')
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}

function damaged(error: unknown, path: string): BrambleError | undefined {
  const code = resultCode(error)
  if (code !== corrupt && code !== notADatabase) return undefined
  return damagedError(path, error instanceof Error ? error.message : '', error)
}

/** SQLite's primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
}

function damagedError(path: string, said: string, cause?: unknown): BrambleError {
  const words = said.replaceAll(/[\s.*]+/g, ' ').trim()
  return usageError('journal-damaged', `The journal ${path} cannot be read: ${words}.`, {
    next: 'Move its folder aside and keep it: Bramble then starts a new journal. Nothing was changed.',
    cause,
  })
}

/** A file that this process has for itself until it releases it or ends. */
export interface Reservation {
  release(): void
}

/**
 * Takes the write lock of a database file that holds nothing, or returns undefined where somebody
 * else has it for longer than `waitMilliseconds`. The lock is the operating system's (POSIX record
 * locks): it is gone when its process is.
 */
export function reserveFile(path: string, waitMilliseconds: number): Reservation | undefined {
  makePrivateFile(path)
  const connection = new DatabaseSync(path, { timeout: waitMilliseconds })
  try {
    // Never committed: the write lock lasts as long as the connection.
    connection.exec('BEGIN IMMEDIATE')
    return { release: () => connection.close() }
  } catch (error) {
    connection.close()
    if (resultCode(error) === busy) return undefined
    throw error
  }
}

class SqliteDatabase implements Database {
  readonly #connection: DatabaseSync
  readonly #path: string
  readonly #statements = new Map<string, StatementSync>()

  constructor(connection: DatabaseSync, path: string) {
    this.#connection = connection
    this.#path = path
  }

  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return this.#explained(() => Number(this.#prepared(sql).run(...values).lastInsertRowid))
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#explained(() => this.#prepared(sql).all(...values))
  }

  transaction<T>(work: () => T): T {
    return this.#explained(() => {
      this.#connection.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        this.#connection.exec('COMMIT')
        return result
      } catch (error) {
        if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
        throw error
      }
    })
  }

  pragma(name: string): SQLOutputValue {
    const row = this.#connection.prepare(`PRAGMA ${name}`).get()
    return Object.values(row ?? {})[0] ?? null
  }

  close(): void {
    this.#connection.close()
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #explained<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw damaged(error, this.#path) ?? error
    }
  }
}
