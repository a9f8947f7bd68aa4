import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import {
  type Answer,
  brambleFor,
  canBreak,
  eventually,
  forgetKernelLog,
  inventoryFile,
  jsonOf,
  kubectl,
  machineIsBusy,
  onNode,
  readInventory,
} from '#test/support/lab.ts'
import {
  allReady,
  expectCause,
  forgetPast,
  limitPodsMemory,
  restorePodsMemory,
  tried,
} from '#test/support/lab-faults.ts'

/**
 * Real faults beyond those of seeing.test.ts, each made by the means of the cluster.
 * kubectl says when the fault is there; then Bramble has to name it.
 */

const namespace = 'bramble-faults-test'
const image = process.env['BRAMBLE_LAB_IMAGE'] ?? 'docker.io/library/lab-app:1'
const usual = { name: 'app', image, imagePullPolicy: 'IfNotPresent' }

function deployment(name: string, container: object, node: string) {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { 'kubernetes.io/hostname': node },
          terminationGracePeriodSeconds: 1,
          containers: [{ ...usual, ...container }],
        },
      },
    },
  }
}

function create(...items: readonly object[]): void {
  execFileSync('kubectl', ['--kubeconfig', readInventory().kubeconfig, 'apply', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    timeout: 60_000,
    stdio: 'pipe',
  })
}

