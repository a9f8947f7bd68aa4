import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localNode } from '#test/support/local-node.ts'
import type { StepContext } from '../define-step.ts'
import { rejoinRestored } from './rejoin-restored.ts'

/** A restored server and another that has its old datastore: folders, with scripts for systemd and K3s. */
const home = '/var/lib/rancher/k3s/server'
const places = ['/var/lib/rancher', '/etc/rancher', '/usr/local/lib/bramble']
let root = ''
let context: StepContext

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-rejoin-'))
  const shells = ['pi01', 'pi02'].map((name) => {
    const own = join(root, name)
    script(name, 'bin/systemctl', `echo "systemctl $*" >>${own}/said`)
    script(name, 'usr/local/lib/bramble/install-k3s.sh', `echo install >>${own}/said`)
    return [name, localNode(name, { root: own, places })] as const
  })
  const named = Object.fromEntries(shells)
  context = { node: (name: string) => named[name], say: () => {} } as unknown as StepContext
  put('pi01', `${home}/db/etcd/name`, 'pi01-5f3a')
  put('pi01', `${home}/token`, 'K10ab::server:secret\n')
  put('pi02', `${home}/db/etcd/member/snap/db`, 'old')
  put('pi02', '/var/lib/rancher/k3s/agent/client.crt', 'old')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(board: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, board, path)), { recursive: true })
  writeFileSync(join(root, board, path), text)
}

function script(board: string, path: string, text: string): void {
  put(board, path, `#!/bin/sh\n${text}\n`)
  chmodSync(join(root, board, path), 0o755)
}

const member = (node: string, address: string) => ({
  ...{ node, address, role: 'server', unit: 'k3s.service', isForeign: false },
})
const rejoin = () =>
  rejoinRestored.apply(
    { server: member('pi01', '10.0.0.1'), members: [member('pi02', '10.0.0.2')] },
    context,
  )
const said = () => readFileSync(join(root, 'pi02/said'), 'utf8').trim().split('\n')
const datastore = () => join(root, 'pi02', home, 'db/etcd/member/snap/db')

test('another server loses its old datastore and joins', async () => {
  await rejoin()
  expect(existsSync(datastore())).toBe(false)
  expect(said()).toEqual(['systemctl stop k3s.service', 'install'])
})

test('one that joined before the run was cut off is a member, and keeps what it has', async () => {
  await rejoin()
  put('pi02', `${home}/db/etcd/member/snap/db`, 'new')
  await rejoin()
  expect(readFileSync(datastore(), 'utf8')).toBe('new')
  expect(said().slice(2)).toEqual(['install', 'systemctl start --no-block k3s.service'])
})

test('one that had only lost its old datastore when the run was cut off joins', async () => {
  script('pi02', 'usr/local/lib/bramble/install-k3s.sh', 'exit 1')
  await expect(rejoin()).rejects.toThrow()
  script(
    'pi02',
    'usr/local/lib/bramble/install-k3s.sh',
    `echo install >>${join(root, 'pi02')}/said`,
  )
  await rejoin()
  expect(said()).toContain('install')
})

test('one that joined an earlier restored cluster has an old datastore', async () => {
  await rejoin()
  put('pi02', `${home}/db/etcd/member/snap/db`, 'of the cluster before')
  put('pi01', `${home}/db/etcd/name`, 'pi01-77c0')
  await rejoin()
  expect(existsSync(datastore())).toBe(false)
})

test('where K3s does not say what its member is called nobody has joined', async () => {
  rmSync(join(root, 'pi01', home, 'db/etcd/name'))
  await rejoin()
  put('pi02', `${home}/db/etcd/member/snap/db`, 'half')
  await rejoin()
  expect(existsSync(datastore())).toBe(false)
  expect(said().filter((line) => line === 'install')).toHaveLength(2)
})
