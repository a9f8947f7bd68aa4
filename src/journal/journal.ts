import { join } from 'node:path'
import type { Clock } from '#src/model/clock.ts'
import { type Entry, Happening, type Run } from '#src/model/entry.ts'
import { usageError } from '#src/model/error.ts'
import type { Plan } from '#src/model/plan.ts'
import { type Database, openDatabase } from './database.ts'
import { makeFolder } from './folder.ts'
import { migrations } from './migrations.ts'
import { entryOf, type StoredPlan, storedPlanOf } from './rows.ts'
import { runOf, turns } from './run-state.ts'

/** A yes to one plan, or to taking one run of it back. */
export interface Approval {
  readonly id: number
  readonly digest: string
  readonly approvedBy: string
  /** ISO 8601 UTC. */
  readonly at: string
  /** True where a run began or went back with it, or an earlier approval rests on the same code. */
  readonly used: boolean
}

/** A yes to taking a run back. */
export interface UndoApproval extends Approval {
  readonly run: number
}

interface HistoryFilter {
  /** The newest entries, at most this many; 1000 where nothing is said. */
  readonly most?: number
  readonly run?: number
  /** Only entries of which this text is a part: a node's name, for example. */
  readonly about?: string
}

/** What was seen, decided and done on one cluster. Every write is on disk when it returns. */
export interface Journal {
  readonly folder: string
  /** Stores a plan under its digest; the same plan again changes nothing. */
  storePlan(digest: string, plan: Plan): void
  /** @throws usage error `plan-unknown` or `plan-altered` */
  plan(digest: string): StoredPlan
  /** Adds a run together with its first entry, or neither. */
  startRun(first: Happening & { kind: 'run-started' }): number
  append(happening: Happening, run?: number): Entry
  /** @throws usage error `approval-unknown` where that entry is no yes to a plan */
  approval(id: number): Approval
  /** @throws usage error `approval-unknown` where that entry is no yes to taking a run back */
  undoApproval(id: number): UndoApproval
  /** Oldest first. */
  entries(filter?: HistoryFilter): readonly Entry[]
  /** Id of a run's newest entry; 0 where it has none. */
  newestEntry(run: number): number
  /** Newest first. */
  runs(most?: number): readonly Run[]
  /** @throws usage error `run-unknown` */
  run(id: number): Run
  /** `FULL` is 2: for the test that looks at the connection in use. */
  readonly synchronous: number
  close(): void
}

interface JournalOptions {
  readonly folder: string
  /** Who writes: `pi@desk`. */
  readonly who: string
  readonly clock: Clock
}

const mostEntries = 1000
/** A run writes a few entries for each pod it moves. */
const mostEntriesOfRun = 100_000
const mostRuns = 100

/**
 * Opens a cluster's journal, making it where there is none.
 *
 * @throws usage error `journal-damaged` or `journal-newer`; nothing is changed then
 */
export function openJournal({ folder, who, clock }: JournalOptions): Journal {
  makeFolder(folder)
  const database = openDatabase({ path: join(folder, 'journal.db'), migrations })
  return new SqliteJournal(database, folder, { who, clock })
}

class SqliteJournal implements Journal {
  readonly folder: string
  readonly #database: Database
  readonly #who: string
  readonly #clock: Clock

  constructor(database: Database, folder: string, { who, clock }: { who: string; clock: Clock }) {
    this.folder = folder
    this.#database = database
    this.#who = who
    this.#clock = clock
  }

