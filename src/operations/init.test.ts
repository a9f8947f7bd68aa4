import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { introductionIn } from '#src/collect/node/introduce.ts'
import type { Init } from '#src/model/init.ts'
import { fingerprintOf, hostKeysIn } from '#src/transport/ssh/known-hosts.ts'
import { type LoopbackSshd, noSshd, startSshd } from '#test/support/sshd.ts'
import { loadConfiguration } from './configuration.ts'
import { candidateIn, namesOf } from './init/candidate.ts'
import { type InitOptions, init, type NewKey } from './init.ts'

/** A port on which nothing listens. */
const dead = '127.0.0.1:1'

describe.skipIf(noSshd !== undefined)('init, with a real sshd', () => {
  let sshd: LoopbackSshd
  let home: string
  let asked: NewKey[]
  let answers: boolean

  beforeAll(async () => {
    sshd = await startSshd()
  })
  afterAll(() => sshd.stop())
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'bramble-init-'))
    mkdirSync(join(home, '.ssh'))
    asked = []
    answers = true
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const options = (addresses: string[], more: Partial<InitOptions> = {}): InitOptions => ({
    addresses,
    settings: {
      user: sshd.target.user,
      port: undefined,
      identityFile: sshd.target.identityFile,
    },
    timeoutMilliseconds: 10_000,
    env: { PATH: process.env['PATH'], HOME: home },
    cwd: home,
    signal: new AbortController().signal,
    questions: {
      chooseHosts: () => Promise.resolve([]),
      acceptKeys(keys) {
        asked.push(...keys)
        return Promise.resolve(answers)
      },
    },
    ...more,
  })
  const here = (name = 'pi01') => `${name}=127.0.0.1:${sshd.port}`
  const hostKey = () => hostKeysIn(`host ${readFileSync(join(sshd.folder, 'host.pub'), 'utf8')}`)[0]
  const inHome = (name: string) => readFileSync(join(home, name), 'utf8')
  const load = () => loadConfiguration({ env: {}, cwd: home, home })
  const outcome = async (one: InitOptions): Promise<Partial<Init> & { code?: string }> =>
    init(one).catch((error: { code: string; message: string }) => ({
      code: error.code,
      notes: [error.message],
    }))

  it('shows the key, pins that key beside the file, and writes what every command can read', async () => {
    const answer = await init(options([here()]))
    const key = hostKey()
    if (!key) throw new Error('no host key')
    expect(asked).toEqual([
      { node: 'pi01', address: '127.0.0.1', type: 'ssh-ed25519', fingerprint: fingerprintOf(key) },
    ])
    expect(answer).toMatchObject({ outcome: 'written', pinned: ['pi01'], cluster: 'home' })
    expect(answer.nodes[0]).toMatchObject({
      role: 'server',
      roleFrom: 'guess',
      root: expect.any(String),
    })
    expect(inHome('known_hosts')).toBe(`[127.0.0.1]:${sshd.port} ssh-ed25519 ${key.key}\n`)
    expect(await load()).toMatchObject({
      ssh: { port: sshd.port, knownHostsFile: join(home, 'known_hosts') },
      nodes: { pi01: { address: '127.0.0.1', role: 'server' } },
    })
    expect(() => inHome('.ssh/known_hosts')).toThrow('ENOENT')
  })

  it('asks nothing a second time, changes nothing, and names what differs with its line', async () => {
    await init(options([here()]))
    const before = [inHome('bramble.yaml'), inHome('known_hosts')]
    asked = []
    expect(await init(options([]))).toMatchObject({ outcome: 'same', pinned: [] })
    const other = await init(options([here('pi09')]))
    expect(other).toMatchObject({ outcome: 'differs' })
    expect(other.differences[0]?.message).toContain('pi09 is not in it')
    expect(other.differences[0]?.place).toMatch(/^bramble\.yaml:\d+:\d+$/)
    expect(asked).toEqual([])
    expect([inHome('bramble.yaml'), inHome('known_hosts')]).toEqual(before)
  })

  it('writes nothing at all where the keys are not accepted', async () => {
    answers = false
    expect(await init(options([here()]))).toMatchObject({ outcome: 'declined', pinned: [] })
    expect(() => inHome('bramble.yaml')).toThrow('ENOENT')
    expect(() => inHome('known_hosts')).toThrow('ENOENT')
  })

  it.each(['.ssh/known_hosts', 'known_hosts'])(
    'refuses a key that is not the one in %s, and asks nobody',
    async (file) => {
      const foreign = readFileSync(join(sshd.folder, 'user.pub'), 'utf8').split(' ')[1]
      writeFileSync(join(home, file), `[127.0.0.1]:${sshd.port} ssh-ed25519 ${foreign}\n`)
      const answer = await outcome(options([here()]))
      expect(answer.code).toBe('host-key-changed')
      expect(answer.notes?.[0]).toContain(file)
      expect(asked).toEqual([])
      expect(() => inHome('bramble.yaml')).toThrow('ENOENT')
    },
  )

  it('takes a key that ~/.ssh/known_hosts has, hashed or not, without a question', async () => {
    appendFileSync(join(home, '.ssh/known_hosts'), readFileSync(join(sshd.folder, 'known')))
    const answer = await init(options([here()]))
    expect(answer.nodes[0]?.hostKey?.state).toBe('known')
    expect(asked).toEqual([])
  })

  it('refuses one host key under two addresses', async () => {
    const answer = await outcome(options([here(), `pi02=localhost:${sshd.port}`]))
    expect(answer.code).toBe('init-same-node')
    expect(answer.notes?.[0]).toMatch(/pi01 .* and pi02 .* have one host key/)
  })

  it('refuses one machine-id behind two host keys', async () => {
    const second = await startSshd()
    try {
      appendFileSync(join(second.folder, 'authorized'), readFileSync(join(sshd.folder, 'user.pub')))
      const answer = await outcome(options([here(), `pi02=127.0.0.1:${second.port}`]))
      expect(answer.code).toBe('init-same-node')
      expect(answer.notes?.[0]).toContain('machine-id')
      expect(() => inHome('bramble.yaml')).toThrow('ENOENT')
    } finally {
      await second.stop()
    }
  })

  it('writes a silent node down, unpinned, and says why it was not seen', async () => {
    const answer = await init(options([here(), `pi02=${dead}`]))
    expect(answer).toMatchObject({ outcome: 'written', pinned: ['pi01'] })
    expect(answer.nodes[1]).toMatchObject({ name: 'pi02', role: 'agent' })
    expect(answer.nodes[1]?.problem).toContain('refuses ssh')
    expect(inHome('bramble.yaml')).toMatch(/pi02: .*# did not answer/)
    expect(await load()).toMatchObject({
      nodes: { pi02: { address: '127.0.0.1', ssh: { port: 1 } } },
    })
  })

  it('says that a login is refused, and pins the key all the same', async () => {
    const settings = { user: 'nobody-here', port: undefined, identityFile: undefined }
    const answer = await init(options([here()], { settings }))
    expect(answer.nodes[0]?.problem).toContain('refuses the login')
    expect(answer.pinned).toEqual(['pi01'])
  })

  it('writes nothing where nobody answers', async () => {
    expect((await outcome(options([`pi01=${dead}`]))).code).toBe('init-nobody-answered')
    expect(() => inHome('bramble.yaml')).toThrow('ENOENT')
  })

  it('lets ~/.ssh/config say how a Host is reached', async () => {
    const { identityFile, user } = sshd.target
    writeFileSync(
      join(home, '.ssh/config'),
      `Host pi01 *.lan\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User ${user}\n  IdentityFile ${identityFile}\n`,
    )
    const settings = { user: undefined, port: undefined, identityFile: undefined }
    const offered: unknown[] = []
    const chooseHosts: InitOptions['questions']['chooseHosts'] = (hosts) => {
      offered.push(...hosts)
      return Promise.resolve(['pi01'])
    }
    const questions = { ...options([]).questions, chooseHosts }
    const answer = await init(options([], { settings, questions }))
    expect(offered).toEqual([{ host: 'pi01', address: '127.0.0.1' }])
    expect(answer.nodes[0]?.problem).toBeUndefined()
    expect(answer.notes[0]).toContain('no kubeconfig')
    expect(await load()).toMatchObject({
      ssh: { user, port: sshd.port, identityFile },
      nodes: { pi01: { address: '127.0.0.1' } },
    })
  })

  it('refuses to start without nodes, and where nothing can be written', async () => {
    expect((await outcome(options([]))).code).toBe('init-no-nodes')
    const config = join(home, 'nowhere', 'bramble.yaml')
    expect((await outcome(options([here()], { config }))).code).toBe('init-unwritable')
    // Nobody may write there, root neither.
    expect((await outcome(options([here()], { config: '/proc/bramble.yaml' }))).code).toBe(
      'init-unwritable',
    )
    expect((await outcome(options([here()], { kubeconfig: join(home, 'none') }))).code).toBe(
      'kubeconfig-missing',
    )
  })
})

