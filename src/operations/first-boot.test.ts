import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { withKernelWords } from '#src/model/kernel-command-line.ts'
import { kernelWordsProgram } from './first-boot/kernel-words.ts'
import type { Asked } from './first-boot/read-wishes.ts'
import { type FirstBootOptions, firstBoot } from './first-boot.ts'

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7lYWVtYnJhbWJsZWJyYW1ibGVicmFtYmxlYnJh me@desk'
const hash = '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7'
const line = 'console=tty1 root=PARTUUID=1-02 rootfstype=ext4 rootwait'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bramble-first-boot-'))
  mkdirSync(join(home, '.ssh'))
  writeFileSync(join(home, '.ssh/id_ed25519.pub'), `${key}\n`)
  writeFileSync(join(home, 'hash'), `${hash}\n`)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const options = (asked: Partial<Asked> = {}, more: Partial<FirstBootOptions> = {}) => ({
  folder: 'cards',
  addresses: ['pi01=10.0.0.11'],
  asked: {
    ...{ system: undefined, user: undefined, publicKey: undefined, sudo: undefined },
    ...{ passwordHash: undefined, gateway: undefined, dns: undefined, timeZone: 'Europe/Zurich' },
    ...asked,
  },
  env: { HOME: home },
  cwd: home,
  ...more,
})
const write = (asked: Partial<Asked> = {}, more: Partial<FirstBootOptions> = {}) =>
  firstBoot(options(asked, more))
const code = async (asked: Partial<Asked> = {}, more: Partial<FirstBootOptions> = {}) =>
  write(asked, more).then(
    () => 'written',
    (error: { code: string }) => error.code,
  )
const read = (name: string) => readFileSync(join(home, name), 'utf8')

describe('what a blank card gets', () => {
  it('is a user with the key, sudo, a name, a persistent journal and sshd for Raspberry Pi OS', async () => {
    const answer = await write()
    expect(answer.nodes[0]?.files.map(({ name }) => name)).toEqual([
      'user-data',
      'network-config',
      'meta-data',
    ])
    expect(parse(read('cards/pi01/user-data'))).toMatchObject({
      hostname: 'pi01',
      timezone: 'Europe/Zurich',
      enable_ssh: true,
      ssh_pwauth: false,
      users: [
        {
          name: 'pi',
          lock_passwd: true,
          sudo: 'ALL=(ALL) NOPASSWD:ALL',
          ssh_authorized_keys: [key],
        },
      ],
      write_files: [
        { path: '/etc/systemd/journald.conf.d/90-persistent.conf', permissions: '0644' },
      ],
      power_state: { mode: 'reboot', condition: 'test -e /run/bramble-reboot' },
    })
    expect(parse(read('cards/pi01/user-data')).write_files[0].content).toContain(
      '[Journal]\nStorage=persistent\nSystemMaxUse=200M\n',
    )
    expect(parse(read('cards/pi01/network-config'))).toEqual({
      network: { version: 2, ethernets: { eth0: { dhcp4: true } } },
    })
    expect(parse(read('cards/pi01/meta-data'))).toEqual({
      'instance-id': 'bramble-pi01',
      'local-hostname': 'pi01',
    })
  })

  it('says sshd to Raspberry Pi OS only, and gives each node its own address where it is fixed', async () => {
    await write(
      { system: 'ubuntu', gateway: '10.0.0.1/24', dns: '10.0.0.2,1.1.1.1' },
      { addresses: ['pi01=10.0.0.11', 'pi02=10.0.0.12'] },
    )
    expect(parse(read('cards/pi02/user-data'))).not.toHaveProperty('enable_ssh')
    expect(parse(read('cards/pi02/network-config')).network.ethernets.eth0).toEqual({
      dhcp4: false,
      addresses: ['10.0.0.12/24'],
      routes: [{ to: 'default', via: '10.0.0.1' }],
      nameservers: { addresses: ['10.0.0.2', '1.1.1.1'] },
    })
  })

  it('lets a user with a password read without one, and no more', async () => {
    await write({ sudo: 'reading', passwordHash: join(home, 'hash') })
    const { users, write_files: files } = parse(read('cards/pi01/user-data'))
    expect(users[0]).toMatchObject({ lock_passwd: false, passwd: hash })
    expect(users[0]).not.toHaveProperty('sudo')
    expect(files[1]).toMatchObject({ path: '/etc/sudoers.d/bramble', permissions: '0440' })
    expect(files[1].content).toContain('pi ALL=(root) NOPASSWD: ')
  })

  it('is custom.toml for Bookworm, with what it cannot say in notes', async () => {
    const { notes, nodes } = await write({ system: 'raspios-bookworm' })
    expect(nodes[0]?.files.map(({ name }) => name)).toEqual(['custom.toml'])
    const python = spawnSync(
      'python3',
      ['-c', 'import json,sys,tomllib; print(json.dumps(tomllib.load(sys.stdin.buffer)))'],
      { input: read('cards/pi01/custom.toml'), encoding: 'utf8' },
    )
    if (python.status === 0)
      expect(JSON.parse(python.stdout)).toEqual({
        config_version: 1,
        system: { hostname: 'pi01' },
        user: { name: 'pi' },
        ssh: { enabled: true, password_authentication: false, authorized_keys: [key] },
        locale: { timezone: 'Europe/Zurich' },
      })
    expect(read('cards/pi01/custom.toml')).toContain('hostname = "pi01"')
    expect(notes.join(' ')).toContain('cgroup_enable=memory and psi=1')
  })
})

