import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Builder, bareNodes, hasBareNodes } from '#test/support/bare-lab.ts'
import { askAlways, eventually, lab, whatRunsOfK3s } from '#test/support/lab.ts'
import { webAndWriter } from '#test/support/lab-workloads.ts'

/**
 * A real node leaves a cluster for good, and comes back under its name. The oracles are kubectl, the
 * board's own files and processes, a client outside the cluster that never asks twice, and a file
 * that a pod of another node syncs each second.
 */
const namespace = 'bramble-remove-test'
const written = '/var/tmp/lab-writer/times'
const left = '/var/lib/rancher/k3s/storage/pvc-left'

describe.skipIf(!hasBareNodes)('a node of one server and three agents', () => {
  let site: Builder
  const names = () => site.nodes().map((line) => line.split(' ').slice(0, 2).join(' '))
  const uidOf = (name: string) =>
    site.kubectl('get', 'node', name, '-o', 'jsonpath={.metadata.uid}')
  const cordons = () =>
    site.kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].spec.unschedulable}')
  const passwords = () =>
    site
      .kubectl('-n', 'kube-system', 'get', 'secrets', '-o', 'name')
      .split('\n')
      .filter((name) => name.endsWith('.node-password.k3s'))
  const lines = () => site.on('node2', `cat ${written}`).trim().split('\n')
  const here = (name: string) =>
    site
      .on(
        name,
        'ls -d /var/lib/rancher/k3s /etc/rancher/k3s /usr/local/bin/k3s /etc/systemd/system/k3s* 2>/dev/null; true',
      )
      .concat(site.on(name, whatRunsOfK3s))
      .trim()

  beforeAll(() => {
    site = new Builder(bareNodes(4))
    site.describe({ servers: 1, destroys: true })
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    site.kubectl('apply', '-f', webAndWriter(site.folder, namespace))
    site.kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    site.kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
  }, 280_000)
  afterAll(() => {
    site?.close()
    lab('down')
  })

  test('whose folder is the only copy of something stays, whatever is accepted', async () => {
    await eventually(() => lines().length > 3, 60)
    const before = uidOf('node2')
    const refused = site.run('remove', 'node2')
    expect(refused.code, refused.out + refused.err).toBe(3)
    expect(refused.out).toMatch(new RegExp(`data +${namespace}/writer-0 keeps files in`))
    const accepting = site.run(
      ...['remove', 'node2', '--accept', `hostpath/${namespace}/writer-0`, '--reason', 'a test'],
    )
    expect([3, 64], accepting.out + accepting.err).toContain(accepting.code)
    expect(uidOf('node2')).toBe(before)
    expect(cordons()).toBe('')
    expect(names()).toEqual([1, 2, 3, 4].map((number) => `node${number} True`))
  }, 120_000)

  test('that holds a local volume’s folder is not wiped, and goes once the folder is elsewhere', () => {
    site.on('node3', `mkdir -p ${left} && echo precious > ${left}/file`)
    const client = askAlways(join(site.folder, 'client'))
    const acknowledged = lines()
    const stopped = site.run('remove', 'node3')
    expect(stopped.code, stopped.out + stopped.err).toBe(4)
    expect(stopped.out + stopped.err).toContain('pvc-left')
    expect(site.on('node3', `cat ${left}/file`)).toBe('precious\n')
    expect(here('node3')).toContain('/usr/local/bin/k3s')

    site.on('node3', `mv ${left} /root/kept`)
    const resumed = site.run('resume')
    expect(resumed.code, resumed.out + resumed.err).toBe(0)
    expect(here('node3')).toBe('')
    expect(site.on('node3', 'cat /root/kept/file')).toBe('precious\n')
    expect(names()).toEqual([1, 2, 4].map((number) => `node${number} True`))
    expect(passwords()).not.toContain('secret/node3.node-password.k3s')
    site.kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)
    const { asked, failed, failures } = client.end()
    console.log(`a client that never retries: ${failed} of ${asked} requests failed`, failures)
    expect(asked).toBeGreaterThan(10)
    expect(failed / asked).toBeLessThan(0.05)
    expect(site.run('remove', 'node3').code).toBe(64)
  }, 280_000)

  test('comes back under its name as a board that nobody saw before', () => {
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
    expect(names()).toEqual([1, 2, 3, 4].map((number) => `node${number} True`))
    expect(passwords()).toContain('secret/node3.node-password.k3s')
    expect(site.on('node3', 'systemctl is-active k3s-agent').trim()).toBe('active')
    expect(site.stepsLeft()).toEqual([])
  }, 280_000)
})
