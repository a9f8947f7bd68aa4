import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configurationJsonSchema } from '#src/model/config.ts'
import { parseDuration } from '#src/model/duration.ts'
import { BrambleError } from '#src/model/error.ts'
import { anyText } from '#test/support/any-text.ts'
import { nearest } from './configuration/nearest.ts'
import { type ConfigurationChoice, loadConfiguration } from './configuration.ts'

const example = new URL('../../examples/bramble.yaml', import.meta.url)
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bramble-configuration-'))
})
afterAll(() => rm(folder, { recursive: true }))

let folders = 0
async function place(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  folders += 1
  const cwd = join(folder, String(folders))
  await mkdir(cwd)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), content)
  }
  return cwd
}

async function load(content: string | Uint8Array, choice: Partial<ConfigurationChoice> = {}) {
  const cwd = await place({ 'bramble.yaml': content })
  return loadConfiguration({ env: {}, cwd, home: join(cwd, 'home'), ...choice })
}

async function flaw(content: string | Uint8Array): Promise<BrambleError> {
  const error: unknown = await load(content).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof BrambleError) return error
  throw new Error('it was accepted, or failed otherwise', { cause: error })
}

describe('finds the file', () => {
  const files = {
    'here/bramble.yaml': 'cluster: here',
    'named.yaml': 'cluster: named',
    'variable.yaml': 'cluster: variable',
    'home/.config/bramble/bramble.yaml': 'cluster: home',
    'xdg/bramble/bramble.yaml': 'cluster: xdg',
    'home/tilde.yaml': 'cluster: tilde',
  }
  test.each([
    ['--config', 'named', { path: '../named.yaml', env: { BRAMBLE_CONFIG: '../variable.yaml' } }],
    ['--config in the home folder', 'tilde', { path: '~/tilde.yaml' }],
    ['BRAMBLE_CONFIG', 'variable', { env: { BRAMBLE_CONFIG: '../variable.yaml' } }],
    ['the working folder', 'here', { env: { XDG_CONFIG_HOME: 'ROOT/xdg' } }],
    ['the XDG folder', 'xdg', { cwd: 'xdg', env: { XDG_CONFIG_HOME: 'ROOT/xdg' } }],
    ['the home folder', 'home', { cwd: 'xdg' }],
    [
      'the home folder where XDG names a relative one',
      'home',
      { cwd: 'xdg', env: { XDG_CONFIG_HOME: 'xdg' } },
    ],
  ] as const)(
    '%s',
    async (_, cluster, {
      cwd = 'here',
      env = {},
      ...choice
    }: { cwd?: string; env?: object; path?: string }) => {
      const root = await place(files)
      const placed = Object.entries(env).map(([name, value]) => [
        name,
        String(value).replace('ROOT', root),
      ])
      const read = await loadConfiguration({
        ...choice,
        cwd: join(root, cwd),
        home: join(root, 'home'),
        env: Object.fromEntries(placed),
      })
      expect(read?.cluster).toBe(cluster)
    },
  )

  test('none is no error', async () => {
    const cwd = await place({})
    expect(await loadConfiguration({ cwd, home: cwd, env: {} })).toBeUndefined()
  })

  test('one that is named has to exist', async () => {
    const cwd = await place({})
    await expect(
      loadConfiguration({ cwd, home: cwd, env: {}, path: 'none.yaml' }),
    ).rejects.toMatchObject({ code: 'configuration-missing', kind: 'usage' })
  })

  test('one that a variable names may have ended before its terminal', async () => {
    const cwd = await place({})
    const env = { BRAMBLE_CONFIG: join(cwd, 'gone/bramble.yaml') }
    await expect(loadConfiguration({ cwd, home: cwd, env })).rejects.toMatchObject({
      code: 'configuration-missing',
      message: expect.stringContaining('which BRAMBLE_CONFIG names'),
      next: expect.stringContaining('a new terminal'),
    })
  })
})

