import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { SshTarget } from '#src/transport/ssh/target.ts'

const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) =>
  existsSync(path),
)

/** Why no real sshd can run here; undefined where it can. */
export const noSshd: string | undefined =
  program === undefined ? 'no sshd is installed (openssh-server)' : undefined

/** Debian's sshd wants this folder when root starts it; sshd-folder.ts makes it for all tests. */
export const separationFolder = '/run/sshd'

export interface LoopbackSshd {
  readonly target: SshTarget
  readonly folder: string
  readonly port: number
  /** Its listener; each session is a child of it. */
  readonly pid: number
  stop(): Promise<void>
}

/** A real sshd of its own on loopback, with its own keys, for whoever runs the tests. */
export async function startSshd(): Promise<LoopbackSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'sshd-'))
  const at = (name: string) => join(folder, name)
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', at(name)])
  const port = await freePort()
  await writeFile(at('authorized'), await readFile(at('user.pub')))
  const [type, key] = (await readFile(at('host.pub'), 'utf8')).split(' ')
  await writeFile(at('known'), `[127.0.0.1]:${port} ${type} ${key}\n`)
  await writeFile(
    at('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized')}`,
      'PidFile none',
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'Subsystem sftp internal-sftp',
      '',
    ].join('\n'),
  )
  const child = spawn(program ?? 'sshd', ['-D', '-e', '-f', at('config')], { stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  await listening(port)
  return {
    folder,
    port,
    pid: child.pid ?? 0,
    target: {
      node: 'pi01',
      address: '127.0.0.1',
      port,
      user: userInfo().username,
      identityFile: at('user'),
      knownHostsFile: at('known'),
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Pins another key for the same address, as after a new installation. */
export async function writeForeignKey(sshd: LoopbackSshd): Promise<string> {
  const file = join(sshd.folder, 'foreign')
  const key = (await readFile(join(sshd.folder, 'user.pub'), 'utf8'))
    .split(' ')
    .slice(0, 2)
    .join(' ')
  await appendFile(file, `[127.0.0.1]:${sshd.port} ${key}\n`)
  return file
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (open) return
    await pause(50)
  }
  throw new Error('sshd did not begin to listen')
}