describe('what init is told', () => {
  it.each([
    ['pi01=10.0.0.11', { name: 'pi01', address: '10.0.0.11' }],
    ['10.0.0.11:2222', { address: '10.0.0.11', port: 2222 }],
    ['pi01=[fd00::11]:2222', { name: 'pi01', address: 'fd00::11', port: 2222 }],
    ['fd00::11', { address: 'fd00::11' }],
    ['pi01.home.arpa', { address: 'pi01.home.arpa' }],
  ])('reads %s', (word, candidate) => expect(candidateIn(word)).toEqual(candidate))

  it.each([
    '',
    'pi01=',
    '=10.0.0.11',
    '-oProxyCommand=x',
    'pi01=-x',
    'Pi 1=10.0.0.1',
    '10.0.0.1:0',
    '10.0.0.1:99999',
    'a\nb',
  ])('takes %j for no node', (word) => expect(() => candidateIn(word)).toThrow(/is no node/))

  it('names a node as its reader does, then as it calls itself, then by its address', () => {
    const all = [{ name: 'pi01', address: 'a' }, { address: 'b' }, { address: '10.0.0.3' }]
    expect(namesOf(all, ['raspberrypi', 'pi02', undefined])).toEqual([
      'pi01',
      'pi02',
      'node-10-0-0-3',
    ])
    expect(() => namesOf([{ address: 'a' }, { address: 'b' }], ['pi', 'pi'])).toThrow(
      /a and b both/,
    )
  })

  it('believes of a greeting only what is an answer', () => {
    const greeting = 'Welcome\nroot is not here\nhostname a b\nrole \u001b[31mserver\nmachine 12\n'
    expect(introductionIn(greeting).failure?.kind).toBe('cut')
    const answer = introductionIn(
      `${greeting}hostname Pi01\nuser pi\nrole agent\nroot reading\nthat is all\n`,
    )
    expect(answer).toEqual({ hostname: 'pi01', user: 'pi', role: 'agent', root: 'reading' })
  })
})
