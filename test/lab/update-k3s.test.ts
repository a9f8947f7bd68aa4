import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  askAlways,
  brambleFor,
  canBreak,
  eventually,
  inventoryFile,
  kubectl,
  onNode,
  readInventory,
  readyOf,
} from '#test/support/lab.ts'
import { webAndWriter } from '#test/support/lab-workloads.ts'

/**
 * Another K3s on real nodes. The lab's K3s is an assembly of Kubernetes' own parts, and its next
 * version the same programs under another name: what is shown is the order, the swap of the program,
 * the snapshot and the way back, not what a newer K3s does. `lab next` makes it.
 */
const namespace = 'bramble-update-k3s-test'
const now = 'v1.36.3+k3s1'
const next = 'v1.36.4+k3s1'
const artifacts = z
  .object({ artifacts: z.string() })
  .safeParse(inventoryFile === undefined ? {} : JSON.parse(readFileSync(inventoryFile, 'utf8')))
const program = join(artifacts.data?.artifacts ?? '', `k3s-${next}`)
const canUpdate = inventoryFile !== undefined && canBreak && existsSync(program)

describe.skipIf(!canUpdate)('update k3s on real nodes (needs `lab next`)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-update-k3s-'))
  const names = readInventory().nodes.map(({ name }) => name)
  const bramble = brambleFor(readInventory(), {
    lines: ['approvals: { risk: { disruptive: none } }', `artifacts: { folder: ${folder} }`],
    seconds: 290,
  })
  const versions = () =>
    kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}').split(' ')
  const containers = (name: string) =>
    onNode(name, 'sudo k3s ctr -n k8s.io tasks ls -q | sort').trim().split('\n')
  /** `install.sh` is looked for beside it, and is not run. */
  const put = (file: string) => {
    copyFileSync(file, join(folder, 'k3s'))
    copyFileSync(join(artifacts.data?.artifacts ?? '', 'install.sh'), join(folder, 'install.sh'))
    for (const [name, sums] of [
      ['k3s', 'sha256sum-amd64.txt'],
      ['install.sh', 'install.sh.sha256sum'],
    ] as const) {
      const sum = createHash('sha256').update(readFileSync(join(folder, name)))
      writeFileSync(join(folder, sums), `${sum.digest('hex')}  ${name}\n`)
    }
  }

  beforeAll(() => {
    put(program)
    kubectl('apply', '-f', webAndWriter(folder, namespace))
    kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
  }, 200_000)

  afterAll(() => {
    kubectl('delete', 'namespace', namespace, '--ignore-not-found')
    for (const name of names)
      onNode(
        name,
        `sudo rm -rf /var/tmp/lab-writer /var/lib/rancher/k3s/server/db/snapshots/bramble-before-*
        if [ -f /usr/local/lib/bramble/k3s-${now} ] && k3s --version | grep -qF '${next}'; then
        sudo cp /usr/local/lib/bramble/k3s-${now} /usr/local/bin/k3s.old && sudo mv /usr/local/bin/k3s.old /usr/local/bin/k3s
        for unit in k3s k3s-agent; do sudo systemctl try-restart --no-block $unit 2>/dev/null || true; done; fi
        sudo rm -rf /usr/local/lib/bramble/k3s-v*`,
      )
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)

  test('servers and agents get it one after the other, and no container ends', async () => {
    const before = containers('node2')
    const lines = () => onNode('node2', 'cat /var/tmp/lab-writer/times').trim().split('\n')
    const client = askAlways(join(folder, 'client'))
    const acknowledged = lines()
    // The only server: its API is away while it restarts.
    const refused = bramble('update', 'k3s', next)
    expect(refused.code, refused.out + refused.err).toBe(3)
    expect(refused.out).toContain('server/node1')
    const done = bramble(
      ...['update', 'k3s', next, '--accept', 'server/node1', '--reason', 'the API may be away'],
    )
    const { asked, failed } = client.end()
    console.log(`a client that never retries: ${failed} of ${asked} requests failed`)
    expect(done.code, done.out + done.err).toBe(0)
    expect(new Set(versions())).toEqual(new Set([next]))
    expect(names.map(readyOf)).toEqual(names.map(() => 'True'))
    expect(containers('node2')).toEqual(expect.arrayContaining(before))
    expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)
    expect(asked).toBeGreaterThan(20)
    expect(failed).toBe(0)
    const order = [...done.err.matchAll(/Update K3s on (node\d)/g)].map(([, name]) => name)
    expect([...new Set(order)]).toEqual(['node1', 'node2', 'node3', 'node4'])
    expect(onNode('node1', 'sudo ls /var/lib/rancher/k3s/server/db/snapshots')).toContain(
      'bramble-before-v1.36.4-k3s1',
    )
  }, 300_000)

  test('the second time there is nothing to do, and undo goes back to the kept program', async () => {
    expect(bramble('update', 'k3s', next).out).not.toContain('update-k3s ')
    const undone = bramble('undo')
    expect(undone.code, undone.out + undone.err).toBe(0)
    await eventually(() => versions().every((version) => version === now), 120)
    await eventually(() => names.every((name) => readyOf(name) === 'True'), 60)
  }, 300_000)

  test('a program that is another release than its folder says stops it before any restart', () => {
    // Its name for the version stands elsewhere than where releases have it: only running it tells.
    put(join(artifacts.data?.artifacts ?? '', 'k3s'))
    const stopped = bramble('update', 'k3s', next, '--accept', 'server/node1', '--reason', 'a test')
    expect([4, 64]).toContain(stopped.code)
    expect(stopped.out + stopped.err).toContain(now)
    expect(new Set(versions())).toEqual(new Set([now]))
  }, 200_000)
})
