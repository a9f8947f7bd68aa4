import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { foreignProblem } from '#src/journal/database.ts'

/** A folder that only its owner reads, with a copy of a SQLite datastore in it. */
export class SqliteCopy {
  private readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(): Promise<SqliteCopy> {
    return new SqliteCopy(await mkdtemp(join(tmpdir(), 'bramble-sqlite-')))
  }

  async take(name: 'state.db' | 'state.db-wal', bytes: Readable): Promise<void> {
    await pipeline(bytes, createWriteStream(join(this.folder, name), { mode: 0o600 }))
  }

  /** Opens it as K3s would, log and all. @returns what is wrong; undefined where nothing is */
  problem(): string | undefined {
    // The one table of kine: github.com/k3s-io/kine, pkg/drivers/sqlite.
    return foreignProblem(join(this.folder, 'state.db'), 'kine')
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
