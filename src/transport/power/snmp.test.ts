import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSnmp, type SnmpAccess } from './snmp.ts'

/** Debian's own snmpd; without it there is nobody who speaks the protocol as a switch does. */
const hasSnmpd = spawnSync('snmpd', ['-v'], { stdio: 'ignore' }).status === 0
const never = new AbortController().signal
const options = { timeoutMilliseconds: 2000, signal: never }
const root = fileURLToPath(new URL('../../..', import.meta.url))

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}

const v3 = {
  user: 'bramble',
  authentication: 'authpass-hunter2',
  authenticationProtocol: 'sha',
  privacy: 'privpass-hunter2',
  privacyProtocol: 'aes',
} as const

describe.skipIf(!hasSnmpd)('a PoE switch by SNMP (needs snmpd: apt install snmpd)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-snmp-'))
  const ports = join(folder, 'ports')
  let agent: ChildProcess | undefined
  let udpPort = 0

  const door = (access: Partial<SnmpAccess> = {}) =>
    openSnmp({
      ...{ name: 'closet port 1', address: '127.0.0.1', udpPort, group: 1, port: 1 },
      login: { community: 'private' },
      ...access,
    })
  const settings = () => readFileSync(ports, 'utf8')

  beforeAll(async () => {
    udpPort = await freePort()
    writeFileSync(ports, '1 1 1')
    const table = join(root, 'test/support/poe-ports.ts')
    const conf = join(folder, 'snmpd.conf')
    const users = [
      `createUser bramble SHA ${v3.authentication} AES ${v3.privacy}`,
      `createUser plain SHA-256 ${v3.authentication}`,
      'rwuser bramble priv',
      'rwuser plain auth',
    ]
    writeFileSync(
      conf,
      [
        ...[`agentaddress udp:127.0.0.1:${udpPort}`, 'rocommunity public', 'rwcommunity private'],
        ...users,
        `pass_persist .1.3.6.1.2.1.105 ${process.execPath} ${table} ${ports}`,
        '',
      ].join('\n'),
    )
    agent = spawn('snmpd', ['-C', '-c', conf, '-f', '-Lf', join(folder, 'log'), '-I', '-ifTable'], {
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
      stdio: 'ignore',
    })
    // It needs a moment to listen, and its first question starts the program behind it.
    for (let look = 0; look < 40; look += 1) {
      const { state } = await door().state({ ...options, timeoutMilliseconds: 1000 })
      if (state?.outlet === 'on') return
    }
    throw new Error(`snmpd does not answer: ${readFileSync(join(folder, 'log'), 'utf8')}`)
  }, 60_000)

  afterAll(async () => {
    if (agent) {
      const gone = new Promise((resolve) => agent?.once('exit', resolve))
      agent.kill()
      await gone
    }
    rmSync(folder, { recursive: true, force: true })
  })

  beforeEach(() => writeFileSync(ports, '1 1 1'))

  test.each<[string, SnmpAccess['login']]>([
    ['v2c', { community: 'private' }],
    ['v3 with SHA and AES', v3],
    [
      'v3 with SHA-256 and no privacy',
      { ...v3, user: 'plain', authenticationProtocol: 'sha256', privacy: undefined },
    ],
  ])('goes off and on by %s, and the port tells whether power flows', async (_, login) => {
    const port = door({ login })
    expect(await port.state(options)).toEqual({
      state: {
        outlet: 'on',
        flows: 'yes',
        words: 'on, deliveringPower',
        counters: { pethPsePortOverLoadCounter: 10 },
      },
    })
    expect(await port.off(options)).toBeUndefined()
    expect(settings()).toBe('2 1 1')
    expect(await port.state(options)).toMatchObject({ state: { outlet: 'off', flows: 'no' } })
    expect(await port.on(options)).toBeUndefined()
    expect(settings()).toBe('1 1 1')
  })

  test('says off while power flows on: the port did not fall', async () => {
    const port = door({ port: 2 })
    expect(await port.off(options)).toBeUndefined()
    expect(settings()).toBe('1 2 1')
    expect(await port.state(options)).toMatchObject({
      state: { outlet: 'off', flows: 'yes', words: 'off, deliveringPower' },
    })
  })

  test.each<[string, Partial<SnmpAccess>, string]>([
    ['a community that may only read', { login: { community: 'public' } }, 'denied'],
    ['another user', { login: { ...v3, user: 'nobody' } }, 'denied'],
    ['a wrong passphrase', { login: { ...v3, authentication: 'hunter2-hunter3' } }, 'denied'],
    ['a port that is not there', { port: 77 }, 'unknown-outlet'],
    ['a group that is not there', { group: 9 }, 'unknown-outlet'],
  ])('refuses %s, and nothing is switched', async (_, access, kind) => {
    const failure = await door(access).off(options)
    expect(failure?.kind).toBe(kind)
    expect(JSON.stringify(failure)).not.toMatch(/hunter|public/)
    expect(settings()).toBe('1 1 1')
  })

  test('reading a port that is not there is no port that is off', async () => {
    expect((await door({ port: 77 }).state(options)).failure?.kind).toBe('unknown-outlet')
  })

  test('a wrong community is answered by nobody: the limit ends it and says so', async () => {
    const port = door({ login: { community: 'hunter2' } })
    const { failure } = await port.state({ ...options, timeoutMilliseconds: 400 })
    expect(failure).toMatchObject({
      kind: 'timeout',
      reason: 'no answer within 0.4 s; a wrong community gets none, either',
    })
  })

  test('a wrong privacy passphrase is no password of this switch', async () => {
    const port = door({ login: { ...v3, privacy: 'hunter2-hunter3' } })
    const { failure } = await port.state({ ...options, timeoutMilliseconds: 1000 })
    // RFC 3414 lets a switch report it or stay silent.
    expect(['denied', 'timeout']).toContain(failure?.kind)
  })

  test('a stop ends a question under way', async () => {
    const stop = new AbortController()
    const asked = door({ login: { community: 'hunter2' } }).state({
      timeoutMilliseconds: 60_000,
      signal: stop.signal,
    })
    stop.abort()
    expect((await asked).failure?.kind).toBe('aborted')
  })
})

test('a packet that is none is passed over, and silence ends at the limit', async () => {
  const socket = createSocket('udp4')
  socket.on('message', (_, from) => socket.send('garbage', from.port, from.address))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const port = openSnmp({
    ...{ name: 'closet port 1', address: '127.0.0.1', udpPort: socket.address().port },
    ...{ login: { community: 'c' }, group: 1, port: 1 },
  })
  expect((await port.state({ ...options, timeoutMilliseconds: 300 })).failure?.kind).toBe('timeout')
  await new Promise<void>((resolve) => socket.close(() => resolve()))
})
