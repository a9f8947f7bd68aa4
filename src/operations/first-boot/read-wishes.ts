import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Configuration } from '#src/model/config.ts'
import { usageError } from '#src/model/error.ts'
import { type FirstBootSystem, firstBootSystems } from '#src/model/first-boot.ts'
import { readBounded } from '../configuration/read-bounded.ts'
import type { FirstBootWishes, StaticNetwork } from './wishes.ts'

/** What the reader said, as they said it. */
export interface Asked {
  readonly system: string | undefined
  readonly user: string | undefined
  /** A public key's file. */
  readonly publicKey: string | undefined
  readonly timeZone: string
  readonly sudo: string | undefined
  /** A file that holds one line of crypt(5). */
  readonly passwordHash: string | undefined
  /** `10.0.0.1/24`. */
  readonly gateway: string | undefined
  readonly dns: string | undefined
}

interface Place {
  readonly configuration: Configuration | undefined
  readonly home: string
}

/** @throws usage errors `first-boot-…` for what no board could be made of */
export async function wishesFrom(asked: Asked, place: Place): Promise<FirstBootWishes> {
  const system = systemIn(asked.system)
  const network = networkIn(asked)
  if (network && system === 'raspios-bookworm')
    throw usageError('first-boot-network', 'custom.toml of Bookworm sets no addresses.', {
      next: 'Let the router give each board its address, and leave --gateway out.',
    })
  const passwordHash = await passwordHashIn(asked.passwordHash)
  return {
    system,
    user: userIn(asked.user ?? place.configuration?.ssh.user ?? 'pi'),
    publicKeys: await publicKeysIn(asked.publicKey, place),
    timeZone: timeZoneIn(asked.timeZone),
    sudo: sudoIn(asked.sudo ?? 'all', passwordHash),
    passwordHash,
    network,
  }
}

function systemIn(text: string = firstBootSystems[0]): FirstBootSystem {
  const found = firstBootSystems.find((system) => system === text)
  if (found) return found
  throw usageError(
    'first-boot-system',
    `--system is "${text.slice(0, 40)}"; expected ${firstBootSystems.join(', ')}`,
  )
}

function userIn(text: string): string {
  if (/^[a-z_][a-z0-9_-]{0,31}$/.test(text) && text !== 'root') return text
  throw usageError(
    'first-boot-user',
    `"${text.slice(0, 40)}" is no user to make; expected lower-case letters, for example pi`,
  )
}

/** A locked password and sudo for reading alone would leave nobody who can become root. */
function sudoIn(text: string, passwordHash: string | undefined): 'all' | 'reading' {
  if (text !== 'all' && text !== 'reading')
    throw usageError('first-boot-sudo', `--sudo is "${text.slice(0, 40)}"; expected all or reading`)
  if (text === 'reading' && passwordHash === undefined)
    throw usageError(
      'first-boot-locked-out',
      'With --sudo reading and no password nobody could ever change these boards.',
      { next: 'Make a hash with `mkpasswd -m yescrypt > hash`, and add --password-hash hash' },
    )
  return text
}

function timeZoneIn(text: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    if (/^[A-Za-z][\w+/-]*$/.test(text)) return text
  } catch {
    // Not one of them: said below.
  }
  throw usageError(
    'first-boot-time-zone',
    `--time-zone is "${text.slice(0, 40)}"; expected a name such as Europe/Zurich`,
  )
}

/** RFC 4253's types, and those of FIDO keys (OpenSSH's PROTOCOL.u2f). */
const keyLine =
  /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]+={0,2}(?: [^\n]*)?$/

async function publicKeysIn(given: string | undefined, place: Place): Promise<string[]> {
  for (const path of given === undefined ? usualKeys(place) : [given]) {
    const bytes = await readBounded(path, path)
    if (bytes) return keysOf(bytes.toString('utf8'), path)
  }
  const where = given ?? 'any of the usual places'
  throw usageError('first-boot-key', `There is no public key in ${where}.`, {
    next: 'Make one with ssh-keygen -t ed25519, or name it: --public-key FILE.pub',
  })
}

function usualKeys({ configuration, home }: Place): string[] {
  const own = configuration?.ssh.identityFile
  const usual = ['id_ed25519.pub', 'id_ecdsa.pub', 'id_rsa.pub']
  return [
    ...(own === undefined ? [] : [`${own}.pub`]),
    ...usual.map((name) => join(home, '.ssh', name)),
  ]
}

function keysOf(text: string, path: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  if (lines.length > 0 && lines.every((line) => keyLine.test(line))) return lines
  const isPrivate = text.includes('PRIVATE KEY')
  throw usageError(
    'first-boot-key',
    isPrivate
      ? `${path} is a private key, which must not leave this machine.`
      : `${path} holds no public key that OpenSSH takes.`,
    { next: `Name the public one: --public-key ${isPrivate ? `${path}.pub` : 'FILE.pub'}` },
  )
}

async function passwordHashIn(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined
  const bytes = await readBounded(path, path)
  const hash = bytes?.toString('utf8').trim() ?? ''
  // What it holds is not shown: it may be the password itself.
  if (/^\$(?:y|6|5)\$[./A-Za-z0-9$=]+$/.test(hash)) return hash
  throw usageError('first-boot-password-hash', `${path} holds no hash of crypt(5).`, {
    next: 'Make one with `mkpasswd -m yescrypt > hash`.',
  })
}

function networkIn({ gateway, dns }: Asked): StaticNetwork | undefined {
  if (gateway === undefined) return undefined
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(gateway) ?? []
  const prefix = Number(digits)
  const nameServers = (dns ?? address).split(',').map((one) => one.trim())
  if (fits(address, prefix) && nameServers.every((one) => isIP(one) !== 0))
    return { gateway: address, prefix, nameServers }
  throw usageError(
    'first-boot-network',
    `--gateway is "${gateway.slice(0, 60)}"; expected an address with its prefix, for example 10.0.0.1/24, and --dns addresses`,
  )
}

function fits(address: string, prefix: number): boolean {
  const family = isIP(address)
  return family !== 0 && prefix >= 1 && prefix <= (family === 4 ? 32 : 128)
}
