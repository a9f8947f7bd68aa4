import { beforeEach, describe, expect, test } from 'vitest'
import { newWorld, settle } from '#src/practice/cluster.ts'
import { nodeNamed, secretKind } from '#src/practice/kubernetes/shapes.ts'
import { practiceRelease } from '#src/practice/release.ts'
import type { Board } from '#src/practice/world/board.ts'
import { exchangeBoard } from '#src/practice/world/exchange.ts'
import { boardNamed, type World } from '#src/practice/world/world.ts'
import { onBoard } from './board.ts'

/** What K3s's installer and its first start do on a board that has none. */
const release = practiceRelease('v1.36.2+k3s1')
const server = '127.77.0.11'
let world: World
let pi01: Board
let pi03: Board

beforeEach(() => {
  world = newWorld(Date.parse('2026-11-01T00:00:00Z'), { bare: ['pi03'] })
  settle(world)
  pi01 = boardNamed(world, 'pi01')
  pi03 = boardNamed(world, 'pi03')
  giveWords(pi03)
})

/** As somebody does who follows K3s's documentation, with the boot that it takes. */
function giveWords(board: Board): void {
  board.bootWords = ['cgroup_enable=memory']
  board.reboot()
  world.clock.advance(90)
}

async function bring(board: Board, path: string, text: string) {
  const command = `sudo sh -c 'mkdir -p "$(dirname ${path})"; cat > ${path}; chmod 755 ${path}'`
  expect(await onBoard(board, command, text)).toMatchObject({ code: 0 })
}

async function install(board: Board, environment: string) {
  await bring(board, '/usr/local/bin/k3s', release['k3s-arm64'] ?? '')
  await bring(board, '/root/install.sh', release['install.sh'] ?? '')
  return onBoard(
    board,
    `sudo env INSTALL_K3S_SKIP_DOWNLOAD=true ${environment} sh /root/install.sh`,
  )
}

async function tokenOf(board: Board): Promise<string> {
  return (await onBoard(board, 'sudo k3s token create --ttl 1h')).out.trim()
}

const agent = (token: string, at = server) =>
  `INSTALL_K3S_EXEC=agent K3S_URL=https://${at}:6443 K3S_TOKEN=${token}`

const journal = (board: Board) => board.boot.lines.map(({ text }) => text).join('\n')

test('without a program there is nothing to install', async () => {
  await bring(pi03, '/root/install.sh', release['install.sh'] ?? '')
  const command = 'sudo env INSTALL_K3S_SKIP_DOWNLOAD=true sh /root/install.sh'
  const { code, error } = await onBoard(pi03, command)
  expect(code).toBe(1)
  expect(error).toContain('Executable k3s binary not found at /usr/local/bin/k3s')
  expect(pi03.hasK3s).toBe(false)
})

test('an agent joins by a token, and is a node of the version that was installed', async () => {
  const { code, out } = await install(pi03, agent(await tokenOf(pi01)))
  expect(code, out).toBe(0)
  world.clock.advance(60)
  expect(nodeNamed(world.store, 'pi03')).toBeDefined()
  expect((await onBoard(pi03, 'k3s --version')).out).toContain('k3s version v1.36.2+k3s1')
  expect((await onBoard(pi03, 'systemctl is-enabled k3s-agent')).out).toBe('enabled\n')
  const authority = 'sudo cat /var/lib/rancher/k3s/agent/server-ca.crt'
  const own = (await onBoard(pi03, authority)).out
  expect(own).toContain('BEGIN CERTIFICATE')
  expect(own).toBe((await onBoard(pi01, authority)).out)
})

