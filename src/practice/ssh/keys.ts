import ssh2 from 'ssh2'

/** A key pair as OpenSSH writes it. */
export interface SshKey {
  readonly privateKey: string
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicKey: string
}

/** One of them is whole in 255 of 256 cases. */
const mostTries = 16

/**
 * Makes an Ed25519 key pair.
 *
 * @throws Error where the library makes no whole one, again and again
 */
export function newSshKey(comment: string, make = generate): SshKey {
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const pair = make(comment)
    if (isWhole(pair)) return pair
  }
  throw new Error('No Ed25519 key pair came out whole')
}

function generate(comment: string): SshKey {
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment })
  return { privateKey: pair.private, publicKey: pair.public }
}

/**
 * ssh2 1.17 drops the zeros that a public key begins with, and OpenSSH then takes neither half:
 * nobody gets in, "Permission denied (publickey)".
 */
export function isWhole({ privateKey }: SshKey): boolean {
  return !(ssh2.utils.parseKey(privateKey) instanceof Error)
}
