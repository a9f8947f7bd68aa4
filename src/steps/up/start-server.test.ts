import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clusterError } from '#src/model/error.ts'
import { localNode } from '#test/support/local-node.ts'
import type { StepContext } from '../define-step.ts'
import type { NodeShell } from '../node-shell.ts'
import type { Receiver } from './bring-artifacts.ts'
import { joinAgents } from './join-agents.ts'
import { startServer } from './start-server.ts'

/** Two boards that are folders of this machine, each with its own programs. */
let root: string
let said: string[]
let shells: Record<string, NodeShell>
let context: StepContext
let receiver: Receiver
const places = ['/var/tmp', '/var/lib/rancher', '/etc/rancher', '/usr/local']
const agentFile = (path: string) => join(root, 'pi02', path)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-server-'))
  said = []
  shells = {}
  for (const name of ['pi01', 'pi02']) {
    const own = join(root, name)
    put(
      join(own, 'usr/local/lib/bramble/install-k3s.sh'),
      `mkdir -p ${own}/etc/rancher/k3s; echo "$INSTALL_K3S_EXEC $K3S_TOKEN" >${own}/installed; echo 'server: https://127.0.0.1:6443' >${own}/etc/rancher/k3s/k3s.yaml`,
    )
    put(join(own, 'var/tmp/.keep'), '')
    shells[name] = localNode(name, { root: own, places })
  }
  put(
    join(root, 'pi01/usr/local/bin/k3s'),
    `#!/bin/sh\necho K10${'a'.repeat(64)}::abcdef.0123456789abcdef`,
    0o755,
  )
  put(join(root, 'k3s'), 'the program')
  put(join(root, 'images'), 'the images')
  receiver = { node: 'pi02', files: [sent('k3s', '/usr/local/bin/k3s'), sent('images', images)] }
  context = {
    node: (name: string) => shells[name],
    say: (line: string) => said.push(line),
    stopHere: () => {},
    keepKubeconfig: async (text: string) => {
      writeFileSync(join(root, 'kubeconfig'), text)
      return 'kubeconfig'
    },
  } as unknown as StepContext
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const images = '/var/lib/rancher/k3s/agent/images/images.tar'

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}

function sent(name: string, path: string): Receiver['files'][number] {
  const local = join(root, name)
  const sha256 = createHash('sha256').update(readFileSync(local)).digest('hex')
  return { local, path, mode: '0644', sha256, sizeBytes: 11 }
}

const start = () =>
  startServer.apply(
    {
      node: 'pi01',
      address: '10.0.0.11',
      beginsEtcd: false,
      agentsFollow: true,
      version: 'v1',
      meanwhile: [receiver],
    },
    context,
  )

test('agents are sent what they have not while the server starts', async () => {
  put(agentFile('usr/local/bin/k3s'), 'the program')
  await start()
  expect(readFileSync(agentFile(images), 'utf8')).toBe('the images')
  expect(said.filter((line) => line.startsWith('pi02 has'))).toEqual([`pi02 has ${images}`])
  expect(readFileSync(join(root, 'pi01/installed'), 'utf8')).toContain('server')
  expect(readFileSync(join(root, 'kubeconfig'), 'utf8')).toContain('https://10.0.0.11:6443')
})

test.each(['server/tls/server-ca.crt', 'agent/server-ca.crt'])(
  'a board that has joined something since is left alone: %s',
  async (certificate) => {
    put(agentFile(join('var/lib/rancher/k3s', certificate)), 'of another cluster')
    await start()
    expect(existsSync(agentFile('usr/local/bin/k3s'))).toBe(false)
    expect(existsSync(join(root, 'pi01/installed'))).toBe(true)
  },
)

test('an agent that is away for now does not stop the server, and gets it with its turn', async () => {
  const { pi02 } = shells
  const away = () => Promise.reject(clusterError('node-unreachable', 'pi02: no route to host'))
  shells['pi02'] = { ...pi02, run: away } as NodeShell
  await start()
  expect(existsSync(join(root, 'pi01/installed'))).toBe(true)
  expect(said).toContain('later, with its turn: pi02: no route to host')

  if (pi02) shells['pi02'] = pi02
  const server = { node: 'pi01', address: '10.0.0.11' }
  const input = { nodes: ['pi02'], server, version: 'v1', receivers: [receiver] }
  await joinAgents.apply(input, context)
  expect(readFileSync(agentFile('usr/local/bin/k3s'), 'utf8')).toBe('the program')
  expect(readFileSync(join(root, 'pi02/installed'), 'utf8')).toMatch(/^agent K10a+::/)
})

test('an agent away with its turn is told', async () => {
  const away = () => Promise.reject(clusterError('node-unreachable', 'pi02: no route to host'))
  shells['pi02'] = { ...shells['pi02'], run: away } as NodeShell
  const server = { node: 'pi01', address: '10.0.0.11' }
  const input = { nodes: ['pi02'], server, version: 'v1', receivers: [receiver] }
  await expect(joinAgents.apply(input, context)).rejects.toThrow('no route to host')
})

test('who asks the run to stop is heard, once the server was started', async () => {
  const stop = new Error('somebody asked it to stop')
  context = {
    ...context,
    stopHere() {
      throw stop
    },
  }
  await expect(start()).rejects.toBe(stop)
  expect(existsSync(join(root, 'pi01/installed'))).toBe(true)
  expect(existsSync(agentFile('usr/local/bin/k3s'))).toBe(false)
})
