import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The folder of the cluster that was the first to bear this name here; `findClusterFolder` knows
 * whose it is. By the XDG Base Directory Specification a relative XDG_STATE_HOME is to be ignored.
 */
export function journalFolder(cluster: string, env: Environment): string {
  const given = env['XDG_STATE_HOME']
  const state =
    given !== undefined && isAbsolute(given)
      ? given
      : join(env['HOME'] ?? homedir(), '.local', 'state')
  return join(state, 'bramble', folderName(cluster))
}

/**
 * A kubeconfig's context may hold slashes and colons. Two clusters never share a folder: what is
 * replaced is written as its code, and the sign that starts a code is itself replaced.
 */
export function folderName(cluster: string): string {
  const name = [...new TextEncoder().encode(cluster)]
    .map((byte) => {
      const letter = String.fromCharCode(byte)
      return /[A-Za-z0-9._-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
  // Neither `.` nor `..` nor nothing: each would be a folder that is not this cluster's own.
  return name === '' ? '%' : name.replace(/^\./, '%2e')
}

/** Makes the folder, open to its owner alone. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 })
  // A new folder outlasts a power cut once the folder that names it is on disk.
  if (first !== undefined)
    for (let made = folder; made.length >= first.length; made = dirname(made)) sync(dirname(made))
  // It may be there from before, or the umask may have been odd.
  chmodSync(folder, 0o700)
}

function sync(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {
    // A folder above ours may not be ours to open. What is written below it is synced all the same.
  }
}

/**
 * Makes an empty file that its owner alone may read; SQLite gives its companions the same mode. A
 * file that is there is never opened here: closing it would drop this process's POSIX locks on it
 * (https://sqlite.org/howtocorrupt.html, 2.2).
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
