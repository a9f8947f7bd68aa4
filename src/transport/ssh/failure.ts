/**
 * Why a session did not reach its end. `login-silent`: the node takes connections but its sshd
 * says nothing, as on a node that swaps itself to death. `silent`: logged in, and the program
 * sent nothing. `cut`: part of the answer came.
 */
export type SshFailureKind =
  | 'connect-timeout'
  | 'refused'
  | 'no-route'
  | 'name-unknown'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'permission-denied'
  | 'login-silent'
  | 'closed'
  | 'silent'
  | 'cut'
  | 'aborted'
  | 'local'

export interface SshFailure {
  readonly kind: SshFailureKind
  /** A few words for the reader. */
  readonly reason: string
  readonly next?: string
}

/** All that is known of a session that ended. */
export interface SshEnding {
  /** Its name, for what the reader is to type. */
  readonly node: string
  readonly address: string
  readonly port: number
  readonly ended: 'exit' | 'timeout' | 'aborted'
  readonly timeoutMilliseconds: number
  /** Null where ssh was killed. */
  readonly exitCode: number | null
  readonly errorText: string
  readonly loggedIn: boolean
  readonly outputBytes: number
}

type Shape = Omit<SshFailure, 'reason'> & { readonly reason: string | ((said: string) => string) }

const answersPing = 'See whether the node answers at all (`ping`), and whether it has power.'

/**
 * What ssh writes, and what it means. The first that fits decides: a jump host's trouble and a
 * changed key are followed by more general lines. Texts from OpenSSH 9.2's sshconnect.c,
 * sshconnect2.c, packet.c, clientloop.c and readconf.c; errno texts from glibc, musl and macOS.
 */
const shapes: readonly (readonly [RegExp, Shape])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed and you have requested strict/,
    {
      kind: 'host-key-changed',
      reason: 'the host key is not the pinned one',
      next: 'Was the node installed anew? Compare `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the node itself, and only when both are equal replace the pinned key by hand. If not, somebody else answers at this address.',
    },
  ],
  [
    /REVOKED HOST KEY DETECTED|Host key \S+ was revoked/i,
    {
      kind: 'host-key-changed',
      reason: 'the host key is marked as revoked',
      next: 'Do not log in before you know why that key was revoked.',
    },
  ],
  [
    /No \S+ host key is known for|Host key verification failed/,
    {
      kind: 'host-key-unknown',
      reason: 'the host key is not known here',
      next: 'Compare `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the node with what `ssh ADDRESS` shows once by hand, and accept it there.',
    },
  ],
  [
    /no matching (?:host key type|key exchange method|cipher|MAC) found/i,
    { kind: 'local', reason: (said) => `ssh and the node share no algorithm: ${said}` },
  ],
  [
    /Unprivileged users are not permitted to log in yet|System is going down/,
    { kind: 'closed', reason: 'the node is starting or going down and lets nobody log in' },
  ],
  [
    /Could not resolve hostname/,
    {
      kind: 'name-unknown',
      reason: (said) => said.replace(/^ssh: /, ''),
      next: 'Write the address in bramble.yaml, or see why the name does not resolve.',
    },
  ],
  [
    /(?:connect to host|connect failed|connect to) .*Connection refused|connect failed: Connection refused/,
    {
      kind: 'refused',
      reason: 'the node is up but refuses ssh: sshd does not run there, or a firewall says no',
      next: 'Look at the node itself, or from another one: `systemctl status ssh`.',
    },
  ],
  [
    /timed out during banner exchange|Connection to \S+ port \d+ timed out|banner exchange: .*timed out/,
    {
      kind: 'login-silent',
      reason: 'the node takes connections but its sshd says nothing: it may be overloaded or hung',
      next: 'Look at it through the API (`kubectl describe node NODE`) and at its power; `bramble logs NODE --boot -1` once it is back.',
    },
  ],
  [
    /(?:connect to host|connect failed).*(?:Connection|Operation) timed out|connect failed: (?:Connection|Operation) timed out/,
    { kind: 'connect-timeout', reason: 'no answer to a connection', next: answersPing },
  ],
  [
    /No route to host|Host is unreachable|Host is down|Network is unreachable|connect to host .*Permission denied/,
    {
      kind: 'no-route',
      reason: (said) => `there is no way to the node: ${said.replace(/^.*: /, '')}`,
      next: answersPing,
    },
  ],
  [
    /Permission denied \(|Too many authentication failures|No supported authentication methods/,
    {
      kind: 'permission-denied',
      reason: (said) => `the node refuses the login: ${said}`,
      next: 'Is the key the right one, and is it in ~/.ssh/authorized_keys of that user? `ssh -v` shows which keys were tried.',
    },
  ],
  [
    /Bad owner or permissions on|Bad configuration option|terminating, \d+ bad configuration|too long for Unix domain socket|Bad stdio forwarding|Cannot execute command-line and remote command/,
    { kind: 'local', reason: (said) => `ssh on this machine does not start: ${said}` },
  ],
]

