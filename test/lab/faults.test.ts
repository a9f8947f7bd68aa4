import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import {
  type Answer,
  alsoTrue,
  brambleFor,
  canBreak,
  eventually,
  forgetKernelLog,
  inventoryFile,
  kubectl,
  machineIsBusy,
  readInventory,
  readyOf,
} from '#test/support/lab.ts'

/**
 * Real faults beyond those of seeing.test.ts, each made by the means of the cluster.
 * kubectl says when the fault is there; then Bramble has to name it.
 */

const namespace = 'bramble-faults-test'
const image = process.env['BRAMBLE_LAB_IMAGE'] ?? 'docker.io/library/lab-app:1'
const usual = { name: 'app', image, imagePullPolicy: 'IfNotPresent' }

function deployment(name: string, container: object, node: string): object {
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
  const [, second = '', , fourth = ''] = inventory.nodes.map(({ name }) => name).sort()
  let bramble: (...args: readonly string[]) => Answer

  const json = <T>(...args: string[]): T => {
    const { out, err } = bramble(...args, '--json')
    if (out === '') throw new Error(err)
    return JSON.parse(out) as T
  }
  const statusOf = (app: string) =>
    kubectl(
      ...['-n', namespace, 'get', 'pods', '-l', `app=${app}`, '-o'],
      'jsonpath={.items[0].status.containerStatuses[0]}',
    )

  /** Findings that somebody would be woken for, without what the machine under the lab adds. */
  function loudOf({ findings }: Diagnosis): string[] {
    const others = alsoTrue()
    return findings
      .filter(({ severity, cause }) => severity !== 'info' && !others.includes(cause))
      .map(({ cause, subject }) => `${cause} ${subject}`)
  }

  /** The cause is found; and it is the answer, where the machine is quiet enough to have no other. */
  function expectCause(diagnosis: Diagnosis, cause: string): void {
    expect(diagnosis.findings.map((finding) => finding.cause)).toContain(cause)
    if (!machineIsBusy()) expect(loudOf(diagnosis)[0]).toContain(cause)
  }

  beforeAll(() => {
    bramble = brambleFor(inventory)
    forgetKernelLog()
  })

  afterEach(async () => {
    kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--timeout=60s')
    for (const node of [second, fourth]) {
      kubectl('uncordon', node)
    }
    await eventually(() => [second, fourth].every((name) => readyOf(name) === 'True'), 120)
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
    const diagnosis = json<Diagnosis>('diagnose')
    expectCause(diagnosis, 'image-unusable')
    expect(JSON.stringify(diagnosis.findings)).toContain(`${namespace}/imageless-`)
  }, 240_000)

  test('of a container that takes more than its limit is not one of the node', async () => {
    const hungry = { args: ['--eat-mb=200'], resources: { limits: { memory: '48Mi' } } }
    await inNamespace(deployment('hungry', hungry, fourth))
    await eventually(() => statusOf('hungry').includes('OOMKilled'), 90)
    const diagnosis = json<Diagnosis>('diagnose')
    expectCause(diagnosis, 'oom-container-limit')
    expect(diagnosis.findings.map(({ cause }) => cause)).not.toContain('oom-killer-node')
  }, 240_000)

  test('of a cordon is named, and the node itself called well', async () => {
    kubectl('cordon', fourth)
    const diagnosis = json<Diagnosis>('diagnose')
    const named = [
      ...diagnosis.findings.map(({ cause, subject }) => `${cause} ${subject}`),
      ...diagnosis.undecided.map(({ pattern, subject }) => `${pattern} ${subject}`),
    ]
    expect(named).toContain(`cordon-left-behind node/${fourth}`)
    if (machineIsBusy()) return
    expect(loudOf(diagnosis).filter((one) => !one.startsWith('cordon-left-behind'))).toEqual([])
  }, 120_000)
})
