import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Entry } from '#src/model/entry.ts'
import {
  type Answer,
  brambleFor,
  canBreak,
  eventually,
  inventoryFile,
  kubectl,
  lab,
  onNode,
  readInventory,
} from '#test/support/lab.ts'

/**
 * The lab's PoE switch, a real snmpd, takes the power of a real node away. The oracles are kubectl,
 * the node itself, snmpget and `lab power`.
 */
const switchAddress = '10.44.0.2'
const namespace = 'bramble-power-test'
const outOfService = 'node.kubernetes.io/out-of-service'
const adminEnable = '1.3.6.1.2.1.105.1.1.1.3.1'

const app = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace },
      spec: {
        replicas: 6,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name: 'web',
                image: process.env['BRAMBLE_LAB_IMAGE'] ?? 'docker.io/library/lab-app:1',
                imagePullPolicy: 'IfNotPresent',
              },
            ],
          },
        },
      },
    },
  ],
})

describe.skipIf(inventoryFile === undefined || !canBreak)('power by a real SNMP switch', () => {
  const inventory = readInventory()
  const node = inventory.nodes.at(-1)?.name ?? ''
  const port = node.replace(/\D+/, '')
  let bramble: (...args: readonly string[]) => Answer

  const bootId = () => onNode(node, 'cat /proc/sys/kernel/random/boot_id').trim()
  const taints = () => kubectl('get', 'node', node, '-o', 'jsonpath={.spec.taints[*].key}')
  const admin = () =>
    execFileSync(
      'snmpget',
      ['-v2c', '-c', 'public', '-Oqv', switchAddress, `${adminEnable}.${port}`],
      { encoding: 'utf8' },
    ).trim()
  const webOn = () =>
    kubectl(
      ...['-n', namespace, 'get', 'pods', '--field-selector', `spec.nodeName=${node}`],
      ...['-o', 'name'],
    )
      .split('\n')
      .filter(Boolean)
  const ready = () =>
    kubectl('-n', namespace, 'get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}')
  const remembered = (step: string) => {
    const { out } = bramble('history', '--json')
    const { entries } = JSON.parse(out) as { entries: readonly Entry[] }
    return entries.flatMap(({ happening }) =>
      happening.kind === 'step-started' && happening.step === step ? [happening.remembered] : [],
    )[0]
  }

  /** Two ways to the same port: a community for v2c, a user with privacy for v3. */
  const switches = [
    'switches:',
    `  closet: { snmp: { address: ${switchAddress}, community: { env: LAB_SNMP } } }`,
    `  attic: { snmp: { address: ${switchAddress}, user: bramble, authentication: { env: LAB_AUTH }, privacy: { env: LAB_PRIV } } }`,
    'approvals: { risk: { disruptive: none, destructive: none } }',
  ]
  const by = (name: string) => ({
    lines: switches,
    ofNode: (one: string) => (one === node ? `, power: { switch: ${name}, port: ${port} }` : ''),
  })

  beforeAll(async () => {
    Object.assign(process.env, {
      LAB_SNMP: 'private',
      LAB_AUTH: 'labauthpass',
      LAB_PRIV: 'labprivpass',
    })
    lab('switch', 'up')
    execFileSync('kubectl', ['--kubeconfig', inventory.kubeconfig, 'apply', '-f', '-'], {
      input: app,
    })
    await eventually(() => ready() === '6', 90)
    bramble = brambleFor(inventory, by('closet'))
  }, 180_000)

  afterAll(async () => {
    lab('power', 'on', node)
    execFileSync('snmpset', [
      ...['-v2c', '-c', 'private', switchAddress],
      ...[`${adminEnable}.${port}`, 'i', '1'],
    ])
    await eventually(() => bootId() !== '', 60)
    if (taints().includes(outOfService)) kubectl('taint', 'nodes', node, `${outOfService}-`)
    kubectl('delete', 'namespace', namespace, '--ignore-not-found')
    lab('switch', 'down')
  }, 180_000)

  test('a wrong community switches nothing, and says so', () => {
    process.env['LAB_SNMP'] = 'hunter2'
    const { code, out, err } = bramble('power-cycle', node)
    process.env['LAB_SNMP'] = 'private'
    expect(code).toBe(3)
    const said = `${out}${err}`.replace(/\s+/g, ' ')
    expect(said).toContain('a wrong community gets none')
    expect(said).not.toContain('hunter2')
    expect(admin()).toBe('1')
  })

  test('a cycle ends with a new boot, and keeps what others saw', () => {
    const before = bootId()
    const { code, err } = bramble('power-cycle', node)
    expect(code, err).toBe(0)
    expect(bootId()).not.toBe(before)
    expect(admin()).toBe('1')
    expect(taints()).not.toContain(outOfService)
    const kept = remembered('cycle-power') as { bootId: string; heard: string[]; outlet: string }
    expect(kept.bootId).toBe(before)
    expect(kept.outlet).toBe(`closet port ${port}: on, deliveringPower`)
    expect(kept.heard.length).toBe(inventory.nodes.length - 1)
  }, 180_000)

  test('a hold gives what ran there to others, and on brings it back into service', async () => {
    bramble = brambleFor(inventory, by('attic'))
    await eventually(() => ready() === '6', 90)
    kubectl('-n', namespace, 'rollout', 'restart', 'deployment/web')
    kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    expect(webOn(), 'no pod runs on the node').not.toEqual([])
    const before = bootId()
    const off = bramble('power-off', node, '--hold')
    expect(off.code, off.err + off.out).toBe(0)
    expect(admin()).toBe('2')
    expect(taints()).toContain(outOfService)
    await eventually(() => webOn().length === 0 && ready() === '6', 90)
    const on = bramble('power-on', node)
    expect(on.code, on.err + on.out).toBe(0)
    expect(taints()).not.toContain(outOfService)
    expect(bootId()).not.toBe(before)
    expect(admin()).toBe('1')
  }, 300_000)

  test('two cuts an hour are enough', () => {
    expect(bramble('power-cycle', node).code).toBe(0)
    const { code, out } = bramble('power-cycle', node)
    expect(code).toBe(3)
    expect(out).toContain('its power was cut at')
    expect(admin()).toBe('1')
  }, 300_000)
})