test('an empty file, and one of comments, hold the defaults', async () => {
  for (const content of ['', '# nothing\n'])
    expect(await load(content)).toMatchObject({
      nodes: {},
      switches: {},
      approvals: { risk: { safe: 'none', disruptive: 'ask', destructive: 'ask-twice' } },
    })
})

test('paths are relative to the file, ~ is the home folder', async () => {
  const cwd = await place({
    'sub/bramble.yaml': [
      'kubeconfig: ~/.kube/config',
      'ssh: { identityFile: keys/id, knownHostsFile: /etc/known }',
      'nodes: { pi01: { address: a, role: agent, ssh: { identityFile: ../id } } }',
      'switches:',
      '  s: { snmp: { address: a, community: { file: community } } }',
      '  h: { homeAssistant: { url: "http://x", token: { file: ~/token } } }',
    ].join('\n'),
  })
  const read = await loadConfiguration({ cwd, home: '/home/pi', env: {}, path: 'sub/bramble.yaml' })
  expect(read).toMatchObject({
    kubeconfig: '/home/pi/.kube/config',
    ssh: { identityFile: join(cwd, 'sub/keys/id'), knownHostsFile: '/etc/known' },
    nodes: { pi01: { ssh: { identityFile: join(cwd, 'id') } } },
    switches: {
      s: { snmp: { community: { file: join(cwd, 'sub/community') } } },
      h: { homeAssistant: { token: { file: '/home/pi/token' } } },
    },
  })
})

