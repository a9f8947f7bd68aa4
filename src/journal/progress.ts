import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { BrambleError } from '#src/model/error.ts'
import { RunEvent } from '#src/model/run-event.ts'
import { type Database, openDatabase } from './database.ts'
import { makeFolder } from './folder.ts'

/**
 * What runs say while they go on, for whoever follows them. It lies beside the journal and not in
 * it: a line of progress is worth no sync, may be lost in a power cut, and goes when newer ones
 * come.
 */
export interface ProgressStore {
  add(event: RunEvent): void
  /** What came after the line of this number, oldest first. */
  after(line: number, run: number): readonly ProgressLine[]
  /** Number of the newest line of all; 0 where there is none. */
  readonly newest: number
  close(): void
}

interface ProgressLine {
  readonly line: number
  readonly event: RunEvent
}

/** A step says a few lines for each pod that it moves. */
const mostLines = 5000
/** Old lines go in lots, so that not every new one costs two statements. */
const lot = 500

const migrations = [
  `CREATE TABLE progress (
    line INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX progress_of_a_run ON progress (run, line);`,
]

/** Opens the progress of a cluster's runs. A damaged file is replaced: nothing rests on it. */
export function openProgress(folder: string): ProgressStore {
  makeFolder(folder)
  const path = join(folder, 'progress.db')
  try {
    return new SqliteProgress(openDatabase({ path, migrations, synchronous: 'NORMAL' }))
  } catch (error) {
    if (!(error instanceof BrambleError) || error.code !== 'journal-damaged') throw error
    for (const companion of ['', '-wal', '-shm']) rmSync(path + companion, { force: true })
    return new SqliteProgress(openDatabase({ path, migrations, synchronous: 'NORMAL' }))
  }
}

class SqliteProgress implements ProgressStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add(event: RunEvent): void {
    const line = this.#database.run(
      'INSERT INTO progress (run, event) VALUES (?, ?)',
      event.run,
      JSON.stringify(event),
    )
    if (line % lot === 0)
      this.#database.run('DELETE FROM progress WHERE line <= ?', line - mostLines)
  }

  after(line: number, run: number): readonly ProgressLine[] {
    const rows = this.#database.all(
      'SELECT line, event FROM progress WHERE run = ? AND line > ? ORDER BY line',
      run,
      line,
    )
    return rows.flatMap((row) => {
      // A line of another version is left out: what counts stands in the journal.
      const event = RunEvent.safeParse(JSON.parse(String(row['event'])))
      return event.success ? [{ line: Number(row['line']), event: event.data }] : []
    })
  }

  get newest(): number {
    const [row] = this.#database.all('SELECT max(line) AS newest FROM progress')
    return Number(row?.['newest'] ?? 0)
  }

  close(): void {
    this.#database.close()
  }
}