  storePlan(digest: string, plan: Plan): void {
    this.#database.transaction(() => {
      const known = this.#database.all('SELECT 1 FROM plans WHERE digest = ?', digest)
      if (known.length > 0) return
      this.#database.run(
        'INSERT INTO plans (digest, stored_at, body) VALUES (?, ?, ?)',
        digest,
        this.#now(),
        JSON.stringify(plan),
      )
      this.append({ kind: 'plan-stored', digest, goal: plan.goal })
    })
  }

  plan(digest: string): StoredPlan {
    // The start of a digest is enough, as long as it means one plan only.
    const rows = this.#database.all(
      'SELECT * FROM plans WHERE substr(digest, 1, ?) = ? LIMIT 2',
      digest.length,
      digest,
    )
    const [row, other] = rows
    if (!row || digest.length < shortestDigest)
      throw usageError('plan-unknown', `No plan is stored under ${digest.slice(0, 64)}.`, {
        next: 'Make it again: `bramble plan GOAL`.',
      })
    if (other)
      throw usageError('plan-unknown', `More than one plan starts with ${digest}.`, {
        next: 'Give more digits of it.',
      })
    return storedPlanOf(row)
  }

  startRun(first: Happening & { kind: 'run-started' }): number {
    return this.#database.transaction(() => {
      const id = this.#database.run(
        'INSERT INTO runs (digest, started_at, who) VALUES (?, ?, ?)',
        first.digest,
        this.#now(),
        this.#who,
      )
      this.append(first, id)
      return id
    })
  }

  append(happening: Happening, run?: number): Entry {
    const at = this.#now()
    const { kind, ...body } = Happening.parse(happening)
    const id = this.#database.run(
      'INSERT INTO entries (at, who, run, kind, body) VALUES (?, ?, ?, ?, ?)',
      at,
      this.#who,
      run ?? null,
      kind,
      JSON.stringify(body),
    )
    return { id, at, who: this.#who, ...(run !== undefined && { run }), happening }
  }

  approval(id: number): Approval {
    const entry = this.#entry(id)
    if (entry?.happening.kind !== 'plan-approved')
      throw usageError('approval-unknown', `The journal knows no approval ${id}.`, {
        next: 'A plan is approved by `bramble apply DIGEST`.',
      })
    return this.#approvalOf(entry, entry.happening)
  }

  undoApproval(id: number): UndoApproval {
    const entry = this.#entry(id)
    if (entry?.happening.kind !== 'undo-approved')
      throw usageError('approval-unknown', `The journal knows no approval ${id} of a way back.`, {
        next: 'A run is taken back by `bramble undo RUN`.',
      })
    return { ...this.#approvalOf(entry, entry.happening), run: entry.happening.undo }
  }

  #entry(id: number): Entry | undefined {
    const [row] = this.#database.all('SELECT * FROM entries WHERE id = ?', id)
    return row && entryOf(row)
  }

  #approvalOf(
    { id, at }: Entry,
    {
      kind,
      digest,
      approvedBy,
      code,
    }: Extract<Happening, { kind: 'plan-approved' | 'undo-approved' }>,
  ): Approval {
    const used = this.#database.all(
      `SELECT 1 FROM entries
       WHERE (kind IN ('run-started', 'undo-started') AND json_extract(body, '$.approval') = ?1)
          OR (kind = ?3 AND id < ?1 AND json_extract(body, '$.code') = ?2)`,
      id,
      code ?? null,
      kind,
    )
    return { id, digest, approvedBy, at, used: used.length > 0 }
  }

  entries({ most, run, about = '' }: HistoryFilter = {}): readonly Entry[] {
    const rows = this.#database.all(
      `SELECT * FROM entries
       WHERE (?1 IS NULL OR run = ?1) AND (?2 = '' OR instr(body, ?2) > 0)
       ORDER BY id DESC LIMIT ?3`,
      run ?? null,
      about,
      most ?? (run === undefined ? mostEntries : mostEntriesOfRun),
    )
    return rows.map(entryOf).reverse()
  }

  newestEntry(run: number): number {
    const [row] = this.#database.all('SELECT max(id) AS newest FROM entries WHERE run = ?', run)
    return Number(row?.['newest'] ?? 0)
  }

  runs(most = mostRuns): readonly Run[] {
    const rows = this.#database.all('SELECT id FROM runs ORDER BY id DESC LIMIT ?', most)
    const ids = rows.map((row) => Number(row['id']))
    const turnsOf = Map.groupBy(this.#turns(ids.at(-1) ?? 0, ids[0] ?? 0), ({ run }) => run)
    return ids.map((id) => runOf(id, turnsOf.get(id) ?? []))
  }

  run(id: number): Run {
    const entries = this.#turns(id, id)
    if (entries.length === 0)
      throw usageError('run-unknown', `The journal knows no run ${id}.`, { next: 'bramble runs' })
    return runOf(id, entries)
  }

  /** Of a thousand entries of a run a few say how it stands: its turns, and when it was last heard of. */
  #turns(first: number, last: number): readonly Entry[] {
    const rows = this.#database.all(
      `SELECT * FROM entries
       WHERE run BETWEEN ?1 AND ?2
         AND (kind IN (SELECT value FROM json_each(?3))
              OR id IN (SELECT max(id) FROM entries WHERE run BETWEEN ?1 AND ?2 GROUP BY run))
       ORDER BY id`,
      first,
      last,
      JSON.stringify([...turns]),
    )
    return rows.map(entryOf)
  }

  get synchronous(): number {
    return Number(this.#database.pragma('synchronous'))
  }

  close(): void {
    this.#database.close()
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString()
  }
}

/** Short enough to type, long enough not to be a guess. */
const shortestDigest = 8
