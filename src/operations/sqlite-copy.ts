import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { foreignProblem } from '#src/journal/database.ts'

/** `K10HASH::server:PASSWORD`, or the password alone: docs.k3s.io/cli/token#server */
function passwordOf(token: string): string {
  const [, credentials] = /^K10[^:]*::(.*)$/.exec(token) ?? []
  return credentials === undefined ? token : credentials.slice(credentials.indexOf(':') + 1)
}

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

  /**
   * Opens it as K3s would, log and all.
   *
   * @param token the server token, which has to open what K3s starts with
   * @returns what is wrong; undefined where nothing is
   */
  problem(token: string): string | undefined {
    const password = passwordOf(token)
    if (password === '') return 'no server token is with it, and nothing else opens it'
    const hash = createHash('sha256').update(password).digest('hex').slice(0, 12)
    return foreignProblem(join(this.folder, 'state.db'), {
      // The one table of kine: github.com/k3s-io/kine, pkg/drivers/sqlite.
      table: 'kine',
      // The authorities, enciphered by the token: github.com/k3s-io/k3s, pkg/cluster/encrypt.go.
      row: `/bootstrap/${hash}`,
      without: 'it holds no authority that its server token opens, and K3s would begin another one',
    })
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
