import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LoopbackSshd, noSshd, startSshd, writeForeignKey } from '#test/support/sshd.ts'
import type { RunOptions, SshDoor } from './door.ts'
import { openSsh } from './open-ssh.ts'
import { type RecordedAnswer, recordedSsh, recordSsh } from './recorded.ts'
import type { SshTarget } from './target.ts'

const options: RunOptions = { timeoutMilliseconds: 20_000, maxBytes: 1_000_000 }
const text = (output: Uint8Array) => Buffer.from(output).toString('utf8')

/** Sockets of the shared connections that are open: ssh names its master after it. */
function sharedSockets(): string[] {
  return processesWith(' [mux]').flatMap((pid) => {
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return /^ssh: (\S+) \[mux\]/.exec(title)?.[1] ?? []
    } catch {
      return []
    }
  })
}

/** Numbers of processes whose arguments hold a word. */
function processesWith(word: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(word)
    } catch {
      return false
    }
  })
}

describe.skipIf(noSshd !== undefined)(
  `the door, on a real sshd${noSshd ? `: ${noSshd}` : ''}`,
  () => {
    let sshd: LoopbackSshd
    let door: SshDoor

    beforeAll(async () => {
      sshd = await startSshd()
      door = openSsh([sshd.target])
    })
    afterAll(async () => {
      await door.close()
      await sshd.stop()
    })

    it('gives back every byte, the exit status and stderr of a program', async () => {
      const answer = await door.run(
        sshd.target,
        "printf 'a\\000\\377b'; echo trouble >&2; exit 7",
        options,
      )
      expect([...answer.output]).toEqual([97, 0, 255, 98])
      expect(answer).toMatchObject({ exitStatus: 7, truncated: false, errorText: 'trouble\n' })
      expect(answer.failure).toBeUndefined()
    })

    it('logs in once for several programs', async () => {
      const own = openSsh([sshd.target])
      const first = await own.run(sshd.target, 'echo one', options)
      const second = await own.run(sshd.target, 'echo two', options)
      await own.close()
      expect(first.times.loggedInAt).toBeDefined()
      expect(second.times.loggedInAt).toBeUndefined()
      expect(text(second.output)).toBe('two\n')
    })

    it('leaves no process and no folder behind', async () => {
      const before = new Set(sharedSockets())
      const own = openSsh([sshd.target])
      await own.run(sshd.target, 'echo one', options)
      const [socket = ''] = sharedSockets().filter((path) => !before.has(path))
      expect(existsSync(socket)).toBe(true)
      expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700)
      await own.close()
      expect(existsSync(dirname(socket))).toBe(false)
      for (let wait = 0; wait < 50 && sharedSockets().includes(socket); wait += 1) await pause(20)
      expect(sharedSockets()).not.toContain(socket)
    })

    it('stops reading at the limit and says so', async () => {
      const answer = await door.run(sshd.target, 'while :; do echo again; done', {
        ...options,
        maxBytes: 5000,
      })
      expect(answer.output).toHaveLength(5000)
      expect(answer.truncated).toBe(true)
    })

    it('ends as soon as the last word has come, though a child still holds the session', async () => {
      const program = `sleep 86399 & printf '\\nthe end\\n'`
      const answer = await door.run(sshd.target, program, { ...options, endsWith: '\nthe end\n' })
      expect(text(answer.output)).toBe('\nthe end\n')
      expect(answer.failure).toBeUndefined()
      for (const pid of processesWith('86399')) process.kill(Number(pid))
    })

    it('says of a program that runs too long what came, and is free for the next one', async () => {
      const late = await door.run(sshd.target, 'echo begun; sleep 30', {
        ...options,
        timeoutMilliseconds: 1500,
      })
      expect(text(late.output)).toBe('begun\n')
      expect(late.failure?.kind).toBe('cut')
      const silent = await door.run(sshd.target, 'sleep 30', {
        ...options,
        timeoutMilliseconds: 1500,
      })
      expect(silent.failure?.kind).toBe('silent')
      expect(text((await door.run(sshd.target, 'echo next', options)).output)).toBe('next\n')
    })

    it('stops on request', async () => {
      const stop = new AbortController()
      const running = door.run(sshd.target, 'sleep 30', { ...options, signal: stop.signal })
      setTimeout(() => stop.abort(), 300)
      expect((await running).failure?.kind).toBe('aborted')
    })

    it('reads cut off mid-program runs nothing of a compound command', async () => {
      const answer = await door.run(sshd.target, '{ echo half', options)
      expect(text(answer.output)).toBe('')
      expect(answer.exitStatus).toBe(2)
    })

    it('tells a foreign host key from an unknown one, and accepts neither', async () => {
      const changed = { ...sshd.target, knownHostsFile: await writeForeignKey(sshd) }
      expect((await door.run(changed, 'echo in', options)).failure?.kind).toBe('host-key-changed')
      const empty = join(sshd.folder, 'empty')
      const unknown = await door.run({ ...sshd.target, knownHostsFile: empty }, 'echo in', options)
      expect(unknown.failure?.kind).toBe('host-key-unknown')
      expect(text(unknown.output)).toBe('')
      expect(existsSync(empty)).toBe(false)
    })

    it('tells a refused login', async () => {
      const stranger = { ...sshd.target, identityFile: join(sshd.folder, 'host') }
      const { failure } = await door.run(stranger, 'echo in', options)
      expect(failure?.kind).toBe('permission-denied')
    })

    it('streams what comes, and repeats it from a recording', async () => {
      const kept: RecordedAnswer[] = []
      const recording = recordSsh(door, (record) => kept.push(record))
      const program = 'echo one; sleep 0.1; echo two'
      const live: Uint8Array[] = []
      await recording.stream(sshd.target, program, {
        ...options,
        onOutput: (part) => live.push(part),
      })
      const replayed = await recordedSsh([sshd.target], kept).run(sshd.target, program, options)
      expect(text(Buffer.concat(live))).toBe('one\ntwo\n')
      expect(text(replayed.output)).toBe('one\ntwo\n')
      await expect(
        recordedSsh([sshd.target], []).run(sshd.target, program, options),
      ).rejects.toThrow(/pi01/)
    })
  },
)

