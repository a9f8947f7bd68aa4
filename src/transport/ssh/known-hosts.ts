import { createHash } from 'node:crypto'
import { runForText } from '../child.ts'

/** One line of a known_hosts file that names a key in plain words (sshd(8), SSH_KNOWN_HOSTS). */
export interface HostKey {
  /** As OpenSSH looks it up: `10.0.0.11`, or `[10.0.0.11]:2222` where the port is not 22. */
  readonly host: string
  /** `ssh-ed25519` */
  readonly type: string
  /** The key itself, base64. */
  readonly key: string
}

/** Keys of a known_hosts text. Comments, markers (`@revoked`) and what is no key are left out. */
export function hostKeysIn(text: string): HostKey[] {
  return text.split('\n').flatMap((line) => {
    const [host = '', type = '', key = ''] = line.trim().split(/\s+/)
    const isKey = /^[a-z][\w@.-]+$/.test(type) && /^[A-Za-z0-9+/]{16,}={0,2}$/.test(key)
    return isKey && !/^[#@]/.test(host) ? [{ host, type, key }] : []
  })
}

/** As OpenSSH prints it: `SHA256:` and base64 without its filling. */
export function fingerprintOf({ key }: HostKey): string {
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64')
  return `SHA256:${digest.replace(/=+$/, '')}`
}

/** A line of a known_hosts file. */
export function knownHostsLine({ host, type, key }: HostKey): string {
  return `${host} ${type} ${key}\n`
}

/**
 * What a known_hosts file holds for a host, by `ssh-keygen -F`: it reads hashed names too, and
 * patterns. Nothing where there is no such file.
 */
export async function keysFor(host: string, file: string): Promise<HostKey[]> {
  const end = await runForText({
    file: 'ssh-keygen',
    args: ['-F', host, '-f', file],
    input: '',
    timeoutMilliseconds: 5000,
    maxBytes: 256 * 1024,
  })
  return hostKeysIn(end.output)
}
