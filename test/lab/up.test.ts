import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  Builder,
  bareNodes,
  hasBareNodes,
  moreNodes,
  replaceBoard,
} from '#test/support/bare-lab.ts'
import { eventually, lab } from '#test/support/lab.ts'

/**
 * From bare boards to a cluster, without any way to the internet. The oracles are kubectl, systemd
 * and the files of the nodes themselves.
 */
describe.skipIf(!hasBareNodes)('one server and its agents, from nothing', () => {
  let site: Builder
  const ready = (...numbers: readonly number[]) =>
    numbers.map((number) => `node${number} True ${site.version}`)
  const configz = (node: string) =>
    JSON.parse(site.kubectl('get', '--raw', `/api/v1/nodes/${node}/proxy/configz`)).kubeletconfig
  const memoryLimit = (node: string) => configz(node).evictionHard['memory.available']
  const unitState = (node: string) =>
    site.on(node, 'systemctl show -p ActiveState --value k3s-agent').trim()

  beforeAll(() => {
    site = new Builder(bareNodes(4))
    site.describe({ servers: 1 })
  }, 120_000)
  afterAll(() => site?.close())

  test('is shown first, and that changes nothing', () => {
    const before = site.everything()
    const { code, out, err } = site.run('up', '--dry-run')
    expect(code, err + out).toBe(0)
    for (const said of [
      'node4',
      'K3s starts on node1 with SQLite',
      'K3s starts on node4 and joins',
    ])
      expect(out).toContain(said)
    expect(site.everything()).toEqual(before)
  })

  test('stands after one command, with what small boards need', async () => {
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    expect(site.nodes()).toEqual(ready(1, 2, 3, 4))
    // A server gives its node the label by itself, some moments after the node is there.
    const servers = () =>
      site.kubectl(...['get', 'nodes', '-l', 'node-role.kubernetes.io/control-plane', '-o', 'name'])
    await eventually(() => servers().trim() !== '', 30)
    expect(servers().trim()).toBe('node/node1')
    expect(site.on('node1', 'systemctl is-active k3s').trim()).toBe('active')
    expect(site.on('node3', 'systemctl is-enabled k3s-agent').trim()).toBe('enabled')
    // K3s itself leaves memory out, so that it is never evicted for.
    expect(memoryLimit('node2')).toBe('300Mi')
    expect(configz('node2').shutdownGracePeriodByPodPriority).toHaveLength(3)
    expect(site.on('node2', 'ls -d /var/log/journal').trim()).toBe('/var/log/journal')
    expect(site.on('node2', 'cat /proc/sys/fs/inotify/max_user_instances').trim()).toBe('1024')
  }, 300_000)

  test('leaves no token where one does not belong', () => {
    const token = site.on('node1', 'cat /var/lib/rancher/k3s/server/token').trim()
    const secret = token.split(':').at(-1) ?? ''
    expect(secret.length).toBeGreaterThan(8)
    const remembered = filesBelow(site.stateFolder).map((file) => readFileSync(file))
    expect(remembered.length).toBeGreaterThan(1)
    expect(remembered.filter((bytes) => bytes.includes(secret))).toEqual([])
    expect(statSync(site.kubeconfig).mode & 0o777).toBe(0o600)
    // An agent has a token of its own, which only root reads and which expires.
    const environment = site.on('node2', 'cat /etc/systemd/system/k3s-agent.service.env')
    expect(environment).toMatch(/K3S_TOKEN=.*::[a-z0-9]{6}\.[a-z0-9]{16}/)
    expect(environment).not.toContain(secret)
    const open = 'find /etc /usr/local /var/lib/rancher/k3s/agent/etc -type f -perm /044'
    expect(site.on('node1', `${open} -exec grep -l -F -e '${secret}' {} + || true`).trim()).toBe('')
  })

  test('has nothing to do the second time, with the journal deleted', () => {
    const before = site.everything()
    site.forget()
    const startedAt = performance.now()
    const { code, out, err } = site.run('up')
    const seconds = (performance.now() - startedAt) / 1000
    expect(code, err + out).toBe(0)
    expect(out).toContain('nothing')
    expect(site.everything()).toEqual(before)
    console.log(`second up: ${seconds.toFixed(1)} s`)
  })

  test('finds a setting that was changed by hand, and puts it right', async () => {
    const path = '/etc/rancher/k3s/config.yaml'
    const right = site.on('node3', `sha256sum ${path}`)
    site.on('node3', `sed -i s/memory.available.300Mi/memory.available\\<10Mi/ ${path}`)
    site.on('node3', 'systemctl restart k3s-agent')
    await eventually(() => memoryLimit('node3') === '10Mi', 60)
    expect(site.stepsLeft()).toEqual(['Write 1 file on node3'])
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    expect(site.on('node3', `sha256sum ${path}`)).toBe(right)
    expect(memoryLimit('node3')).toBe('300Mi')
    expect(site.stepsLeft()).toEqual([])
  }, 120_000)

  test('takes a board in that comes later, and leaves the others alone', () => {
    const others = site.everything()
    site = new Builder(moreNodes(5), { folder: site.folder })
    site.describe({ servers: 1 })
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    expect(site.nodes()).toEqual(ready(1, 2, 3, 4, 5))
    expect(site.everything().filter((line) => !line.startsWith('node5 '))).toEqual(others)
  }, 180_000)

  test('brings a node back that was off until its token had expired', async () => {
    const tokens = () =>
      site
        .kubectl('-n', 'kube-system', 'get', 'secrets', '-o', 'name')
        .split('\n')
        .filter((name) => name.includes('bootstrap-token-'))
    lab('power', 'off', 'node4')
    await eventually(() => site.nodes().includes(`node4 Unknown ${site.version}`), 120)
    expect(tokens()).not.toEqual([])
    site.kubectl('-n', 'kube-system', 'delete', ...tokens())
    lab('power', 'on', 'node4')
    await eventually(() => unitState('node4') === 'activating', 60)
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    expect(site.nodes()).toEqual(ready(1, 2, 3, 4, 5))
    expect(site.stepsLeft()).toEqual([])
  }, 300_000)

  test('does not take a new board for the old one, until the old one is let go', () => {
    replaceBoard(site.inventory, 'node5')
    const refused = site.run('up')
    expect(refused.code).not.toBe(0)
    expect(`${refused.out}${refused.err}`).toContain('node5')
    expect(`${refused.out}${refused.err}`).toContain('its disk is new')
    expect(site.on('node5', 'ls /etc/rancher 2>/dev/null || echo nothing').trim()).toBe('nothing')
    site.kubectl('delete', 'node', 'node5')
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    expect(site.nodes()).toEqual(ready(1, 2, 3, 4, 5))
  }, 240_000)
})

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