describe('the door, on ports where no sshd answers', () => {
  const servers: Server[] = []
  const sockets: Socket[] = []
  const listen = async (take: (socket: Socket) => void): Promise<SshTarget> => {
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      take(socket)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return { node: 'pi02', address: '127.0.0.1', port: address.port }
  }
  const kindAt = async (target: SshTarget, timeoutMilliseconds = 20_000) => {
    const door = openSsh([target], { connectTimeoutSeconds: 1 })
    const { failure } = await door.run(target, 'echo in', { ...options, timeoutMilliseconds })
    await door.close()
    return failure?.kind
  }
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    for (const server of servers) server.close()
  })

  it('tells a closed port', async () => {
    const target = await listen(() => {})
    servers.pop()?.close()
    expect(await kindAt(target)).toBe('refused')
  })

  it('tells a node that takes connections and says nothing', async () => {
    expect(await kindAt(await listen(() => {}))).toBe('login-silent')
  })

  it('tells one that hangs up at once', async () => {
    expect(await kindAt(await listen((socket) => socket.destroy()))).toBe('closed')
  })

  it('tells a name that no one knows, and an ssh that is not there', async () => {
    expect(await kindAt({ node: 'pi09', address: 'pi09.invalid' })).toBe('name-unknown')
    const door = openSsh([], { program: '/nowhere/ssh' })
    const answer = await door.run({ node: 'pi09', address: '127.0.0.1' }, 'echo', options)
    await door.close()
    expect(answer.failure).toMatchObject({
      kind: 'local',
      next: expect.stringContaining('Install'),
    })
  })
})
