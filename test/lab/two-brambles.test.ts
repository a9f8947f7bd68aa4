import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
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
 * Two Brambles at once, of one home and of two, kept apart by a real Lease. kubectl and the nodes'
 * boot ids are the oracles; kubectl also plays the one that takes the Lease away.
 */
const namespace = 'bramble-two-test'
const lease = ['-n', 'kube-system', 'lease', 'bramble']

describe.skipIf(inventoryFile === undefined || !canBreak)('two Brambles at once', () => {
  const wish = { lines: ['approvals: { risk: { disruptive: none } }'], seconds: 200 }
  const desk = brambleFor(readInventory(), wish)
  const attic = brambleFor(readInventory(), wish)
  const folder = mkdtempSync(join(tmpdir(), 'bramble-two-'))
  const accept = ['--accept', `budget/${namespace}/web`, '--reason', 'the test opens it']
  const cordoned = (name: string) =>
    kubectl('get', 'node', name, '-o', 'jsonpath={.spec.unschedulable}')
  const bootId = (name: string) => onNode(name, 'cat /proc/sys/kernel/random/boot_id').trim()
  const holder = () => kubectl('get', ...lease, '-o', 'jsonpath={.spec.holderIdentity}')
  const patch = (what: readonly string[], spec: object) =>
    kubectl('patch', ...what, '--type=merge', '-p', JSON.stringify({ spec }))
  const budget = (minAvailable: number) => patch(['-n', namespace, 'pdb', 'web'], { minAvailable })
  let node = ''

  beforeAll(() => {
    kubectl('apply', '-f', webAndWriter(folder, namespace))
    kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    const hosts = kubectl(
      ...['-n', namespace, 'get', 'pods', '-l', 'app=web', '-o'],
      'jsonpath={.items[*].spec.nodeName}',
    ).split(' ')
    node = hosts.find((host) => host !== 'node1' && host !== 'node2') ?? ''
    expect(node, 'no web server runs on an agent without the writer').not.toBe('')
  }, 200_000)

  afterAll(() => {
    kubectl('uncordon', 'node2', 'node3', 'node4')
    kubectl('delete', 'namespace', namespace, '--ignore-not-found')
    onNode('node2', 'sudo rm -rf /var/tmp/lab-writer')
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)

  test('the second is refused, and a run whose Lease is taken stops at the end of its step', async () => {
    const before = bootId(node)
    budget(3)
    const running = desk.start('reboot', node, ...accept)
    await eventually(() => cordoned(node) === 'true' && holder() !== '', 90)
    const own = holder()

    for (const second of [desk, attic]) {
      const refused = second('uncordon', node)
      expect(refused.code, refused.out + refused.err).toBe(75)
      expect(refused.out + refused.err).toContain('Only one Bramble changes a cluster at a time.')
    }
    expect(cordoned(node)).toBe('true')
    expect(holder()).toBe(own)

    patch(lease, { holderIdentity: 'somebody@else 0123' })
    // Its drain may end now; what would come next is the boot.
    budget(2)
    const { code, out, err } = await running.ended
    expect(code, out + err).toBe(4)
    expect(out + err).toContain('has taken the Lease of this cluster')
    expect(bootId(node)).toBe(before)
    expect(holder()).toBe('somebody@else 0123')

    patch(lease, { holderIdentity: null })
    const undone = desk('undo')
    expect(undone.code, undone.out + undone.err).toBe(0)
    expect(cordoned(node)).toBe('')
    expect(holder()).toBe('')
  }, 290_000)
})