const cutShape =
  /Timeout, server \S+ not responding|closed by remote host|Connection (?:reset|closed) by|Broken pipe|Connection to \S+ closed|client_loop:|mux_client_|kex_exchange_identification/

/** A name in OpenSSH's own source, which tells a reader nothing that the sentence around it does not. */
const stageOfSsh = /^kex_exchange_identification: (?:read: )?/

/** Says why a session ended badly; undefined where it reached its end. */
export function failureOf(ending: SshEnding): SshFailure | undefined {
  if (ending.ended === 'aborted') return { kind: 'aborted', reason: 'interrupted' }
  if (ending.ended === 'timeout') return timeoutFailure(ending)
  // ssh gives the program's own status, and 255 for its own trouble (ssh(1), EXIT STATUS).
  if (ending.exitCode !== 255 && ending.exitCode !== null) return undefined
  return (ending.loggedIn ? undefined : saidFailure(ending)) ?? lateFailure(ending)
}

function timeoutFailure(ending: SshEnding): SshFailure {
  const said = saidFailure(ending)
  if (said !== undefined && !ending.loggedIn) return said
  const seconds = `${Math.round(ending.timeoutMilliseconds / 100) / 10} s`
  if (ending.outputBytes > 0)
    return { kind: 'cut', reason: `only a part of the answer came within ${seconds}` }
  if (ending.loggedIn)
    return {
      kind: 'silent',
      reason: `logged in, but nothing came within ${seconds}`,
      next: 'The disk may hang: no program starts there. Look at it through the API, and at its kernel log.',
    }
  return {
    kind: 'login-silent',
    reason: `the login was not done within ${seconds}`,
    next: answersPing,
  }
}

function saidFailure({ errorText, node, address, port }: SshEnding): SshFailure | undefined {
  for (const [pattern, { kind, reason, next }] of shapes) {
    if (!pattern.test(errorText)) continue
    const said = errorText.split(/\r?\n/).find((line) => pattern.test(line)) ?? ''
    const words = typeof reason === 'string' ? reason : reason(said.trim().slice(0, 200))
    return {
      kind,
      reason: `${words} (${address} port ${port})`,
      ...(next !== undefined && { next: next.replaceAll('NODE', node) }),
    }
  }
  return undefined
}

function lateFailure({ errorText, loggedIn, outputBytes }: SshEnding): SshFailure {
  const lines = errorText.split(/\r?\n/).filter((line) => line.trim() !== '')
  const said = (lines.find((line) => cutShape.test(line)) ?? lines.at(-1) ?? '')
    .trim()
    .replace(stageOfSsh, '')
    .slice(0, 200)
  const because = said === '' ? '' : `: ${said}`
  if (outputBytes > 0) return { kind: 'cut', reason: `the connection broke midway${because}` }
  if (loggedIn) return { kind: 'cut', reason: `the connection broke after the login${because}` }
  if (cutShape.test(errorText))
    return {
      kind: 'closed',
      reason: `the node closed the connection before the login${because}`,
      next: 'sshd may be restarting or have too many logins under way: try again; then read `journalctl -u ssh` on the node.',
    }
  return { kind: 'local', reason: `ssh failed${because}` }
}
