import { describe, expect, it } from 'vitest'
import { failureOf, type SshEnding, type SshFailureKind } from './failure.ts'

const ending: SshEnding = {
  node: 'pi03',
  address: '10.0.0.13',
  port: 22,
  ended: 'exit',
  timeoutMilliseconds: 5000,
  exitCode: 255,
  errorText: '',
  loggedIn: false,
  outputBytes: 0,
}

/** What ssh of OpenSSH 9 writes, with the addresses of our own: sshconnect.c, sshconnect2.c, packet.c. */
const said: readonly (readonly [string, SshFailureKind])[] = [
  ['ssh: connect to host 10.0.0.13 port 22: Connection refused', 'refused'],
  ['ssh: connect to host 10.0.0.13 port 22: Connection timed out', 'connect-timeout'],
  ['ssh: connect to host 10.0.0.13 port 22: Operation timed out', 'connect-timeout'],
  ['ssh: connect to host 10.0.0.13 port 22: No route to host', 'no-route'],
  ['ssh: connect to host 10.0.0.13 port 22: Network is unreachable', 'no-route'],
  ['ssh: connect to host 10.0.0.13 port 22: Host is unreachable', 'no-route'],
  ['ssh: Could not resolve hostname pi03: Name or service not known', 'name-unknown'],
  [
    'Connection timed out during banner exchange\r\nConnection to 10.0.0.13 port 22 timed out',
    'login-silent',
  ],
  [
    '@@@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n@@@@@@@@@@@\r\nHost key for 10.0.0.13 has changed and you have requested strict checking.\r\nHost key verification failed.',
    'host-key-changed',
  ],
  [
    'No ED25519 host key is known for 10.0.0.13 and you have requested strict checking.\r\nHost key verification failed.',
    'host-key-unknown',
  ],
  ['pi@10.0.0.13: Permission denied (publickey,password).', 'permission-denied'],
  [
    'Received disconnect from 10.0.0.13 port 22:2: Too many authentication failures\r\nDisconnected from 10.0.0.13 port 22',
    'permission-denied',
  ],
  ['kex_exchange_identification: Connection closed by remote host', 'closed'],
  ['kex_exchange_identification: read: Connection reset by peer', 'closed'],
  [
    '"System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8)."\r\nConnection closed by 10.0.0.13 port 22',
    'closed',
  ],
  // Through a jump host: its own failure to connect, then what follows from it here.
  [
    'channel 0: open failed: connect failed: Connection refused\r\nstdio forwarding failed\r\nkex_exchange_identification: Connection closed by remote host',
    'refused',
  ],
  [
    'channel 0: open failed: connect failed: No route to host\r\nstdio forwarding failed\r\nkex_exchange_identification: Connection closed by remote host',
    'no-route',
  ],
  ['/home/me/.ssh/config: line 3: Bad configuration option: hostname2', 'local'],
  ['Bad owner or permissions on /home/me/.ssh/config', 'local'],
  ['something that no version ever wrote', 'local'],
]

describe('why a session ended', () => {
  it.each(said)('%s', (errorText, kind) => {
    const failure = failureOf({ ...ending, errorText })
    expect(failure?.kind).toBe(kind)
    expect(failure?.reason).not.toBe('')
    expect(failure?.reason).not.toContain('kex_')
  })

  it('never takes what a program wrote for trouble of ssh', () => {
    const words = 'pi@10.0.0.13: Permission denied (publickey).'
    expect(failureOf({ ...ending, exitCode: 1, errorText: words })).toBeUndefined()
    expect(failureOf({ ...ending, errorText: words, loggedIn: true, outputBytes: 10 })?.kind).toBe(
      'cut',
    )
  })

  it('tells a cut answer from a silent login and a silent program', () => {
    const broken = 'client_loop: send disconnect: Broken pipe'
    expect(failureOf({ ...ending, errorText: broken, loggedIn: true, outputBytes: 9 })?.kind).toBe(
      'cut',
    )
    const late = { ...ending, ended: 'timeout', exitCode: null } as const
    expect(failureOf({ ...late, loggedIn: true })?.kind).toBe('silent')
    expect(failureOf({ ...late, loggedIn: true, outputBytes: 9 })?.kind).toBe('cut')
    expect(failureOf(late)?.kind).toBe('login-silent')
    expect(failureOf({ ...late, ended: 'aborted' })?.kind).toBe('aborted')
  })

  it('offers a way on for a key that changed, and never to accept it unseen', () => {
    const failure = failureOf({
      ...ending,
      errorText: 'REMOTE HOST IDENTIFICATION HAS CHANGED!',
    })
    expect(failure?.next).toContain('ssh-keygen -lf')
    expect(failure?.next).not.toMatch(/StrictHostKeyChecking|ssh-keygen -R|known_hosts/)
  })
})