describe('says where a flaw stands, what is there, what was expected, and how it would be right', () => {
  test.each([
    [
      'nodes:\n  pi03: { address: 10.0.0.13, role: worker }\n',
      'bramble.yaml:2:37  nodes.pi03.role is "worker"; expected server or agent, for example\n  pi03: { address: 10.0.0.13, role: agent }',
    ],
    [
      'clutser: home\n',
      'bramble.yaml:1:1  clutser is no field; did you mean cluster?, for example\n  cluster: home',
    ],
    [
      'ssh:\n  port: "22"\n',
      'bramble.yaml:2:9  ssh.port is "22"; expected a port from 1 to 65535, for example\n  port: 22',
    ],
    [
      'longhorn: { replicas: 0 }\n',
      'bramble.yaml:1:23  longhorn.replicas is 0; expected a number of copies from 1 to 20, for example\n  replicas: 2',
    ],
    [
      'nodes:\n  pi01:\n    role: server\n',
      'bramble.yaml:3:5  nodes.pi01.address is missing; expected an IP address or a host name, for example\n  pi01: { role: server, address: 10.0.0.11 }',
    ],
    [
      'nodes:\n  - pi01\n',
      'bramble.yaml:2:3  nodes is a list; expected nodes by name, for example\n  nodes: { pi01: { address: 10.0.0.11, role: server } }',
    ],
    [
      'nodes:\n  Pi_1: { address: a, role: agent }\n',
      'bramble.yaml:2:3  nodes holds the name "Pi_1"; expected a node name of lower-case letters, digits, "-" and ".", for example\n  pi01: { address: 10.0.0.11, role: server }',
    ],
    [
      'approvals:\n  goals:\n    update oss: { approval: ask }\n',
      'bramble.yaml:3:5  approvals.goals.update oss is no field; did you mean update os?',
    ],
    [
      'approvals:\n  goals:\n    reboot: { window: "02:00-05:00" }\n',
      'bramble.yaml:3:13  approvals.goals.reboot is a map; expected window and inWindow together',
    ],
    [
      'k3s: { datastore: mysql }\n',
      'bramble.yaml:1:19  k3s.datastore is "mysql"; expected sqlite or etcd, for example\n  datastore: sqlite',
    ],
    [
      'monitoring:\n  size: ten\n',
      'bramble.yaml:2:9  monitoring.size is "ten"; expected a size such as 10Gi, for example\n  size: "10Gi"',
    ],
    [
      'nodes:\n  a: { address: 10.0.0.1, role: agent, taints: [busy] }\n',
      'bramble.yaml:2:49  nodes.a.taints.0 is "busy"; expected a taint as kubectl writes it, for example\n  node-role.kubernetes.io/control-plane:NoSchedule',
    ],
    [
      'artifacts: ./artifacts\n',
      'bramble.yaml:1:12  artifacts is "./artifacts"; expected what nodes get without the internet, for example\n  artifacts: { folder: artifacts }',
    ],
    [
      'switches:\n  s: { never: [1] }\n',
      'bramble.yaml:2:6  switches.s is a map; expected exactly one of snmp, unifi, shelly, tasmota, homeAssistant, command and person',
    ],
    [
      'nodes:\n  a: { address: 10.0.0.1, role: agent }\n  b: { address: 10.0.0.1, role: agent }\n',
      'bramble.yaml:3:17  nodes.b.address is 10.0.0.1, which is the address of a too; expected one of its own',
    ],
    [
      'nodes:\n  a: { address: a.lan, role: agent, nodeIp: 10.0.0.1 }\n  b: { address: b.lan, role: agent, nodeIp: 10.0.0.1 }\n',
      'bramble.yaml:3:45  nodes.b.nodeIp is 10.0.0.1, which is that of a too; expected one of its own',
    ],
    [
      'nodes:\n  a: { address: b, role: agent, power: { switch: closte } }\nswitches: { closet: { shelly: { address: x } } }\n',
      'bramble.yaml:2:50  nodes.a.power.switch is "closte"; expected a name under switches: closet',
    ],
    [
      'nodes:\n  a: { address: b, role: agent, power: { switch: s } }\nswitches: { s: { snmp: { address: x, community: { env: C } } } }\n',
      'bramble.yaml:2:40  nodes.a.power.port is missing; expected the one that feeds a, for example\n  port: 1',
    ],
    [
      'nodes:\n  a: { address: b, role: agent, power: { switch: s, port: 1 } }\nswitches: { s: { homeAssistant: { url: "http://x", token: { env: T } } } }\n',
      'bramble.yaml:2:40  nodes.a.power.entity is missing; expected the one that feeds a, for example\n  entity: switch.a',
    ],
    [
      'switches:\n  s: { snmp: { address: x, community: { env: C }, user: u } }\n',
      'bramble.yaml:2:14  switches.s.snmp is a map; expected either community (v2c) or user and authentication (v3)',
    ],
    [
      'switches:\n  s: { command: { off: "uhubctl -a off", on: [uhubctl] } }\n',
      'bramble.yaml:2:24  switches.s.command.off is "uhubctl -a off"; expected a program and its arguments',
    ],
    [
      'nodes:\n  a: { address: b, role: agent, power: { switch: s, port: 8 } }\nswitches: { s: { shelly: { address: x }, never: [8] } }\n',
      'bramble.yaml:2:59  nodes.a.power.port is 8, which switches.s.never forbids; expected another port',
    ],
  ])('%j', async (content, message) => {
    const error = await flaw(content)
    expect(error).toMatchObject({ code: 'configuration-invalid', kind: 'usage' })
    expect(error.message.slice(0, message.length)).toBe(message)
  })

  test.each([
    ['a: 1\na: 2\n', 2, 1, 'a key that stands twice'],
    ['ssh:\n\tuser: pi\n', 2, 1, ''],
    ['ssh: { user: pi\ncluster: x\n', 2, 1, ''],
    ['cluster: *name\n', 1, 10, 'an alias'],
    ['cluster: a\n---\ncluster: b\n', 2, 1, 'a second document'],
    ['cluster: "home\n', 2, 1, 'not closed'],
  ])('YAML that is none: %j', async (content, line, column, words) => {
    const error = await flaw(content)
    expect(error.code).toBe('configuration-malformed')
    expect(error.message).toContain(`bramble.yaml:${line}:${column}  there is`)
    expect(error.message).toContain(words)
  })

  test('several flaws in the order of the file, a bounded number of them', async () => {
    const content = Array.from({ length: 9 }, (_, place) => `wrong${place}: 1`).join('\n')
    const { message } = await flaw(content)
    expect([...message.matchAll(/yaml:(\d)/g)].map(([, line]) => line)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ])
    expect(message).toContain('and 4 more')
  })

  test('a file that is not UTF-8', async () => {
    const error = await flaw(Buffer.from('cluster: home\n# caf\xe9\n', 'latin1'))
    expect(error.message).toBe('bramble.yaml:2:6  the file is not UTF-8.')
  })

  test('aliases that expand to gigabytes', async () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
        : `a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`,
    )
    expect((await flaw(levels.join('\n'))).message).toContain('expand too often')
  })

  test('a file that is far too large, without reading it', async () => {
    const cwd = await place({ 'bramble.yaml': '' })
    await truncate(join(cwd, 'bramble.yaml'), 1024 ** 3)
    await expect(loadConfiguration({ cwd, home: cwd, env: {} })).rejects.toMatchObject({
      code: 'configuration-unreadable',
      message: expect.stringContaining('larger than 1 MB'),
    })
  })

  test('a folder', async () => {
    const cwd = await place({ 'bramble.yaml/x': '' })
    await expect(loadConfiguration({ cwd, home: cwd, env: {} })).rejects.toMatchObject({
      code: 'configuration-unreadable',
    })
  })
})