describe.skipIf(inventoryFile === undefined || !canBreak)('a real fault', () => {
  const inventory = readInventory()
  const names = inventory.nodes.map(({ name }) => name).sort()
  const [, second = '', third = '', fourth = ''] = names
  let bramble: (...args: readonly string[]) => Answer

  const diagnose = () => jsonOf<Diagnosis>(bramble, 'diagnose')
  const podsOf = (app: string, path: string) =>
    kubectl(
      ...['-n', namespace, 'get', 'pods', '-l', `app=${app}`, '-o'],
      `jsonpath={.items[0].${path}}`,
    )
  const statusOf = (app: string) => podsOf(app, 'status.containerStatuses[0]')
  const hasEnded = (app: string, exitCode: number) =>
    statusOf(app).includes(`"exitCode":${exitCode}`) &&
    Number(podsOf(app, 'status.containerStatuses[0].restartCount')) >= 1

  beforeAll(() => {
    bramble = brambleFor(inventory)
    forgetKernelLog()
  })

  beforeEach(() => forgetPast(names))

  afterEach(async () => {
    kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--timeout=60s')
    for (const node of [second, third, fourth]) {
      kubectl('uncordon', node)
      restorePodsMemory(node)
    }
    await eventually(() => allReady(names), 120)
  })

  afterAll(() => forgetKernelLog())

  async function inNamespace(...objects: readonly object[]): Promise<void> {
    create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    const account = ['-n', namespace, 'get', 'serviceaccount', 'default', '-o', 'name']
    await eventually(() => kubectl(...account) !== '', 30)
    create(...objects)
  }

  test('of an image that is not there is the image’s', async () => {
    const container = { image: 'docker.io/library/bramble-none:1', imagePullPolicy: 'Never' }
    await inNamespace(deployment('imageless', container, second))
    await eventually(() => statusOf('imageless').includes('ErrImageNeverPull'), 60)
    const diagnosis = diagnose()
    expectCause(diagnosis, 'image-unusable')
    expect(JSON.stringify(diagnosis.findings)).toContain(`${namespace}/imageless-`)
  }, 240_000)

  test('of a program that refuses its flags is the application’s, in its own words', async () => {
    await inNamespace(deployment('misled', { args: ['--listen-on=:8080'] }, second))
    await eventually(() => hasEnded('misled', 2), 90)
    const diagnosis = diagnose()
    expectCause(diagnosis, 'app-fault')
    expect(JSON.stringify(diagnosis.findings[0]?.evidence)).toContain(
      'flag provided but not defined: -listen-on',
    )
  }, 240_000)

  test('of a program that crashes and does not say why is no cause of the cluster’s', async () => {
    await inNamespace(deployment('moody', { args: ['--crash-after=2s'] }, third))
    await eventually(() => hasEnded('moody', 1), 90)
    const diagnosis = diagnose()
    expectSymptomOnly(diagnosis, 'pods-not-well')
    const pod = podsOf('moody', 'metadata.name')
    expect(diagnosis.findings.map(({ decides }) => decides)).toContain(
      `kubectl -n ${namespace} logs ${pod} --previous --tail=50`,
    )
  }, 240_000)

  /** Something is wrong, and no cause is claimed. */
  function expectSymptomOnly(diagnosis: Diagnosis, symptom: string): void {
    const loud = diagnosis.findings.filter(({ severity }) => severity !== 'info')
    expect(loud.map(({ cause }) => cause)).toContain(symptom)
    if (machineIsBusy()) return
    expect(loud.map(({ cause }) => cause)).toEqual([symptom])
    expect(diagnosis.cause).toBe('unknown')
  }

  test('of a budget that holds a drain up is the budget’s, live and as kubectl says it', async () => {
    const app = deployment('guarded', {}, fourth)
    await inNamespace(app, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'guarded', namespace },
      spec: { minAvailable: 1, selector: app.spec.selector },
    })
    await eventually(() => podsOf('guarded', 'status.phase') === 'Running', 60)
    const said = tried(
      'kubectl',
      ...['--kubeconfig', inventory.kubeconfig, 'drain', fourth],
      ...['--ignore-daemonsets', '--delete-emptydir-data', '--timeout=6s'],
    )
    expect(said).toContain("violate the pod's disruption budget")
    expectCause(diagnose(), 'drain-blocked-by-budget')
    const pasted = join(mkdtempSync(join(tmpdir(), 'bramble-drain-')), 'drain.txt')
    writeFileSync(pasted, said)
    expect(jsonOf<Diagnosis>(bramble, 'diagnose', pasted).cause).toBe('drain-blocked-by-budget')
  }, 240_000)

  test('of a cordon is named, and the node itself called well', async () => {
    kubectl('cordon', fourth)
    const diagnosis = diagnose()
    const named = [
      ...diagnosis.findings.map(({ cause, subject }) => `${cause} ${subject}`),
      ...diagnosis.undecided.map(({ pattern, subject }) => `${pattern} ${subject}`),
    ]
    expect(named).toContain(`cordon-left-behind node/${fourth}`)
    const loud = diagnosis.findings.filter(({ severity }) => severity !== 'info')
    if (!machineIsBusy())
      expect(loud.filter(({ cause }) => cause !== 'cordon-left-behind')).toEqual([])
  }, 120_000)

  // What the kernel remembers stays in the ring of all nodes: these two come last.
  test('of a container that takes more than its limit is not one of the node', async () => {
    const hungry = { args: ['--eat-mb=200'], resources: { limits: { memory: '48Mi' } } }
    await inNamespace(deployment('hungry', hungry, fourth))
    await eventually(() => statusOf('hungry').includes('OOMKilled'), 90)
    const diagnosis = diagnose()
    expectCause(diagnosis, 'oom-container-limit')
    expect(diagnosis.findings.map(({ cause }) => cause)).not.toContain('oom-killer-node')
  }, 240_000)

  test('of pods that together take what all pods may have is the node’s', async () => {
    await inNamespace(deployment('greedy', { args: ['--eat-mb=400'] }, third))
    limitPodsMemory(third, 200)
    const killed = new RegExp(`oom_memcg=/lab-${third}/kubepods,`)
    await eventually(() => killed.test(onNode(third, 'sudo dmesg | grep oom-kill: || true')), 90)
    await eventually(() => statusOf('greedy').includes('OOMKilled'), 30)
    const diagnosis = diagnose()
    expectCause(diagnosis, 'oom-killer-node', `node/${third}`)
    expect(diagnosis.findings.map(({ cause }) => cause)).not.toContain('oom-container-limit')
  }, 240_000)
})
