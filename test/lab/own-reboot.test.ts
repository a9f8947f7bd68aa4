import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  askAlways,
  canBreak,
  eventually,
  followFile,
  inventoryFile,
  kubectl,
  onNode,
  readInventory,
  readyOf,
  root,
} from '#test/support/lab.ts'
import { webAndWriter } from '#test/support/lab-workloads.ts'

/**
 * Bramble, packaged, on a node of the cluster as the user pi: it starts that very node anew, and
 * nobody tells it to go on. The oracles are the node's boot id, its systemd and files, kubectl, a
 * client outside the cluster that never asks twice, and a file that a pod syncs each second.
 */
const namespace = 'bramble-own-reboot-test'
const written = '/var/tmp/lab-writer/times'
const unit = '/etc/systemd/system/bramble-resume.service'
const wanted = '/etc/systemd/system/multi-user.target.wants/bramble-resume.service'
const place = '/home/pi/bramble'
const bramble = `cd ${place} && ./node package/bramble.js`

describe.skipIf(inventoryFile === undefined || !canBreak)(
  'Bramble on a node of its cluster',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'bramble-own-reboot-'))
    const inventory = readInventory()
    const bootId = (name: string) => onNode(name, 'cat /proc/sys/kernel/random/boot_id').trim()
    const cordoned = (name: string) =>
      kubectl('get', 'node', name, '-o', 'jsonpath={.spec.unschedulable}')
    const doing = (name: string) =>
      kubectl('get', 'node', name, '-o', 'jsonpath={.metadata.annotations.bramble/doing}')
    const left = (name: string) => onNode(name, `ls ${unit} ${wanted} 2>/dev/null; true`).trim()
    const lines = () => onNode('node2', `cat ${written}`).trim().split('\n')
    const stateOfRun = (name: string) =>
      JSON.parse(onNode(name, `${bramble} runs --json`)).runs[0]?.state as string

    /** Everything that a person would bring there: the package, a Node, a key and two files. */
    function install(name: string): void {
      const [first] = inventory.nodes
      const target = inventory.nodes.find((one) => one.name === name)
      if (!first || !target) throw new Error(`no ${name} in the inventory`)
      const nodes = inventory.nodes.map(
        ({ name: one, address }) =>
          `  ${one}: { address: ${address}, role: ${one === 'node1' ? 'server' : 'agent'} }`,
      )
      writeFileSync(
        join(folder, 'bramble.yaml'),
        [
          'cluster: lab',
          `ssh: { user: pi, identityFile: ${place}/key, knownHostsFile: ${place}/known_hosts }`,
          `kubeconfig: ${place}/kubeconfig`,
          'approvals: { risk: { safe: none, disruptive: none } }',
          'nodes:',
          ...nodes,
          '',
        ].join('\n'),
      )
      onNode(name, `mkdir -p ${place}`)
      const options = ['-q', '-r', '-i', first.identityFile, '-o', 'BatchMode=yes']
      execFileSync(
        'scp',
        [
          ...options,
          ...['-o', `UserKnownHostsFile=${inventory.knownHostsFile}`],
          ...[join(folder, 'package'), join(folder, 'bramble.yaml'), process.execPath],
          ...[first.identityFile, inventory.knownHostsFile, inventory.kubeconfig],
          `pi@${target.address}:${place}/`,
        ],
        { timeout: 60_000 },
      )
      onNode(name, `chmod 600 ${place}/key ${place}/kubeconfig`)
    }

    beforeAll(() => {
      execFileSync(process.execPath, [join(root, 'tools/build.ts'), join(folder, 'package')], {
        cwd: root,
        stdio: 'ignore',
      })
      kubectl('apply', '-f', webAndWriter(folder, namespace))
      kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
      kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
    }, 200_000)

    afterAll(() => {
      kubectl('uncordon', 'node1', 'node2')
      kubectl('delete', 'namespace', namespace, '--ignore-not-found')
      for (const name of ['node1', 'node2'])
        onNode(
          name,
          `rm -rf ${place} ~/.local/state/bramble; sudo rm -rf ${unit} ${wanted} /var/tmp/lab-writer`,
        )
      rmSync(folder, { recursive: true, force: true })
    }, 120_000)

    /** Starts it as somebody at that node does, whose session ends with the node. */
    async function rebootsItself(name: string): Promise<void> {
      install(name)
      const before = bootId(name)
      const client = askAlways(join(folder, `client-${name}`))
      const disk = followFile('node2', written, join(folder, `times-${name}`))
      await eventually(() => lines().length > 3, 60)
      const { plan, refusals } = Planned.parse(
        JSON.parse(onNode(name, `${bramble} reboot ${name} --dry-run --json; true`)),
      )
      expect(JSON.stringify(plan)).toContain(unit)
      // What is on this node alone is away for as long as it starts again: somebody accepts that.
      expect(refusals.map(({ kind }) => kind)).not.toContain('data')
      const subjects = [...new Set(refusals.map(({ subject }) => subject))].join(',')
      const accept = subjects === '' ? '' : `--accept ${subjects} --reason test`
      onNode(name, `${bramble} reboot ${name} ${accept} >said 2>&1 </dev/null & sleep 1`)
      await eventually(() => bootId(name) !== before, 150)
      const boot = bootId(name)
      const acknowledged = disk.end()
      // Nobody says anything to it from here on.
      await eventually(
        () => readyOf(name) === 'True' && cordoned(name) === '' && doing(name) === '',
        150,
      )
      await eventually(() => stateOfRun(name) === 'done', 60)
      expect(bootId(name)).toBe(boot)
      await eventually(() => left(name) === '', 30)
      expect(onNode(name, 'systemctl show -p Result --value bramble-resume').trim()).toBe('success')
      kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
      kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
      await eventually(() => lines().length > acknowledged.length + 3, 60)
      expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)
      const { asked, failed, failures } = client.end()
      console.log(`a client that never retries: ${failed} of ${asked} requests failed`, failures)
      expect(asked).toBeGreaterThan(20)
      expect(failed / asked).toBeLessThan(0.1)
    }

    test(
      'an agent starts itself anew, and its run ends by itself',
      () => rebootsItself('node2'),
      290_000,
    )

    test(
      'the only server starts itself anew: its API comes up with it',
      () => rebootsItself('node1'),
      290_000,
    )
  },
)

const Planned = z.object({
  plan: z.unknown(),
  refusals: z.array(z.object({ kind: z.string(), subject: z.string() })),
})