describe('never shows a secret', () => {
  const secret = 'Tr0ub4dor-and-3'
  test.each([
    `switches: { s: { snmp: { address: a, community: ${secret} } } }`,
    `switches: { s: { snmp: { address: a, community: [${secret}] } } }`,
    `switches: { s: { snmp: { address: a, community: { env: ${secret}, x: 1 } } } }`,
    `switches: { s: { shelly: { address: 5, password: ${secret} } } }`,
    `k3s: { token: ${secret} }`,
    `nodes: { a: { address: 1.2.3.4, role: x, password: ${secret} } }`,
    `nodes: { a: { address: "http://pi:${secret}@x/", role: agent } }`,
    `ssh: { password: ${secret} }`,
    `password: "${secret}`,
    `password: ${secret}\n  x: 1`,
    `k3s: { token: "${secret}\n`,
  ])('%s', async (content) => {
    const error = await flaw(content)
    expect(`${error.message} ${error.next}`).not.toContain(secret)
  })

  test('and says how to name it', async () => {
    const { message } = await flaw('switches: { s: { snmp: { address: a, community: public } } }')
    expect(message).toBe(
      'bramble.yaml:1:49  switches.s.snmp.community is a value, and secrets never stand in this file; expected one of env, file and command, for example\n  community: { env: COMMUNITY }',
    )
  })
})

test('any file is read or refused, never a defect', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 100 }),
        anyText(),
        fc.json(),
        fc.json().map((json) => `nodes: ${json}`),
        fc.json().map((json) => `switches: { s: { snmp: ${json} } }`),
        fc.nat(2000).map((cut) => readFileSync(example, 'utf8').slice(0, -cut)),
      ),
      async (content) => {
        await load(content).catch((error: unknown) =>
          expect(error).toMatchObject({ kind: 'usage' }),
        )
      },
    ),
    { numRuns: 100 },
  )
})

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | false
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

/** The few words of JSON Schema that ours uses, read independently of the library that wrote it. */
function fits(schema: JsonSchema, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => fits(one, value))
  if (schema.enum && !schema.enum.includes(value)) return false
  if (schema.pattern && !new RegExp(schema.pattern, 'u').test(String(value))) return false
  if (schema.type === 'string') return typeof value === 'string'
  if (schema.type === 'integer') return Number.isInteger(value)
  if (schema.type === 'boolean') return typeof value === 'boolean'
  return schema.type === 'array' ? fitsArray(schema, value) : fitsObject(schema, value)
}