const noCloudInit =
  spawnSync('cloud-init', ['--version']).error === undefined
    ? undefined
    : 'needs cloud-init (Debian package cloud-init)'

describe.skipIf(noCloudInit !== undefined)(`cloud-init's own schema`, () => {
  const verdict = (file: string) => {
    const { stdout, stderr, status } = spawnSync('cloud-init', ['schema', '-c', file], {
      encoding: 'utf8',
    })
    return status === 0 ? 'valid' : `${stdout}${stderr}`
  }

  it.each([
    [{}],
    [{ system: 'ubuntu' }],
    [{ sudo: 'reading', passwordHash: 'hash' }],
    [{ user: 'n_o-1', timeZone: 'America/Argentina/Buenos_Aires' }],
  ])('takes user-data of %j', async (asked) => {
    const { passwordHash } = asked as Partial<Asked>
    await write({ ...asked, ...(passwordHash && { passwordHash: join(home, passwordHash) }) })
    expect(verdict(join(home, 'cards/pi01/user-data'))).toBe('valid')
  })

  it('refuses what is not as it should be', () => {
    writeFileSync(join(home, 'wrong'), '#cloud-config\nusers: 5\n')
    expect(verdict(join(home, 'wrong'))).toContain('users')
  })
})

describe('a mounted boot partition', () => {
  beforeEach(() => {
    mkdirSync(join(home, 'bootfs'))
    writeFileSync(join(home, 'bootfs/cmdline.txt'), `${line}\n`)
    writeFileSync(join(home, 'bootfs/user-data'), '#cloud-config\n')
  })
  const partition = { folder: 'bootfs' }

  it('gets the files and the kernel words, and keeps what stood there', async () => {
    const answer = await write({}, partition)
    expect(read('bootfs/cmdline.txt')).toBe(`${line} cgroup_enable=memory psi=1\n`)
    expect(read('bootfs/cmdline.txt.before-bramble')).toBe(`${line}\n`)
    expect(read('bootfs/user-data.before-bramble')).toBe('#cloud-config\n')
    expect(answer.nodes[0]?.files.at(-1)).toMatchObject({
      name: 'cmdline.txt',
      kept: join(home, 'bootfs/cmdline.txt.before-bramble'),
    })
  })

  it('is not touched a second time, and what was kept stays the first', async () => {
    await write({}, partition)
    const names = readdirSync(join(home, 'bootfs'))
    const inodes = names.map((name) => statSync(join(home, 'bootfs', name)).ino)
    const again = await write({}, partition)
    expect(again.nodes[0]?.files.map(({ outcome }) => outcome)).toEqual(Array(4).fill('same'))
    expect(names.map((name) => statSync(join(home, 'bootfs', name)).ino)).toEqual(inodes)
    await write({ user: 'other' }, partition)
    expect(read('bootfs/user-data.before-bramble')).toBe('#cloud-config\n')
  })

  it('takes one node, and no two', async () => {
    const two = { ...partition, addresses: ['pi01=10.0.0.11', 'pi02=10.0.0.12'] }
    expect(await code({}, two)).toBe('first-boot-one-node')
    expect(read('bootfs/user-data')).toBe('#cloud-config\n')
  })

  it('of Ubuntu 25.10 has the line that counts under current/', async () => {
    mkdirSync(join(home, 'bootfs/current'))
    writeFileSync(join(home, 'bootfs/current/cmdline.txt'), line)
    await write({ system: 'ubuntu' }, partition)
    expect(read('bootfs/current/cmdline.txt')).toBe(`${line} cgroup_enable=memory psi=1\n`)
    expect(read('bootfs/cmdline.txt')).toBe(`${line}\n`)
  })
})

