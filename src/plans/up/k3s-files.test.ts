import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Configuration } from '#src/model/config.ts'
import { k3sFiles } from './k3s-files.ts'
import type { NodeWish } from './node-wish.ts'

const gibibyte = 1024 ** 3
const { k3s } = Configuration.parse({
  k3s: {
    disable: ['traefik'],
    tlsSan: ['k3s.home.arpa'],
    registries: { mirrors: { 'docker.io': ['https://mirror.home.arpa'] }, embedded: true },
  },
})
const plain = Configuration.parse({}).k3s
const node = (more: Partial<NodeWish>): NodeWish => ({
  ...{
    name: 'pi01',
    role: 'server',
    memoryBytes: 8 * gibibyte,
    labels: {},
    taints: [],
    storage: false,
  },
  ...more,
})
const textOf = (end: string, ...[wish, settings, hasEtcd]: Parameters<typeof k3sFiles>) =>
  k3sFiles(wish, settings, hasEtcd).find(({ path }) => path.endsWith(end))?.text ?? ''

const rich = node({
  storage: true,
  nodeIp: '10.0.0.11',
  labels: { disk: 'nvme', 'a.b/c': '' },
  taints: ['node-role.kubernetes.io/control-plane:NoSchedule'],
})

test.each([
  ['server-etcd.yaml', rich, k3s, true],
  ['server-sqlite.yaml', node({}), plain, false],
  ['agent-2gb.yaml', node({ name: 'pi02', role: 'agent', memoryBytes: 1.9 * gibibyte }), k3s, true],
] as const)('config.yaml is as in golden/%s', async (name, wish, settings, hasEtcd) => {
  const text = textOf('config.yaml', wish, settings, hasEtcd)
  await expect(text).toMatchFileSnapshot(`golden/config-${name}`)
  expect(parse(text)['node-name']).toBe(wish.name)
})

test('an agent is told nothing that only servers take', () => {
  const agent = parse(textOf('config.yaml', node({ role: 'agent' }), k3s, true))
  expect(Object.keys(agent)).toEqual(['node-name', 'kubelet-arg'])
})

test('memory eviction is on, and grows with the board', () => {
  const thresholdOf = (memoryBytes: number) =>
    /memory\.available<(\d+)Mi/.exec(
      textOf('config.yaml', node({ memoryBytes }), plain, false),
    )?.[1]
  expect([0.9, 1.9, 3.8, 8].map((size) => thresholdOf(size * gibibyte))).toEqual([
    '100',
    '200',
    '300',
    '300',
  ])
})

test('what is reserved leaves more than half of every board to pods', () => {
  for (const size of [0.9, 1.9, 3.8, 7.8])
    for (const role of ['server', 'agent'] as const) {
      const wish = node({ memoryBytes: size * gibibyte, role })
      const text = textOf('config.yaml', wish, plain, false)
      const mebibytes = [...text.matchAll(/memory=(\d+)(Mi|Gi)/g)].map(
        ([, digits, unit]) => Number(digits) * (unit === 'Gi' ? 1024 : 1),
      )
      expect(mebibytes).toHaveLength(2)
      const reserved = mebibytes.reduce((sum, one) => sum + one, 0)
      // A server of 1 GB has room for K3s and for little else, whoever reserves what.
      const most = role === 'server' && size < 1 ? 0.6 : 0.5
      expect(reserved / (size * 1024), `${role} of ${size}`).toBeLessThan(most)
    }
})

test('workloads end before Longhorn, and Longhorn before what is critical', () => {
  const bands = parse(textOf('50-bramble.conf', node({}), plain, false))
  expect(bands).toMatchObject({ kind: 'KubeletConfiguration' })
  const priorities = bands.shutdownGracePeriodByPodPriority.map(
    ({ priority }: { priority: number }) => priority,
  )
  expect(priorities).toEqual([0, 1_000_000_000, 2_000_000_000])
})

test('mirrors come first, and the embedded one serves the rest', () => {
  expect(parse(textOf('registries.yaml', node({}), k3s, false))).toEqual({
    mirrors: { 'docker.io': { endpoint: ['https://mirror.home.arpa'] }, '*': null },
  })
  expect(k3sFiles(node({}), plain, false).map(({ path }) => path)).not.toContain(
    '/etc/rancher/k3s/registries.yaml',
  )
})

test('no text of bramble.yaml can become another key', () => {
  const text = textOf('config.yaml', node({ labels: { a: 'b' }, nodeIp: '1.2.3.4' }), k3s, false)
  const values = { ...k3s, tlsSan: ['x"\ndisable-helm-controller: true'] }
  expect(Object.keys(parse(textOf('config.yaml', node({}), values, false)))).not.toContain(
    'disable-helm-controller',
  )
  expect(text).not.toContain('undefined')
})
