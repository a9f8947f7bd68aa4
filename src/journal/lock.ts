import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { type Reservation, reserveFile } from './database.ts'
import { makeFolder } from './folder.ts'

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
  const reservation = reserve(folder, waitMilliseconds)
  if (!reservation) throw locked(folder)
  writeHolder(folder, holder)
  let held = true
  return {
    release() {
      if (!held) return
      held = false
      // The name goes first: it never stands beside a lock that is somebody else's.
      rmSync(holderFile(folder), { force: true })
      reservation.release()
    },
  }
}

/** @throws cluster error `locked` that names the holder, where somebody holds the lock now */
export function refuseLocked(folder: string): void {
  if (isLocked(folder)) throw locked(folder)
}

/**
 * Whether somebody holds the lock now; a holder that was killed holds nothing. Asking takes the
 * lock for a moment, so two who ask at the same time may each see the other: ask twice before much
 * is made of a yes.
 */
export function isLocked(folder: string): boolean {
  const reservation = reserve(folder, 0)
  reservation?.release()
  return reservation === undefined
}

function reserve(folder: string, longestMilliseconds: number): Reservation | undefined {
  makeFolder(folder)
  return reserveFile(join(folder, 'lock.db'), longestMilliseconds)
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

/** Who holds the lock of this folder now; undefined where nobody does, or who does is not told. */
export function holderOf(folder: string): Holder | undefined {
  return isLocked(folder) ? readHolder(folder) : undefined
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
