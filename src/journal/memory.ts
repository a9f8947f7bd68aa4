import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LiveFinding } from '#src/model/live-finding.ts'
import type { Measurement, Series, SeriesName } from '#src/model/series.ts'
import { type Database, openDatabase } from './database.ts'
import { makeFolder } from './folder.ts'

/** What is remembered of a cluster from look to look: findings and figures. */
export interface Memory {
  findings(): readonly LiveFinding[]
  /**
   * Keeps what one look saw, all of it or nothing. `next` gets the findings as they are now, so
   * that two looks at once do not undo each other.
   *
   * @param at milliseconds since the epoch
   */
  keep(
    at: number,
    next: (before: readonly LiveFinding[]) => readonly LiveFinding[],
    measurements: readonly Measurement[],
  ): readonly LiveFinding[]
  /** Notes that a diagnosis was made, at so many milliseconds since the epoch. */
  noteDiagnosis(at: number): void
  /** When the newest diagnosis was made; undefined where none was since this is noted. */
  readonly diagnosedAt: number | undefined
  /** Figures since a time, each series oldest first; all subjects, or those that name the node. */
  series(since: number, node?: string): readonly Series[]
  close(): void
}

const tables = [
  `
  CREATE TABLE findings (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE figures (
    series TEXT NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (series, subject, at)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX figures_by_time ON figures (at);
  `,
  `CREATE TABLE moments (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
]

const minute = 60_000
const day = 86_400_000

/** Older figures are kept more coarsely: of each stretch of time the first one stays. */
const rollups = [
  { olderThan: day, each: 10 * minute },
  { olderThan: 7 * day, each: 60 * minute },
] as const
const keptFor = 90 * day
/** A wrong clock or a runaway look fills no disk: about 60 MB. */
const mostFigures = 1_000_000
/** What may wait for another Bramble: an answer is worth more than its memory. */
const busyMilliseconds = 250

const fileName = 'evidence.db'

/** Whether anything was ever remembered of a cluster. */
export function hasMemory(folder: string): boolean {
  return existsSync(join(folder, fileName))
}

/**
 * Opens what is remembered of a cluster, making it where there is none. It stands beside the
 * journal and is no part of it: losing it costs history, never safety, so it is not synced.
 *
 * @throws usage error `journal-damaged` or `journal-newer`; nothing is changed then
 */
export function openMemory(folder: string): Memory {
  makeFolder(folder)
  const path = join(folder, fileName)
  return new SqliteMemory(
    openDatabase({ path, migrations: tables, synchronous: 'NORMAL', busyMilliseconds }),
  )
}

class SqliteMemory implements Memory {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  findings(): readonly LiveFinding[] {
    return this.#database
      .all('SELECT body FROM findings')
      .flatMap(({ body }) => readFinding(String(body)))
  }

  keep(
    at: number,
    next: (before: readonly LiveFinding[]) => readonly LiveFinding[],
    measurements: readonly Measurement[],
  ): readonly LiveFinding[] {
    return this.#database.transaction(() => {
      const after = next(this.findings())
      this.#database.run('DELETE FROM findings')
      for (const state of after)
        this.#database.run(
          'INSERT INTO findings (id, body) VALUES (?, ?)',
          state.id,
          JSON.stringify(state),
        )
      for (const { series, subject, value } of measurements)
        this.#database.run(
          'INSERT OR REPLACE INTO figures (series, subject, at, value) VALUES (?, ?, ?, ?)',
          series,
          subject,
          at,
          value,
        )
      this.#thin(at)
      return after
    })
  }

  noteDiagnosis(at: number): void {
    this.#database.run(
      `INSERT INTO moments (name, at) VALUES ('diagnosed', ?)
       ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)`,
      at,
    )
  }

  get diagnosedAt(): number | undefined {
    const [row] = this.#database.all(`SELECT at FROM moments WHERE name = 'diagnosed'`)
    return row && Number(row['at'])
  }

  series(since: number, node?: string): readonly Series[] {
    const found = new Map<
      string,
      { series: SeriesName; subject: string; points: [number, number][] }
    >()
    const rows = this.#database.all(
      'SELECT series, subject, at, value FROM figures WHERE at >= ? ORDER BY series, subject, at',
      since,
    )
    for (const { series, subject, at, value } of rows) {
      const key = `${String(series)} ${String(subject)}`
      const known = found.get(key) ?? {
        series: String(series) as SeriesName,
        subject: String(subject),
        points: [],
      }
      known.points.push([Number(at), Number(value)])
      found.set(key, known)
    }
    return [...found.values()].filter(({ subject }) => isAbout(subject, node))
  }

  close(): void {
    this.#database.close()
  }

  /** Only what grew older since the last look is touched, so that it costs the same each time. */
  #thin(now: number): void {
    for (const { olderThan, each } of rollups)
      this.#database.run(
        `DELETE FROM figures AS old WHERE at < ?1 AND at >= ?1 - ?3 AND EXISTS (
           SELECT 1 FROM figures AS first
           WHERE first.series = old.series AND first.subject = old.subject
             AND first.at < old.at AND first.at >= old.at - old.at % ?2)`,
        now - olderThan,
        each,
        thinnedAtOnce,
      )
    this.#database.run('DELETE FROM figures WHERE at < ? OR at > ?', now - keptFor, now + day)
    this.#database.run(
      `DELETE FROM figures WHERE at < (
         SELECT at FROM figures ORDER BY at DESC LIMIT 1 OFFSET ?)`,
      mostFigures,
    )
  }
}

/** Looks may be days apart: the stretch that is thinned reaches back that far. */
const thinnedAtOnce = 3 * day

/** A later version may have written what this one cannot read: then it is as if never seen. */
function readFinding(body: string): LiveFinding[] {
  try {
    const read = LiveFinding.safeParse(JSON.parse(body))
    return read.success ? [read.data] : []
  } catch {
    return []
  }
}

function isAbout(subject: string, node: string | undefined): boolean {
  if (node === undefined) return true
  return subject === `node/${node}` || subject.startsWith(`disk/${node}:`) || subject === 'cluster'
}
