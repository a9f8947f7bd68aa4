import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  askAlways,
  brambleFor,
  canBreak,
  eventually,
  followFile,
  inventoryFile,
  kubectl,
  lab,
  onNode,
  readInventory,
  readyOf,
  whatRunsOfK3s,
} from '#test/support/lab.ts'
import { webAndWriter } from '#test/support/lab-workloads.ts'

/**
 * The whole of a real cluster is stopped and started, and once all boards lose their power between.
 * While it stands still the oracles are the nodes' own systemctl and processes; then kubectl, a
 * client outside the cluster that never asks twice, and a file that a pod syncs each second.
 */
const namespace = 'bramble-stop-test'
const written = '/var/tmp/lab-writer/times'

describe.skipIf(inventoryFile === undefined || !canBreak)('stop and start a real cluster', () => {
  const bramble = brambleFor(readInventory(), {
    lines: ['approvals: { risk: { safe: none, disruptive: none } }'],
    seconds: 280,
  })
  const folder = mkdtempSync(join(tmpdir(), 'bramble-stop-'))
  const names = readInventory().nodes.map(({ name }) => name)
  const unitOf = (name: string) => (name === 'node1' ? 'k3s' : 'k3s-agent')
  const units = () =>
    names.map((name) =>
      onNode(
        name,
        `systemctl is-active ${unitOf(name)}; systemctl is-enabled ${unitOf(name)}; true`,
      )
        .trim()
        .replace('\n', ' '),
    )
  const processes = (name: string) => onNode(name, whatRunsOfK3s).trim()
  const cordons = () =>
    names.map((name) => kubectl('get', 'node', name, '-o', 'jsonpath={.spec.unschedulable}'))
  const lines = () => onNode('node2', `cat ${written}`).trim().split('\n')
  const web = () =>
    kubectl('-n', namespace, 'get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}')
  const writer = () =>
    kubectl(
      '-n',
      namespace,
      'get',
      'pods',
      '-l',
      'app=writer',
      '-o',
      'jsonpath={.items[*].status.phase}',
    )

  beforeAll(() => {
    kubectl('apply', '-f', webAndWriter(folder, namespace, { data: 'claim' }))
    kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
  }, 200_000)

  afterAll(async () => {
    for (const name of names) lab('power', 'on', name)
    await eventually(() => {
      for (const name of names) onNode(name, `sudo systemctl start --no-block ${unitOf(name)}`)
      return true
    }, 60)
    await eventually(() => names.every((name) => readyOf(name) === 'True'), 120)
    kubectl('uncordon', ...names)
    kubectl('delete', 'namespace', namespace, '--ignore-not-found')
    kubectl('delete', 'pv', namespace, '--ignore-not-found')
    onNode('node2', 'sudo rm -rf /var/tmp/lab-writer')
    rmSync(folder, { recursive: true, force: true })
  }, 240_000)

  test('all of it stands still, and is back as it was: a cordon of somebody else’s too', async () => {
    await eventually(() => lines().length > 3, 60)
    kubectl('cordon', 'node3')
    const client = askAlways(join(folder, 'client'))
    const disk = followFile('node2', written, join(folder, 'times'))
    const began = new Date().toISOString().slice(11, 19)
    const stopped = bramble('stop')
    expect(stopped.code, stopped.out + stopped.err).toBe(0)
    expect(units()).toEqual(names.map(() => 'inactive enabled'))
    expect(names.map(processes)).toEqual(names.map(() => ''))
    const acknowledged = disk.end()
    expect(acknowledged.length).toBeGreaterThan(3)
    expect(lines()).toEqual(acknowledged)

    const started = bramble('start')
    expect(started.code, started.out + started.err).toBe(0)
    expect(units()).toEqual(names.map(() => 'active enabled'))
    expect(names.map(readyOf)).toEqual(names.map(() => 'True'))
    expect(cordons()).toEqual(['', '', 'true', ''])
    kubectl('uncordon', 'node3')
    await eventually(() => web() === '3' && writer() === 'Running', 120)
    await eventually(() => lines().length > acknowledged.length + 3, 60)
    const back = new Date().toISOString().slice(11, 19)
    expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)
    await eventually(() => true, 3)
    const { asked, failed, failures } = client.end()
    const [first = '', last = ''] = [failures[0], failures.at(-1)]
    console.log(`a client that never retries: ${failed} of ${asked} failed, ${first} to ${last}`)
    // It is away because it was stopped, and for no other reason: before and after, nothing fails.
    expect(failed).toBeGreaterThan(0)
    expect(asked).toBeGreaterThan(failed)
    expect(first > began && last < back, `${began} ${first} ${last} ${back}`).toBe(true)
    expect(bramble('start').out).toContain('nothing to do')
  }, 300_000)

  test('boards that lost their power meanwhile come up with K3s, and what writes waits for the start', async () => {
    await eventually(() => lines().length > 3, 60)
    const disk = followFile('node2', written, join(folder, 'times'))
    const stopped = bramble('stop')
    expect(stopped.code, stopped.out + stopped.err).toBe(0)
    const acknowledged = disk.end()
    for (const name of names) lab('power', 'off', name)
    for (const name of names) lab('power', 'on', name)
    await eventually(() => names.every((name) => readyOf(name) === 'True'), 120)
    expect(cordons()).toEqual(names.map(() => 'true'))
    // The scheduler has seen it, and found no node for it.
    await eventually(() => writer() === 'Pending', 30)
    expect(lines()).toEqual(acknowledged)

    const started = bramble('start')
    expect(started.code, started.out + started.err).toBe(0)
    expect(cordons()).toEqual(names.map(() => ''))
    await eventually(() => web() === '3' && writer() === 'Running', 120)
    await eventually(() => lines().length > acknowledged.length + 3, 60)
    expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)
  }, 300_000)
})
