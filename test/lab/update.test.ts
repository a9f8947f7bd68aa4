import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { AptArchive } from '#test/support/apt-archive.ts'
import {
  askAlways,
  brambleFor,
  canBreak,
  eventually,
  inventoryFile,
  kubectl,
  onNode,
  readInventory,
} from '#test/support/lab.ts'
import { webAndWriter } from '#test/support/lab-workloads.ts'

/**
 * Real apt and dpkg on real nodes, from an archive of the test's own. Meanwhile a client outside the
 * cluster asks a service and never asks twice, and a pod appends to a file and syncs it.
 */
const namespace = 'bramble-update-test'
const nodes = ['node2', 'node3']
const probe = (version: string) => ({
  name: 'lab-probe',
  version,
  files: { '/etc/lab-probe.conf': `of ${version}\n`, '/usr/share/lab-probe/version': version },
})

describe.skipIf(inventoryFile === undefined || !canBreak)('update os on real nodes', () => {
  const bramble = brambleFor(readInventory(), {
    lines: ['approvals: { risk: { disruptive: none } }'],
    seconds: 280,
  })
  const onEach = (command: string) => nodes.map((name) => onNode(name, command))
  const version = (name: string, one = 'lab-probe') =>
    onNode(name, `dpkg-query -W -f '\${Version} \${db:Status-Status}' ${one} 2>/dev/null || true`)
  const bootId = (name: string) => onNode(name, 'cat /proc/sys/kernel/random/boot_id').trim()
  let archive: AptArchive
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bramble-update-'))
    archive = new AptArchive('10.44.0.1', 8765)
    archive.add(probe('1.0'), { name: 'lab-held', version: '1.0' })
    const source = `echo '${archive.source}' | sudo tee /etc/apt/sources.list >/dev/null`
    await eventually(() => {
      onEach(
        `sudo cp -n /etc/apt/sources.list /etc/apt/sources.list.before; ${source}; sudo apt-get -q update`,
      )
      return true
    }, 20)
    onEach('sudo apt-get -q -y install lab-probe lab-held && sudo apt-mark hold lab-held')
    onNode('node2', 'echo mine | sudo tee -a /etc/lab-probe.conf')
    kubectl('apply', '-f', webAndWriter(folder, namespace))
    kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
  }, 200_000)

  afterAll(() => {
    kubectl('delete', 'namespace', namespace, '--ignore-not-found')
    kubectl('uncordon', ...nodes)
    onEach(
      'sudo mv /etc/apt/sources.list.before /etc/apt/sources.list; sudo rm -rf /var/lib/apt/periodic/*-stamp /var/tmp/lab-writer; sudo apt-mark unhold lab-held; sudo dpkg --force-all -P lab-probe lab-held lab-restarts lab-broken',
    )
    archive.close()
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)

  test('two nodes one after the other, one of them starts again, and nothing acknowledged is lost', async () => {
    archive.add(
      probe('1.1'),
      { name: 'lab-held', version: '1.1' },
      { name: 'lab-restarts', version: '1.0' },
    )
    onNode('node2', 'sudo apt-get -q update && sudo apt-get -q -y install lab-restarts')
    archive.add({
      name: 'lab-restarts',
      version: '1.1',
      configure: 'touch /run/reboot-required; echo lab-restarts >>/run/reboot-required.pkgs',
    })
    onEach('sudo rm -f /var/lib/apt/periodic/*-stamp')
    const boots = nodes.map(bootId)
    const client = askAlways(join(folder, 'client'))
    const lines = () => onNode('node2', 'cat /var/tmp/lab-writer/times').trim().split('\n')
    const acknowledged = lines()
    const refused = bramble('update', 'os', '--nodes', nodes.join(','), '--json')
    // What is on one node alone may be away for as long as it starts again: somebody accepts that.
    const accept = refusalsOf(refused.out).join(',')
    const done = bramble(
      ...['update', 'os', '--nodes', nodes.join(','), '--json'],
      ...['--accept', accept, '--reason', 'the writer may be away for a minute'],
    )
    expect(done.code, `${accept}\n${done.out}\n${done.err}`).toBe(0)
    expect(nodes.map((name) => version(name))).toEqual(['1.1 installed', '1.1 installed'])
    expect(version('node2', 'lab-held')).toBe('1.0 installed')
    expect(onNode('node2', 'cat /etc/lab-probe.conf')).toBe('of 1.0\nmine\n')
    // Only the node whose packages ask for it started again, once.
    expect(bootId('node2')).not.toBe(boots[0])
    expect(bootId('node3')).toBe(boots[1])
    expect(kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].spec.unschedulable}')).toBe('')
    await eventually(() => lines().length > acknowledged.length + 2, 60)
    expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)
    const { asked, failed } = client.end()
    console.log(`a client that never retries: ${failed} of ${asked} requests failed`)
    expect(asked).toBeGreaterThan(20)
    expect(failed / asked).toBeLessThan(0.1)
  }, 300_000)

  test('the second time there is nothing to do, and what is held is named', () => {
    const again = bramble('update', 'os', '--nodes', nodes.join(','))
    expect(again.code, again.out + again.err).toBe(0)
    expect(again.out).toContain('lab-held on node2')
    expect(again.out).not.toContain('Drain')
  })

  test('what dpkg left half installed is finished', () => {
    archive.add({
      name: 'lab-broken',
      version: '1.0',
      configure: '[ ! -e /var/tmp/lab-broken-fails ]',
    })
    const install =
      'sudo touch /var/tmp/lab-broken-fails; sudo apt-get -q update; sudo apt-get -q -y install lab-broken'
    expect(() => onNode('node3', install)).toThrow()
    onNode('node3', 'sudo rm /var/tmp/lab-broken-fails')
    expect(version('node3', 'lab-broken')).not.toContain('installed')
    const done = bramble('update', 'os', '--nodes', 'node3')
    expect(done.code, done.out + done.err).toBe(0)
    expect(done.out).toContain('dpkg was interrupted: lab-broken')
    expect(version('node3', 'lab-broken')).toBe('1.0 installed')
  }, 200_000)

  test('a package that cannot be configured stops the run, and resume goes on', () => {
    archive.add({
      name: 'lab-broken',
      version: '1.1',
      configure: '[ ! -e /var/tmp/lab-broken-fails ]',
    })
    onNode(
      'node3',
      'sudo touch /var/tmp/lab-broken-fails; sudo rm -f /var/lib/apt/periodic/*-stamp',
    )
    const stopped = bramble('update', 'os', '--nodes', 'node3')
    expect(stopped.code, stopped.out + stopped.err).toBe(4)
    expect(stopped.out).toContain('lab-broken')
    expect(kubectl('get', 'node', 'node3', '-o', 'jsonpath={.spec.unschedulable}')).toBe('true')
    onNode('node3', 'sudo rm /var/tmp/lab-broken-fails')
    const resumed = bramble('resume')
    expect(resumed.code, resumed.out + resumed.err).toBe(0)
    expect(version('node3', 'lab-broken')).toBe('1.1 installed')
    expect(kubectl('get', 'node', 'node3', '-o', 'jsonpath={.spec.unschedulable}')).toBe('')
  }, 250_000)
})

const Planned = z.object({ refusals: z.array(z.object({ kind: z.string(), subject: z.string() })) })

function refusalsOf(out: string): readonly string[] {
  const { refusals } = Planned.parse(JSON.parse(out))
  expect(refusals.map(({ kind }) => kind)).not.toContain('data')
  return [...new Set(refusals.map(({ subject }) => subject))]
}