describe('an agent stays outside, and says why', () => {
  async function outside(environment: string, words: string) {
    expect((await install(pi03, environment)).code).toBe(0)
    world.clock.advance(60)
    expect(nodeNamed(world.store, 'pi03')).toBeUndefined()
    expect((await onBoard(pi03, 'systemctl is-active k3s-agent')).out).toBe('activating\n')
    expect(journal(pi03)).toContain(words)
  }

  test('with a token for another cluster', async () => {
    const other = `K10${'0'.repeat(64)}::abcdef.0123456789abcdef`
    await outside(agent(other), 'token CA hash does not match the Cluster CA certificate hash')
  })

  test('with a token that nobody made', async () => {
    const [hash] = (await tokenOf(pi01)).split('::')
    await outside(agent(`${hash}::abcdef.0123456789abcdef`), '401 Unauthorized')
  })

  test('with a token that has expired', async () => {
    const token = await tokenOf(pi01)
    world.clock.advance(3700)
    await outside(agent(token), '401 Unauthorized')
  })

  test('where no server answers', async () => {
    const token = await tokenOf(pi01)
    await outside(agent(token, '127.77.0.99'), 'no route to host')
  })

  test('and comes in once its server answers', async () => {
    const token = await tokenOf(pi01)
    pi01.stop('k3s')
    expect((await install(pi03, agent(token))).code).toBe(0)
    world.clock.advance(60)
    expect(journal(pi03)).toContain('connection refused')
    pi01.start('k3s')
    world.clock.advance(60)
    expect(nodeNamed(world.store, 'pi03')).toBeDefined()
    expect(pi03.runs('k3s-agent')).toBe(true)
  })
})

test('a new board under an old name is turned away until its password is forgotten', async () => {
  const pi04 = boardNamed(world, 'pi04')
  exchangeBoard(pi04)
  giveWords(pi04)
  await install(pi04, agent(await tokenOf(pi01)))
  world.clock.advance(60)
  expect(pi04.runsKubelet()).toBe(false)
  expect(journal(pi04)).toContain('Node password rejected')
  world.store.remove({ kind: secretKind, namespace: 'kube-system', name: 'pi04.node-password.k3s' })
  world.clock.advance(60)
  expect(pi04.runsKubelet()).toBe(true)
})

test('a kernel without the memory controller runs no K3s, and words in cmdline.txt count at the next boot', async () => {
  const pi04 = boardNamed(world, 'pi04')
  exchangeBoard(pi04)
  world.store.remove({ kind: secretKind, namespace: 'kube-system', name: 'pi04.node-password.k3s' })
  await install(pi04, agent(await tokenOf(pi01)))
  world.clock.advance(60)
  expect(pi04.runsKubelet()).toBe(false)
  expect(journal(pi04)).toContain('failed to find memory cgroup (v2)')
  const file = '/boot/firmware/cmdline.txt'
  const written = `sudo sh -c 'echo "$(cat ${file}) cgroup_enable=memory" > /tmp/line; mv /tmp/line ${file}'`
  expect((await onBoard(pi04, written)).code).toBe(0)
  expect((await onBoard(pi04, 'cat /proc/cmdline')).out).not.toContain('cgroup_enable')
  pi04.reboot()
  world.clock.advance(120)
  expect((await onBoard(pi04, 'cat /proc/cmdline')).out).toContain('cgroup_enable=memory')
  expect(pi04.runsKubelet()).toBe(true)
})

test('the same board is let in again after an uninstall: its password stays', async () => {
  await install(pi03, agent(await tokenOf(pi01)))
  expect((await onBoard(pi03, 'sudo k3s-agent-uninstall.sh')).code).toBe(0)
  expect((await onBoard(pi03, 'ls /etc/systemd/system /usr/local/bin')).out).not.toContain('k3s')
  await install(pi03, agent(await tokenOf(pi01)))
  expect(pi03.runsKubelet()).toBe(true)
})

test('a server that is told of no other one begins another cluster', async () => {
  expect((await install(pi03, 'INSTALL_K3S_EXEC=server')).code).toBe(0)
  world.clock.advance(60)
  expect(nodeNamed(world.store, 'pi03')).toBeUndefined()
  const authority = 'sudo cat /var/lib/rancher/k3s/server/tls/server-ca.crt'
  const own = (await onBoard(pi03, authority)).out
  expect(own).toContain('BEGIN CERTIFICATE')
  expect(own).not.toBe((await onBoard(pi01, authority)).out)
})

test('what was written is read at the next boot, too', async () => {
  const token = await tokenOf(pi01)
  await install(pi03, `INSTALL_K3S_SKIP_START=true ${agent(token)}`)
  expect(pi03.runs('k3s-agent')).toBe(false)
  pi03.reboot()
  world.clock.advance(120)
  expect(pi03.runsKubelet()).toBe(true)
})
