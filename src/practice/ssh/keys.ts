import ssh2 from 'ssh2'

/** A key pair as OpenSSH writes it. */
export interface SshKey {
  readonly privateKey: string
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicKey: string
}

export function newSshKey(comment: string): SshKey {
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment })
  return { privateKey: pair.private, publicKey: pair.public }
}
