import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CheckReport, Diagnosis } from '#src/model/diagnosis.ts'
import type { Status } from '#src/model/status.ts'
import {
  type Answer,
  alsoTrue,
  brambleFor,
  canBreak,
  eventually,
  forgetKernelLog,
  inventoryFile,
  kubectl,
  lab,
  machineIsBusy,
  onNode,
  readInventory,
  readyOf,
} from '#test/support/lab.ts'

const bringImages = `cd /var/lib/rancher/k3s/agent/images 2>/dev/null || exit 0
for images in *.tar; do sudo k3s ctr images import "$images"; done`

/** The whole program against real nodes. The oracle is kubectl or the node, never Bramble. */
describe.skipIf(inventoryFile === undefined)('seeing a real cluster', () => {
  const inventory = readInventory()
  const names = inventory.nodes.map(({ name }) => name).sort()
  let bramble: (...args: readonly string[]) => Answer

  const json = <T>(...args: string[]): T => {
    const { out, err } = bramble(...args, '--json')
    if (out === '') throw new Error(err)
    return JSON.parse(out) as T
  }

  beforeAll(() => {
    bramble = brambleFor(inventory)
  })

  test('status agrees with kubectl on every node', () => {
    const status = json<Status>('status')
    expect(status.nodes.map(({ name }) => name)).toEqual(names)
    for (const node of status.nodes) {
      expect(node.ready, node.name).toBe(readyOf(node.name))
      expect(node.version).toBe(
        kubectl('get', 'node', node.name, '-o', 'jsonpath={.status.nodeInfo.kubeletVersion}'),
      )
      expect(node.ssh).toBe('answered')
    }
    const pods = kubectl('get', 'pods', '-A', '-o', 'name').trim().split('\n').filter(Boolean)
    expect((status.pods?.well ?? 0) + (status.pods?.troubled.length ?? 0)).toBe(pods.length)
  })

  test("what a node says of itself is what the node's own commands say", () => {
    const status = json<Status>('status')
    for (const node of status.nodes) {
      const total =
        Number(/MemTotal:\s+(\d+)/.exec(onNode(node.name, 'cat /proc/meminfo'))?.[1]) * 1024
      expect(node.memoryTotalBytes, node.name).toBe(total)
      const used = Number(/(\d+)%/.exec(onNode(node.name, 'df -P /'))?.[1])
      expect(Math.abs((node.diskUsedPercent ?? -100) - used), node.name).toBeLessThanOrEqual(1)
      expect(node.kernelRelease).toBe(onNode(node.name, 'uname -r').trim())
    }
  })

  test('check sees all nodes and every question has an answer or a reason', () => {
    const report = json<CheckReport>('check')
    const doors = report.coverage
      .filter(({ door }) => door === 'ssh')
      .map(({ target, outcome }) => `${target} ${outcome}`)
    expect(doors.sort()).toEqual(names.map((name) => `${name} answered`))
    const ready = report.results.filter(({ check }) => check === 'node-is-ready')
    expect(ready.map(({ subject, verdict }) => `${subject} ${verdict}`).sort()).toEqual(
      names.map((name) => `node/${name} pass`),
    )
    expect(
      report.results.filter(({ verdict, reason }) => verdict === 'unknown' && reason === ''),
    ).toEqual([])
  })

  test('logs are those of the node', () => {
    const node = names[1] ?? ''
    const marker = `bramble-test-${Date.now()}`
    onNode(node, `logger -t bramble-test ${marker}`)
    const { out, code } = bramble('logs', node, '--grep', marker, '-n', '5')
    expect(out).toContain(marker)
    expect(code).toBe(0)
  })

  test('a healthy cluster has no finding of warning or above', async () => {
    // Its making has kept the machine busy; where others go on with that, its nodes truly are overloaded.
    await eventually(() => !machineIsBusy(), 240).catch(() => undefined)
    const machine = alsoTrue()
    const diagnosis = json<Diagnosis>('diagnose')
    const loud = diagnosis.findings.filter(
      ({ severity, cause }) => severity !== 'info' && !machine.includes(cause),
    )
    expect(loud.map(({ id, evidence }) => `${id}: ${evidence[0]?.text}`)).toEqual([])
  }, 300_000)

  test('a bundle replays to the identical diagnosis', () => {
    const folder = `${process.env['TMPDIR'] ?? '/tmp'}/bramble-bundle-${process.pid}.tar.gz`
    expect(bramble('collect', '--output', folder).code).not.toBe(64)
    const first = json<Diagnosis>('diagnose', folder)
    const again = json<Diagnosis>('diagnose', folder)
    expect(again).toEqual(first)
    expect(
      first.coverage
        .filter(({ door }) => door === 'ssh')
        .map(({ target }) => target)
        .sort(),
    ).toEqual(names)
  })

  describe.skipIf(!canBreak)('with a node that', () => {
    // Each fault has a node of its own where it can: what a log remembers of one is no part of the next.
    const [server = '', second = '', third = '', fourth = ''] = names
    beforeAll(() => forgetKernelLog())
    afterEach(async () => {
      for (const node of names) {
        lab('power', 'on', node)
        lab('fault', node, 'clear')
      }
      await eventually(() => names.every((name) => readyOf(name) === 'True'), 120)
    })

    test('is off: its silence is evidence, and nothing is claimed beyond it', async () => {
      lab('power', 'off', third)
      await eventually(() => readyOf(third) === 'Unknown', 90)
      const report = json<CheckReport>('check')
      expect(report.coverage.find(({ target }) => target === third)?.outcome).not.toBe('answered')
      const ready = report.results.find(
        ({ check, subject }) => check === 'node-is-ready' && subject === `node/${third}`,
      )
      expect(ready?.verdict).toBe('fail')
      const diagnosis = json<Diagnosis>('diagnose')
      const subjects = diagnosis.findings
        .filter(({ severity }) => severity !== 'info')
        .map(({ subject }) => subject)
      expect(subjects).toContain(`node/${third}`)
      expect([
        'unknown',
        'power-loss',
        'server-unreachable-from-agent',
        'nic-or-link-fault',
        ...alsoTrue(),
      ]).toContain(diagnosis.cause)
      expect(diagnosis.next.length).toBeGreaterThan(0)
    }, 240_000)

    test('is cut off from the others: it answers over SSH and says so itself', async () => {
      lab('fault', fourth, 'partition')
      await eventually(() => readyOf(fourth) === 'Unknown', 90)
      const diagnosis = json<Diagnosis>('diagnose')
      expect(diagnosis.coverage.find(({ target }) => target === fourth)?.outcome).toBe('answered')
      // One agent cut off, or a server too busy for it: the agent's words alone do not decide.
      const named = [
        ...diagnosis.findings.map(({ cause }) => cause),
        ...diagnosis.undecided.map(({ pattern }) => pattern),
      ]
      expect(named).toContain('server-unreachable-from-agent')
      expect([
        'server-unreachable-from-agent',
        'nic-or-link-fault',
        'traffic-blocked',
        'unknown',
        ...alsoTrue(),
      ]).toContain(diagnosis.cause)
    }, 240_000)

    test('was stopped by hand: the service is named, not the network', async () => {
      lab('fault', second, 'stop-kubelet')
      await eventually(() => readyOf(second) === 'Unknown', 90)
      expect(json<Diagnosis>('diagnose').cause).toBe('k3s-service-stopped')
    }, 240_000)

    test('has a full disk', async () => {
      lab('fault', third, 'disk-full')
      const pressure = () =>
        kubectl(
          'get',
          'node',
          third,
          '-o',
          'jsonpath={.status.conditions[?(@.type=="DiskPressure")].status}',
        )
      await eventually(() => pressure() === 'True', 90)
      const diagnosis = json<Diagnosis>('diagnose')
      expect(diagnosis.cause).toBe('node-disk-full')
      expect(diagnosis.findings[0]?.subject).toBe(`node/${third}`)
      // A kubelet keeps the pressure for five minutes after it is over, unless it starts anew.
      lab('fault', third, 'clear')
      onNode(third, 'sudo systemctl restart k3s-agent')
      await eventually(() => pressure() === 'False', 90)
      // It threw out what no pod used; later tests run images that no registry has.
      onNode(third, bringImages)
    }, 240_000)

    test('is the server, and its API is down: the nodes are still seen', async () => {
      lab('fault', server, 'stop-kubelet')
      await eventually(
        () => onNode(server, 'systemctl is-active k3s || true').trim() === 'inactive',
        60,
      )
      const diagnosis = json<Diagnosis>('diagnose')
      expect(
        diagnosis.coverage.filter(({ door, outcome }) => door === 'api' && outcome === 'answered'),
      ).toEqual([])
      const seen = diagnosis.coverage.filter(
        ({ door, outcome }) => door === 'ssh' && outcome === 'answered',
      )
      expect(seen.map(({ target }) => target).sort()).toEqual(names)
      expect(diagnosis.cause).toBe('k3s-service-stopped')
      expect(diagnosis.findings[0]?.subject).toBe(`node/${server}`)
    }, 240_000)

    test('runs out of memory', async () => {
      lab('fault', fourth, 'oom')
      await eventually(
        () => onNode(fourth, 'sudo dmesg | tail -200').includes(`/lab-${fourth}`),
        90,
      )
      expect(json<Diagnosis>('diagnose').cause).toBe('oom-killer-node')
    }, 240_000)
  })
})
