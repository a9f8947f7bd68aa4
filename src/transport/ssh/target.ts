import { usageError } from '#src/model/error.ts'

/** One node as OpenSSH reaches it. What is left out comes from the reader's own ssh configuration. */
export interface SshTarget {
  /** The node's name in the cluster. */
  readonly node: string
  /** Address, or a Host of the reader's ssh configuration. */
  readonly address: string
  readonly port?: number
  readonly user?: string
  readonly identityFile?: string
  /** Pinned host keys; only these count when given. */
  readonly knownHostsFile?: string
  /** ProxyJump: `[user@]host[:port]`, several divided by commas. */
  readonly jump?: string
}

/**
 * Refuses what OpenSSH would read as something else: an address that begins with a dash is an
 * option to it, and a jump host ends up in a command line of ssh's own making.
 *
 * @throws BrambleError of kind usage
 */
export function checkTarget(target: SshTarget): void {
  const { node, address, user, jump } = target
  if (!/^[\p{L}\p{N}_.:%[\]][\p{L}\p{N}_.:%[\]-]*$/u.test(address))
    throw usageError('ssh-address-invalid', `The ssh address of ${node} is not one: ${address}`, {
      next: 'Write a host name or an IP address.',
    })
  if (user !== undefined && !/^[\p{L}\p{N}_][\p{L}\p{N}_.@$-]*$/u.test(user))
    throw usageError('ssh-user-invalid', `The ssh user of ${node} is not one: ${user}`)
  if (jump !== undefined && !/^[\p{L}\p{N}_][\p{L}\p{N}_.:@,[\]-]*$/u.test(jump))
    throw usageError('ssh-jump-invalid', `The jump host of ${node} is not one: ${jump}`, {
      next: 'Write it as user@host:port.',
    })
}
