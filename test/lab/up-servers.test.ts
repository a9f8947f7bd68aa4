import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Builder, bareNodes, hasBareNodes } from '#test/support/bare-lab.ts'
import { eventually, lab } from '#test/support/lab.ts'

/** Three servers with an etcd among them, and one agent, from nothing. */
describe.skipIf(!hasBareNodes)('three servers and an agent', () => {
  let site: Builder
  const ready = [1, 2, 3, 4].map((number) => `node${number} True`)

  beforeAll(() => {
    site = new Builder(bareNodes(4))
  }, 120_000)
  afterAll(() => site?.close())

  test('are refused where their number is even, before anything is touched', () => {
    const before = site.everything()
    site.describe({ servers: 2 })
    const { code, out, err } = site.run('up')
    expect(code).not.toBe(0)
    expect(out + err).toContain('Name one server, three or five.')
    expect(site.everything()).toEqual(before)
  })

  test('stand after one command, each with a member of etcd', () => {
    site.describe({ servers: 3 })
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    expect(site.nodes().map((line) => line.replace(/ \S+$/, ''))).toEqual(ready)
    for (const name of ['node1', 'node2', 'node3']) {
      expect(site.on(name, 'systemctl is-active k3s').trim()).toBe('active')
      expect(site.on(name, 'ls -d /var/lib/rancher/k3s/server/db/etcd/member')).toContain('member')
    }
    expect(site.on('node4', 'systemctl is-active k3s-agent').trim()).toBe('active')
    expect(site.stepsLeft()).toEqual([])
  }, 300_000)

  test('go on without the one that began', async () => {
    lab('power', 'off', 'node1')
    const through = (...args: string[]) =>
      site.kubectl('--server', 'https://10.44.0.12:6443', ...args)
    await eventually(() => {
      through('create', 'configmap', 'without-node1')
      return true
    }, 90)
    // Bramble finds the others too, and says who is missing instead of building without it.
    const { code, out, err } = site.run('up')
    expect(code).not.toBe(0)
    expect(out + err).toContain('node1')
    lab('power', 'on', 'node1')
    await eventually(() => site.nodes().includes(`node1 True ${site.version}`), 120)
    await eventually(() => site.stepsLeft().length === 0, 60)
  }, 300_000)
})
