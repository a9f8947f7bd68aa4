import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Builder, bareNodes, hasBareNodes, replaceBoard } from '#test/support/bare-lab.ts'
import { eventually, lab } from '#test/support/lab.ts'

/**
 * Of three servers and an agent a board dies, and a new one comes in its place and under its name.
 * The oracles are kubectl and etcd's own list of members.
 */
const namespace = 'bramble-replace-test'

/** A pod that keeps something in a folder of node4, and nowhere else. */
const keeper = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'keeper', namespace },
      spec: {
        nodeName: 'node4',
        containers: [
          {
            name: 'app',
            image: 'docker.io/library/lab-app:1',
            imagePullPolicy: 'IfNotPresent',
            args: ['--write', '/data/times'],
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
        volumes: [
          { name: 'data', hostPath: { path: '/var/tmp/lab-keeper', type: 'DirectoryOrCreate' } },
        ],
      },
    },
  ],
}

describe.skipIf(!hasBareNodes)('a board of three servers and an agent', () => {
  let site: Builder
  const ready = [1, 2, 3, 4].map((number) => `node${number} True`)
  const names = () => site.nodes().map((line) => line.split(' ').slice(0, 2).join(' '))
  const uidOf = (name: string) =>
    site.kubectl('get', 'node', name, '-o', 'jsonpath={.metadata.uid}')
  const machineOf = (name: string) =>
    site.kubectl('get', 'node', name, '-o', 'jsonpath={.status.nodeInfo.machineID}')
  /** Addresses of etcd's voting members, as etcd itself lists them. */
  const members = () => {
    const tls = '/var/lib/rancher/k3s/server/tls/etcd'
    const { members: list } = JSON.parse(
      site.on(
        'node1',
        `curl -s --cacert ${tls}/server-ca.crt --cert ${tls}/client.crt --key ${tls}/client.key -X POST -d '{}' https://127.0.0.1:2379/v3/cluster/member/list`,
      ),
    ) as { members: { peerURLs: string[]; isLearner?: boolean }[] }
    return list
      .flatMap(({ peerURLs: [url = ''], isLearner }) => (isLearner ? [] : [new URL(url).hostname]))
      .sort()
  }
  /** `yes`, or `no` and what decides it. */
  const canLose = (name: string) => {
    const { answer, gates } = JSON.parse(site.run('can', 'lose', name, '--json').out) as {
      answer: string
      gates: { verdict: string; subject: string; reason?: string }[]
    }
    const open = gates.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown')
    return [answer, ...open.map(({ subject, reason }) => `${subject} ${reason}`)].join(': ')
  }
  const servers = ['10.44.0.11', '10.44.0.12', '10.44.0.13']

  beforeAll(() => {
    site = new Builder(bareNodes(4))
    site.describe({ servers: 3, destroys: true })
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
  }, 280_000)
  afterAll(() => {
    site?.close()
    lab('down')
  })

  test('that is a server: with it gone no second one may go', async () => {
    expect(members()).toEqual(servers)
    expect(canLose('node2')).toBe('yes')
    replaceBoard(site.inventory, 'node3')
    await eventually(() => names()[2] === 'node3 Unknown', 120)
    for (const goal of [['reboot'], ['remove'], ['service', 'stop']]) {
      const { code, out, err } = site.run(...goal, 'node2')
      expect(code, `${goal.join(' ')}\n${out}${err}`).toBe(3)
      expect(out).toContain('etcd')
    }
    expect(canLose('node2')).toMatch(/^no: .*quorum\/node2 without node2, 1 of 3 etcd members/)
    expect(members()).toEqual(servers)
    expect(names().slice(0, 2)).toEqual(ready.slice(0, 2))
  }, 280_000)

  test('that is a server is replaced, and etcd has three members again', async () => {
    const before = { uid: uidOf('node3'), machine: machineOf('node3') }
    const { code, out, err } = site.run('replace', 'node3')
    expect(code, err + out).toBe(0)
    expect(names()).toEqual(ready)
    expect(uidOf('node3')).not.toBe(before.uid)
    expect(machineOf('node3')).not.toBe(before.machine)
    expect(members()).toEqual(servers)
    expect(site.on('node3', 'systemctl is-enabled k3s').trim()).toBe('enabled')
    // K3s calls it a member of etcd a few seconds after it is one.
    await expect.poll(() => canLose('node2'), { timeout: 60_000, interval: 3000 }).toBe('yes')
    expect(site.stepsLeft()).toEqual([])
  }, 290_000)

  test('that is an agent with a last copy is not given up, until nothing is lost with it', async () => {
    site.apply(keeper)
    await eventually(
      () =>
        site.kubectl('-n', namespace, 'get', 'pod', 'keeper', '-o', 'jsonpath={.status.phase}') ===
        'Running',
      60,
    )
    const before = uidOf('node4')
    replaceBoard(site.inventory, 'node4')
    await eventually(() => names()[3] === 'node4 Unknown', 120)
    const refused = site.run('replace', 'node4')
    expect(refused.code, refused.out + refused.err).toBe(3)
    expect(refused.out).toContain(`data    ${namespace}/keeper keeps files in`)
    expect(uidOf('node4')).toBe(before)
    expect(site.on('node4', 'ls /usr/local/bin')).not.toContain('k3s')

    site.kubectl('-n', namespace, 'delete', 'pod', 'keeper', '--force', '--grace-period=0')
    const { code, out, err } = site.run('replace', 'node4')
    expect(code, err + out).toBe(0)
    expect(names()).toEqual(ready)
    expect(uidOf('node4')).not.toBe(before)
    expect(site.stepsLeft()).toEqual([])
  }, 290_000)
})
