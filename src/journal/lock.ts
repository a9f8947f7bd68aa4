import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { makeFolder, makePrivateFile } from './folder.ts'

/** Who changes the cluster now. */
export const Holder = z.object({
  who: z.string(),
  pid: z.number().int(),
  /** What it is doing: `drain pi03`. */
  doing: z.string(),
  /** ISO 8601 UTC. */
  since: z.string(),
})
export type Holder = Readonly<z.infer<typeof Holder>>

export interface Lock {
  release(): void
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html */
const busy = 5

/** Somebody who only asks whether the lock is taken holds it for less than this. */
const waitMilliseconds = 250

/**
 * Takes the lock of one cluster's journal. The lock is one of the operating system on an open file
 * (SQLite's, which POSIX drops when the process ends, however it ends): a dead holder needs no
 * guess from its pid, and nothing has to be cleaned up after it.
 *
 * @throws cluster error `locked` that names the holder; exit 75
 */
export function takeLock(folder: string, holder: Holder): Lock {
  const connection = reserve(folder)
  if (!connection) throw locked(folder)
  writeHolder(folder, holder)
  return {
    release() {
      if (!connection.isOpen) return
      rmSync(holderFile(folder), { force: true })
      connection.close()
    },
  }
}

/** Whether somebody holds the lock now; a holder that was killed holds nothing. */
export function isLocked(folder: string): boolean {
  const connection = reserve(folder)
  connection?.close()
  return connection === undefined
}

/** A connection that holds the write lock, or undefined where another one has it. */
function reserve(folder: string): DatabaseSync | undefined {
  makeFolder(folder)
  const path = join(folder, 'lock.db')
  makePrivateFile(path)
  const connection = new DatabaseSync(path, { timeout: waitMilliseconds })
  try {
    // Never committed: the write lock lasts as long as the connection.
    connection.exec('BEGIN IMMEDIATE')
    return connection
  } catch (error) {
    connection.close()
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === busy)
      return undefined
    throw error
  }
}

// The holder's name stands beside the lock, not in it: it only says, it never decides.
function holderFile(folder: string): string {
  return join(folder, 'lock-holder.json')
}

function writeHolder(folder: string, holder: Holder): void {
  const next = `${holderFile(folder)}.next`
  writeFileSync(next, JSON.stringify(holder), { mode: 0o600 })
  renameSync(next, holderFile(folder))
}

function readHolder(folder: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(holderFile(folder), 'utf8')))
  } catch {
    return undefined
  }
}

function locked(folder: string): Error {
  const holder = readHolder(folder)
  const who = holder
    ? `${holder.who} (process ${holder.pid}) holds the lock since ${holder.since}: ${holder.doing}`
    : 'another Bramble has just taken the lock'
  return clusterError('locked', `Only one Bramble changes a cluster at a time. ${who}.`, {
    next: '`bramble runs` shows how far it is. Wait for it, or ask it to stop: `bramble cancel`.',
  })
}