function fitsArray(schema: JsonSchema, value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => fits(schema.items ?? {}, item))
}

function fitsObject(schema: JsonSchema, value: unknown): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  if (schema.required?.some((key) => !(key in value))) return false
  return Object.entries(value).every(([key, inner]) => {
    const own = schema.properties?.[key] ?? schema.additionalProperties
    return own !== undefined && own !== false && fits(own, inner)
  })
}

/** Paths of all fields; a star stands for a free name. */
function fieldsOf(schema: JsonSchema, path = ''): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
    `${path}.${key}`,
    ...fieldsOf(inner, `${path}.${key}`),
  ])
  const free = schema.additionalProperties ? fieldsOf(schema.additionalProperties, `${path}.*`) : []
  // Alternatives share a path: each of them has to be shown somewhere.
  return [...own, ...free]
}

describe('the annotated example', () => {
  const text = readFileSync(example, 'utf8')
  const schema = configurationJsonSchema() as JsonSchema

  test('is read', async () => {
    const read = await loadConfiguration({
      path: example.pathname,
      env: {},
      cwd: '/',
      home: '/root',
    })
    expect(Object.keys(read?.nodes ?? {})).toEqual(['pi01', 'pi02', 'pi03', 'pi04'])
  })

  test('fits the JSON Schema, and a wrong one does not', () => {
    const value = parse(text) as Record<string, unknown>
    expect(fits(schema, value)).toBe(true)
    expect(fits(schema, { ...value, clutser: 1 })).toBe(false)
    expect(fits(schema, { ...value, nodes: { a: { address: 'x', role: 'worker' } } })).toBe(false)
    expect(fits(schema, { ...value, k3s: { token: 'x' } })).toBe(false)
    expect(fits(schema, { nodes: { a: { address: 'x' } } })).toBe(false)
    expect(fits(schema, {})).toBe(true)
  })

  test('shows every field, and all three ways to name a secret', () => {
    const value: unknown = parse(text)
    const shown = new Set<string>()
    const walk = (part: unknown, paths: readonly string[]): void => {
      if (part === null || typeof part !== 'object' || Array.isArray(part)) return
      for (const [key, inner] of Object.entries(part)) {
        const next = paths.flatMap((path) => [`${path}.${key}`, `${path}.*`])
        for (const path of next) shown.add(path)
        walk(inner, next)
      }
    }
    walk(value, [''])
    const fields = fieldsOf(schema)
    expect(fields.length).toBeGreaterThan(40)
    // All goals have the same fields, and a node's ssh those of ssh: shown once.
    const missing = fields.filter(
      (field) =>
        !shown.has(field) && !/^\.(?:approvals\.goals\.[^.]+|nodes\.\*\.ssh\.)/.test(field),
    )
    expect(missing).toEqual([])
    for (const way of ['env:', 'file:', 'command:']) expect(text).toContain(way)
    for (const part of ['approval:', 'window:', 'inWindow:']) expect(text).toContain(part)
  })

  test('explains itself: most lines that hold a field stand under words', () => {
    expect(text.split('\n').filter((line) => line.includes('#')).length).toBeGreaterThan(20)
  })
})

test.each([
  ['500ms', 500],
  ['5s', 5000],
  ['2m', 120_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
  ['5', undefined],
  ['-5s', undefined],
  ['5 s', undefined],
  ['', undefined],
  ['5sec', undefined],
  ['1e9s', undefined],
])('the duration %j is %s milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each([
  ['rol', ['address', 'role'], 'role'],
  ['ROLE', ['address', 'role'], 'role'],
  ['adress', ['address', 'role'], 'address'],
  ['zzz', ['address', 'role'], undefined],
  ['x'.repeat(10_000), ['address'], undefined],
])('nearest to %s', (word, names, meant) => expect(nearest(word, names)).toBe(meant))
