import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SshKey } from './keys.ts'

/** A board's door as a client has to know it. */
export interface Door {
  readonly address: string
  readonly port: number
  readonly hostKey: string
}

/** Files with which OpenSSH gets in. */
export interface Access {
  readonly identityFile: string
  readonly knownHostsFile: string
}

/** Writes the user's key and the pinned host keys into a folder that nobody else can read. */
export async function writeAccess(
  folder: string,
  userKey: SshKey,
  doors: readonly Door[],
): Promise<Access> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const identityFile = join(folder, 'id_ed25519')
  const knownHostsFile = join(folder, 'known_hosts')
  await writeFile(identityFile, userKey.privateKey, { mode: 0o600 })
  await writeFile(knownHostsFile, doors.map(knownHost).join(''))
  return { identityFile, knownHostsFile }
}

function knownHost({ address, port, hostKey }: Door): string {
  const name = port === 22 ? address : `[${address}]:${port}`
  return `${name} ${hostKey.split(' ').slice(0, 2).join(' ')}\n`
}
