import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Answer,
  brambleFor,
  canBreak,
  eventually,
  inventoryFile,
  kubectl,
  onNode,
  readInventory,
  readyOf,
} from '#test/support/lab.ts'

/** A cluster that somebody built by another program: what `up` makes of it. The oracles are the nodes. */
describe.skipIf(inventoryFile === undefined || !canBreak)(
  'a cluster that was built by hand',
  () => {
    const { nodes } = readInventory()
    const journal = '/etc/systemd/journald.conf.d/90-persistent.conf'
    const limits = '/etc/sysctl.d/90-bramble.conf'
    const configuration = '/etc/rancher/k3s/config.yaml'
    let bramble: (...args: readonly string[]) => Answer

    /** Every file of the system and of K3s's configuration, and since when its unit runs. */
    const state = (name: string) =>
      onNode(
        name,
        `sudo find /etc /usr/local -type f -printf '%p %i %T@ %s\\n' | sort
systemctl show k3s k3s-agent -p Id -p ActiveEnterTimestampMonotonic`,
      )
    const all = () => nodes.map(({ name }) => state(name))

    beforeAll(() => {
      const { kubeletVersion } = JSON.parse(
        kubectl('get', 'nodes', '-o', 'jsonpath={.items[0].status.nodeInfo}'),
      )
      bramble = brambleFor(readInventory(), {
        lines: [
          `k3s: { version: ${kubeletVersion}, datastore: etcd }`,
          'approvals: { risk: { safe: none, disruptive: none } }',
        ],
      })
    })

    afterAll(async () => {
      for (const { name } of nodes)
        onNode(
          name,
          `sudo rm -f ${journal} ${limits} /usr/local/lib/bramble/files.txt; sudo systemctl restart systemd-journald`,
        )
      await eventually(() => nodes.every(({ name }) => readyOf(name) === 'True'), 60)
    })

    test('is shown with its true difference, and nothing is changed unasked', () => {
      const before = all()
      const { code, out, err } = bramble('up', '--json')
      expect(code, err + out).toBe(0)
      const { plan } = JSON.parse(out)
      expect(plan.steps).toEqual([])
      const told = plan.leaves.map(({ what }: { what: string }) => what)
      for (const { name } of nodes) {
        const line = told.find((one: string) => one.startsWith(`${name}: `)) ?? ''
        // What is told to differ is exactly what is not there.
        for (const path of line.slice(name.length + 2).split(', '))
          expect(onNode(name, `[ -e ${path} ] && echo there || echo missing`), path).toBe(
            'missing\n',
          )
        for (const path of [journal, limits, configuration]) expect(line).toContain(path)
      }
      expect(all()).toEqual(before)
    })

    test('gets the part that was asked for, and no other', () => {
      const { code, out, err } = bramble('up', '--only', 'boards')
      expect(code, err + out).toBe(0)
      const sinceWhen = (name: string) =>
        state(name)
          .split('\n')
          .filter((line) => line.startsWith('ActiveEnter'))
      for (const { name } of nodes) {
        expect(onNode(name, `head -n 1 ${journal}`)).toContain('Kept by Bramble')
        expect(onNode(name, `[ -e ${configuration} ] || echo missing`)).toBe('missing\n')
        expect(readyOf(name)).toBe('True')
      }
      const units = nodes.map(({ name }) => sinceWhen(name))
      const again = bramble('up', '--only', 'boards', '--json')
      expect(JSON.parse(again.out).plan.steps).toEqual([])
      expect(nodes.map(({ name }) => sinceWhen(name))).toEqual(units)
    })
  },
)
