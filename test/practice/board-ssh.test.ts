import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collectNode } from '#src/collect/node/collect-node.ts'
import { type Access, writeAccess } from '#src/practice/ssh/access.ts'
import { newSshKey } from '#src/practice/ssh/keys.ts'
import { type BoardSsh, startBoardSsh } from '#src/practice/ssh/start.ts'
import type { Board } from '#src/practice/world/board.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import { cliHome } from '#test/support/cli.ts'
import { runningBoard } from './board.ts'

const run = promisify(execFile)
const key = newSshKey('practice')
const wait = { timeoutMilliseconds: 20_000, maxBytes: 1_000_000 }
/** Nothing of the API is asked. */
const deadKubeconfig = {
  'current-context': 'none',
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'none', user: { token: 'none' } }],
}

/** SURFACE.md names each of these tests. */
describe('SSH', () => {
  let folder: string
  let access: Access
  let running: ReturnType<typeof runningBoard>
  let board: Board
  let door: BoardSsh
  const doors: BoardSsh[] = []
  const others: Board[] = []

  beforeAll(async () => {
    running = runningBoard({ address: '127.77.1.11' })
    board = running.board
    door = await startBoardSsh(board, { authorizedKey: key.publicKey })
    const other = runningBoard({ name: 'pi02', address: '127.77.1.12', role: 'agent' }).board
    others.push(other)
    doors.push(door, await startBoardSsh(other, { authorizedKey: key.publicKey, port: door.port }))
    folder = await mkdtemp(join(tmpdir(), 'board-ssh-'))
    access = await writeAccess(folder, key, doors)
  })
  afterAll(async () => {
    for (const one of doors) await one.close()
    await rm(folder, { recursive: true, force: true })
  })

  const words = (user = 'pi', more: string[] = []) => [
    ...['-F', 'none', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', 'ConnectTimeout=2'],
    ...['-o', `UserKnownHostsFile=${access.knownHostsFile}`, '-i', access.identityFile],
    ...[...more, '-p', `${door.port}`, `${user}@${board.address}`],
  ]
  const ssh = (command: string[], user?: string, more?: string[]) =>
    run('ssh', [...words(user, more), ...command]).then(
      ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => error,
    )
  const target = (more: Partial<SshTarget> = {}): SshTarget => ({
    node: 'pi01',
    address: board.address,
    port: door.port,
    user: 'pi',
    ...access,
    ...more,
  })
  /** How a session of Bramble's own door ends. */
  const ending = async (one: SshTarget) => {
    const opened = openSsh([one], { connectTimeoutSeconds: 1 })
    const answer = await opened.run(one, 'hostname\n', { ...wait, timeoutMilliseconds: 4000 })
    await opened.close()
    return answer.failure?.kind ?? Buffer.from(answer.output).toString()
  }

  test('host key: each board has its own, and no other is taken', async () => {
    expect(doors[0]?.hostKey).not.toBe(doors[1]?.hostKey)
    const { stdout: scanned } = await run('ssh-keyscan', [
      ...['-t', 'ed25519', '-p', `${door.port}`, board.address],
    ])
    expect(scanned).toContain(door.hostKey.split(' ').slice(0, 2).join(' '))
    expect(await ending(target())).toBe('pi01\n')
    const none = join(folder, 'none')
    await writeFile(none, '')
    expect(await ending(target({ knownHostsFile: none }))).toBe('host-key-unknown')
    const { knownHostsFile } = await writeAccess(join(folder, 'swapped'), key, [
      { address: door.address, port: door.port, hostKey: doors[1]?.hostKey ?? '' },
    ])
    expect(await ending(target({ knownHostsFile }))).toBe('host-key-changed')
  })

  test('login: the user pi, with the key of practice alone', async () => {
    const foreign = await writeAccess(join(folder, 'foreign'), newSshKey('foreign'), doors)
    expect(await ending(target(foreign))).toBe('permission-denied')
    expect(await ending(target({ user: 'root' }))).toBe('permission-denied')
    const { stdout } = await ssh(['journalctl -q -u ssh -n 2 -o cat'])
    const { stdout: print } = await run('ssh-keygen', ['-lf', access.identityFile])
    expect(stdout).toContain(
      `Accepted publickey for pi from 127.0.0.1 port 50022 ssh2: ED25519 ${print.split(' ')[1]}\n`,
    )
  })

  test('exec: bytes of stdin, stdout and stderr, and the exit status', async () => {
    const said = await ssh(['echo out; echo trouble >&2; exit 7'])
    expect(said).toMatchObject({ stdout: 'out\n', stderr: 'trouble\n', code: 7 })
    const child = spawn('ssh', [...words(), 'cat >sent.txt; cat sent.txt | wc -c'])
    const out: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => void out.push(chunk))
    child.stdin.end('Grüße\n')
    await new Promise((resolve) => child.once('close', resolve))
    expect(Buffer.concat(out).toString().trim()).toBe('8')
  })

  test('exec: a command that reads nothing does not wait for the end of an open stdin', async () => {
    const child = spawn('ssh', [...words(), 'hostname'])
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    )
    expect(line).toBe('pi01\n')
    await new Promise((resolve) => child.once('close', resolve))
    child.stdin.destroy()
  })

  test('shell: a program on stdin, and a prompt at a terminal', async () => {
    const child = spawn('ssh', [...words('pi', ['-tt'])])
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stdin.write('cd /tmp\rpwd\rnonsenze\u007f\u007fse\rexit\r')
    await new Promise((resolve) => child.once('close', resolve))
    expect(out).toContain('pi@pi01:~ $ cd /tmp\r\npi@pi01:/tmp $ pwd\r\n/tmp\r\n')
    expect(out).toContain('nonsense: command not found')
    const plain = spawn('ssh', [...words(), '-T'])
    let said = ''
    plain.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    plain.stdin.end('hostname\n')
    await new Promise((resolve) => plain.once('close', resolve))
    expect(said).toBe('pi01\n')
  })

  test('sessions: several at once share one connection', async () => {
    const control = ['-o', `ControlPath=${join(folder, 'c')}`]
    const master = [...control, '-o', 'ControlMaster=auto', '-o', 'ControlPersist=5']
    expect((await ssh(['hostname'], 'pi', master)).stdout).toBe('pi01\n')
    const answers = await Promise.all(
      ['1', '2', '3'].map((number) => ssh([`echo ${number}; id -u`], 'pi', control)),
    )
    expect(answers.map(({ stdout }) => stdout)).toEqual(['1\n1000\n', '2\n1000\n', '3\n1000\n'])
    await run('ssh', [...words('pi', control), '-O', 'exit'])
  })

  test('a look at a board, by the door that Bramble uses', async () => {
    const opened = openSsh([target()])
    const { evidence, coverage } = await collectNode(opened, target(), {
      clock: { now: Date.now },
      deadlineMilliseconds: 20_000,
      redact: (text) => ({ text, redacted: 0 }),
    })
    await opened.close()
    expect(coverage).toMatchObject({ outcome: 'answered', missing: [] })
    const identity = evidence.find(({ kind }) => kind === 'node-identity')
    expect(identity?.bootId).toBe(board.boot.id)
  })

  test('`bramble logs` with a bramble.yaml', async () => {
    const { identityFile, knownHostsFile } = access
    const home = cliHome({
      kubeconfig: JSON.stringify(deadKubeconfig),
      configuration: [
        `ssh: { user: pi, port: ${door.port}, identityFile: ${identityFile}, knownHostsFile: ${knownHostsFile} }`,
        'nodes:',
        `  pi01: { address: ${board.address}, role: server }`,
        '  pi02: { address: 127.77.1.12, role: agent }',
      ],
    })
    others[0]?.sayK3s('level=error msg="of pi02"')
    const { out, err, code } = await home.start('logs', 'pi02', '--grep', 'of pi02').ended
    home.remove()
    expect(err).toBe('')
    expect(out).toMatch(/ pi02 k3s\[\d+\]: level=error msg="of pi02"\n$/)
    expect(code).toBe(0)
  })

  test('states: refuses, hangs, is cut off, is off', async () => {
    board.sshd = 'refuses'
    await door.follow()
    expect(await ending(target())).toBe('refused')
    board.sshd = 'answers'
    await door.follow()
    expect(await ending(target())).toBe('pi01\n')
    board.sshd = 'hangs'
    expect(await ending(target())).toBe('login-silent')
    board.sshd = 'answers'
    board.network = 'cut'
    expect(await ending(target())).toBe('login-silent')
    board.network = 'up'
    board.stop('ssh')
    await door.follow()
    expect(await ending(target())).toBe('refused')
    board.start('ssh')
    await door.follow()
    // A cluster looks after its doors all the time; nobody is there who could end a connection.
    board.losePower()
    const dark = ending(target())
    const following = setInterval(() => void door.follow(), 50)
    expect(await dark).toBe('login-silent')
    clearInterval(following)
    board.powerOn()
    await door.follow()
  }, 30_000)

  test('a reboot closes connections, takes its time, and is a new boot', async () => {
    const { id } = board.boot
    const open = spawn('ssh', [...words(), 'cat >never'])
    const closed = new Promise<number | null>((resolve) => open.once('close', resolve))
    await new Promise((resolve) => setTimeout(resolve, 500))
    await ssh(['sudo reboot'])
    await door.follow()
    expect(await closed).toBe(255)
    expect(await ending(target())).toBe('login-silent')
    running.clock.advance(60)
    await door.follow()
    const { stdout } = await ssh([
      'cat /proc/sys/kernel/random/boot_id; journalctl --list-boots -q',
    ])
    expect(stdout).toContain(board.boot.id)
    expect(board.boot.id).not.toBe(id)
    expect(stdout).toMatch(/^ -2 .*\n -1 .*\n {2}0 /m)
  }, 30_000)
})
