import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { usageError } from '#src/model/error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What is kept of the approver's passphrase: enough to know it again, and nothing to read it from. */
const Kept = z.object({ salt: z.base64(), key: z.base64(), cost: z.number().int() })

// About a tenth of a second on a Pi 5, and 32 MB: https://nodejs.org/api/crypto.html#cryptoscrypt
const cost = 2 ** 15
const keyBytes = 32
const saltBytes = 16
const mostMemoryBytes = 64 * 1024 * 1024
/** Characters. */
export const shortestPassphrase = 10

/** By the XDG Base Directory Specification a relative XDG_CONFIG_HOME is to be ignored. */
export function approverFile(env: Environment): string {
  const given = env['XDG_CONFIG_HOME'] ?? ''
  const folder = isAbsolute(given) ? given : join(env['HOME'] ?? homedir(), '.config')
  return join(folder, 'bramble', 'approver.json')
}

export function hasPassphrase(env: Environment): boolean {
  return statSync(approverFile(env), { throwIfNoEntry: false }) !== undefined
}

/** @throws usage error `passphrase-short`; nothing is written then */
export async function keepPassphrase(passphrase: string, env: Environment): Promise<void> {
  if (passphrase.length < shortestPassphrase)
    throw usageError(
      'passphrase-short',
      `A passphrase has at least ${shortestPassphrase} characters.`,
      {
        next: 'A few words that nobody else puts together are the easiest to keep.',
      },
    )
  const path = approverFile(env)
  const salt = randomBytes(saltBytes)
  const key = await keyOf(passphrase, salt, cost)
  const text = JSON.stringify({ salt: salt.toString('base64'), key: key.toString('base64'), cost })
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.next`, `${text}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.next`, path)
}

/**
 * Whether this is the passphrase that was kept.
 *
 * @throws usage error `approver-file` where what is kept cannot be read, or others may write it
 */
export async function isPassphrase(passphrase: string, env: Environment): Promise<boolean> {
  const kept = keptIn(approverFile(env))
  const key = await keyOf(passphrase, Buffer.from(kept.salt, 'base64'), kept.cost)
  const known = Buffer.from(kept.key, 'base64')
  return key.length === known.length && timingSafeEqual(key, known)
}

function keptIn(path: string): z.infer<typeof Kept> {
  const damaged = (why: string) =>
    usageError('approver-file', `${path} ${why}.`, {
      next: 'Remove it, and `bramble approve` asks for a new passphrase.',
    })
  const { mode } = statSync(path)
  if ((mode & 0o077) !== 0) throw damaged('may be read or written by others')
  try {
    return Kept.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    throw damaged('is not what Bramble wrote')
  }
}

const derive = promisify<string, Buffer, number, { N: number; r: number; maxmem: number }, Buffer>(
  scrypt,
)

async function keyOf(passphrase: string, salt: Buffer, N: number): Promise<Buffer> {
  // The same letters may be typed as one character or as two.
  return derive(passphrase.normalize('NFC'), salt, keyBytes, { N, r: 8, maxmem: mostMemoryBytes })
}
