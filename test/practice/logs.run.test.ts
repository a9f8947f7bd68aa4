import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogLine } from '#src/model/log-line.ts'
import { merged } from '#src/operations/logs/merged.ts'
import { logs } from '#src/operations/logs.ts'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { type PracticeHome, writePracticeHome } from '#src/practice/home.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { nodeShell } from '#src/steps/node-shell.ts'
import { RootAccess } from '#src/steps/root-access.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import { runInProcess } from '#test/support/in-process.ts'

/** `bramble logs` through real SSH doors. */

let cluster: PracticeCluster
let home: PracticeHome

beforeAll(async () => {
  cluster = await startPracticeCluster(healthy)
  home = await writePracticeHome(cluster)
})
afterAll(async () => {
  await cluster.close()
  await home.remove()
})

const bramble = (...argv: readonly string[]) =>
  runInProcess([...argv, '--config', home.configuration, '--timeout', '60s'], home.folder)

function boardNamed(name: string) {
  const board = cluster.world.boards.find((one) => one.name === name)
  if (!board) throw new Error(`there is no ${name}`)
  return board
}

test('lines of earlier looks are counted and not shown; those of people are shown', async () => {
  await bramble('check')
  const pi02 = boardNamed('pi02')
  const person = { unit: 'ssh.service', pid: 77, fields: { _SYSTEMD_SESSION: '900' } }
  pi02.say('sshd-session', 'Accepted publickey for ann from 10.0.0.9 port 4242 ssh2', person)
  pi02.say('sudo', '     ann : PWD=/ ; USER=root ; COMMAND=/usr/bin/true', {
    fields: { _SYSTEMD_SESSION: '900', _CMDLINE: 'sudo true' },
  })
  const usual = await bramble('logs', 'pi02')
  expect(usual.code).toBe(0)
  expect(usual.out).toContain('Accepted publickey for ann')
  expect(usual.out).toMatch(/ sudo: +ann : /)
  expect(usual.out).not.toContain('Accepted publickey for pi ')
  expect(usual.out).not.toMatch(/ sudo\[\d+\]: +pi : /)
  expect(usual.err).toMatch(/^\d+ lines of Bramble's own sessions not shown: --own shows them$/m)
  // However many own lines came last, as many others are told as were asked for.
  const few = await bramble('logs', 'pi02', '-n', '9')
  expect(few.out.trimEnd().split('\n')).toHaveLength(9)
  expect(few.out).not.toContain('Accepted publickey for pi ')
  const all = await bramble('logs', 'pi02', '--own')
  expect(all.out).toContain('Accepted publickey for pi ')
  expect(all.out).toMatch(/ sudo\[\d+\]: +pi : /)
  expect(all.err).not.toContain('not shown')
})

test('neither are lines of what Bramble changes there, with a password or without', async () => {
  const pi04 = boardNamed('pi04')
  const folder = join(home.folder, 'ssh')
  const { address } = pi04
  const files = {
    identityFile: join(folder, 'id_ed25519'),
    knownHostsFile: join(folder, 'known_hosts'),
  }
  const root = new RootAccess()
  root.give(pi04.password, ['pi04'])
  for (const sudo of ['free', 'password'] as const) {
    pi04.sudo = sudo
    const target = { node: 'pi04', address, port: cluster.ssh.port, user: 'pi', ...files }
    const door = openSsh([target])
    const shell = nodeShell(door, 'pi04', new AbortController().signal, root)
    await shell.run('echo marked by a step')
    await door.close()
  }
  pi04.sudo = 'free'
  const all = await bramble('logs', 'pi04', '--own')
  expect(all.out.match(/COMMAND=.*marked by a step/g)).toHaveLength(2)
  const usual = await bramble('logs', 'pi04')
  expect(usual.out).not.toMatch(/ sudo\[|sshd-session|systemd-logind/)
  expect(usual.err).toMatch(/^\d+ lines of Bramble's own sessions not shown/m)
})

test('a time, a unit and a pattern each leave out what is outside', async () => {
  const pi03 = boardNamed('pi03')
  pi03.say('kernel', 'Marked Line one')
  pi03.say('kernel', 'another line')
  const some = await bramble('logs', 'pi03', '--since', '-1h', '--grep', 'marked line', '--json')
  const lines = some.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine)
  expect(lines.slice(0, -1)).toMatchObject([
    { schema: 'bramble/log-line/1', node: 'pi03', program: 'kernel', text: 'Marked Line one' },
  ])
  expect(lines.at(-1)).toMatchObject({
    schema: 'bramble/logs/2',
    nodes: [{ node: 'pi03', lines: 1 }],
  })
  const before = await bramble('logs', 'pi03', '--until', '-1h', '--grep', 'marked line')
  expect(before).toMatchObject({
    out: '',
    err: expect.stringContaining('no line with marked line'),
  })
  const units = await bramble('logs', 'pi03', '--unit', 'k3s')
  expect(units.out).toMatch(/ k3s/)
  expect(units.out).not.toContain(' kernel: ')
})

test('all nodes are merged by time, and a wrong time or name is said clearly', async () => {
  const { out } = await bramble('logs', '-n', '20')
  const times = out
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(0, 25))
  expect(new Set(out.match(/ pi0\d /g)).size).toBe(4)
  expect(times).toEqual(times.toSorted())
  expect((await bramble('logs', '--since', 'soonish')).err).toContain('--since is "soonish"')
  expect((await bramble('logs', 'pi09')).err).toContain('its nodes: pi01, pi02, pi03, pi04')
  expect((await bramble('logs', '--follow', '--until', 'now')).code).toBe(64)
})

test('--follow tells each new line of every node once, until it is interrupted', async () => {
  const interrupt = new AbortController()
  const told: string[] = []
  let looks = 0
  const nodes = await logs(
    [],
    { boot: 0, lines: 5 },
    {
      config: home.configuration,
      timeoutMilliseconds: 60_000,
      env: { HOME: home.folder, XDG_STATE_HOME: home.folder, PATH: process.env['PATH'] },
      cwd: home.folder,
      signal: interrupt.signal,
      onProgress: () => {},
      own: false,
      follow: true,
      onLines(lines) {
        told.push(...lines.map(({ node, text }) => `${node} ${text}`))
        // A later look sees these two; the one after it sees them within its overlap again.
        if (looks === 0)
          for (const name of ['pi01', 'pi04']) boardNamed(name).say('kernel', 'first wave')
        if (looks === 1) boardNamed('pi01').say('kernel', 'second wave')
        looks += 1
        if (told.includes('pi01 second wave')) interrupt.abort()
      },
    },
  )
  const count = (line: string) => told.filter((one) => one === line).length
  expect(['pi01 first wave', 'pi04 first wave', 'pi01 second wave'].map(count)).toEqual([1, 1, 1])
  expect(nodes.map(({ outcome }) => outcome)).toEqual(Array(4).fill('answered'))
})

test('one node’s lines stay in their order, even where its clock was set back', () => {
  const line = (node: string, second: number): LogLine => ({
    node,
    at: new Date(second * 1000).toISOString(),
    program: 'k3s',
    text: `${node} ${second}`,
  })
  const parts = [[line('a', 5), line('a', 2), line('a', 6)], [], [line('b', 3), line('b', 5)]]
  expect(merged(parts).map(({ text }) => text)).toEqual(['b 3', 'a 5', 'a 2', 'b 5', 'a 6'])
})