describe('input that no board can be made of writes nothing', () => {
  const refusals: [string, Partial<Asked>, Partial<FirstBootOptions>?][] = [
    ['first-boot-system', { system: 'windows' }],
    ['first-boot-user', { user: 'root' }],
    ['first-boot-user', { user: 'pi\n  sudo: x' }],
    ['first-boot-time-zone', { timeZone: 'Mars/Olympus' }],
    ['first-boot-sudo', { sudo: 'some' }],
    ['first-boot-locked-out', { sudo: 'reading' }],
    ['first-boot-network', { gateway: '10.0.0.1' }],
    ['first-boot-network', { gateway: '10.0.0.1/33' }],
    ['first-boot-network', { gateway: '10.0.0.1/24', dns: 'router' }],
    ['first-boot-network', { gateway: '10.0.0.1/24', system: 'raspios-bookworm' }],
    ['first-boot-key', { publicKey: '/nowhere.pub' }],
    ['first-boot-name', {}, { addresses: ['10.0.0.11'] }],
    ['first-boot-twins', {}, { addresses: ['pi01=10.0.0.11', 'pi02=10.0.0.11'] }],
    ['first-boot-twins', {}, { addresses: ['pi01=10.0.0.11', 'pi01=10.0.0.12'] }],
    ['first-boot-no-nodes', {}, { addresses: [] }],
  ]
  it.each(refusals)('%s %j %j', async (wanted, asked, more = {}) => {
    expect(await code(asked, more)).toBe(wanted)
    expect(existsSync(join(home, 'cards'))).toBe(false)
  })

  it('a private key stays where it is, and a password that is no hash is not shown', async () => {
    writeFileSync(join(home, 'id'), '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n')
    await expect(write({ publicKey: join(home, 'id') })).rejects.toThrow('is a private key')
    writeFileSync(join(home, 'hash'), 'hunter2\n')
    const refused = write({ passwordHash: join(home, 'hash') })
    await expect(refused).rejects.toThrow('no hash of crypt(5)')
    await expect(refused).rejects.not.toThrow('hunter2')
  })
})

describe('the line of kernel words', () => {
  it.each([
    [line, `${line} cgroup_enable=memory psi=1\n`],
    [`${line} psi=1 cgroup_enable=memory\n`, `${line} psi=1 cgroup_enable=memory\n`],
    [`cgroup_disable=memory ${line} psi=0\n`, `${line} cgroup_enable=memory psi=1\n`],
    [
      `${line}\ncgroup_enable=memory psi=1\n`,
      `${line} cgroup_enable=memory psi=1\ncgroup_enable=memory psi=1\n`,
    ],
    [
      `${line} cgroup_enable=memoryless\n`,
      `${line} cgroup_enable=memoryless cgroup_enable=memory psi=1\n`,
    ],
  ])('%j', (before, after) => {
    expect(withKernelWords(before, ['cgroup_enable=memory', 'psi=1'])).toBe(after)
  })

  it('is changed by the program on the board in the same way, once', () => {
    const file = join(home, 'cmdline.txt')
    const mark = join(home, 'mark')
    const program = kernelWordsProgram
      .replaceAll('/boot/firmware/current/cmdline.txt', join(home, 'none'))
      .replaceAll('/boot/firmware/cmdline.txt', file)
      .replaceAll('/run/bramble-reboot', mark)
    writeFileSync(file, `cgroup_disable=memory ${line} *\n`)
    execFileSync('sh', ['-c', program], { cwd: '/' })
    expect(readFileSync(file, 'utf8')).toBe(`${line} * cgroup_enable=memory psi=1\n`)
    expect(readFileSync(`${file}.before-bramble`, 'utf8')).toContain('cgroup_disable=memory')
    expect(existsSync(mark)).toBe(true)
    rmSync(mark)
    execFileSync('sh', ['-c', program])
    expect(existsSync(mark)).toBe(false)
  })
})
