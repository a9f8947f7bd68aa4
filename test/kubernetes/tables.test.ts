import { describe, expect, test } from 'vitest'
import { newWorld, settle } from '#src/practice/cluster.ts'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import type { NewObject } from '#src/practice/kubernetes/store.ts'
import { ageOf } from '#src/practice/kubernetes/tables/age.ts'
import { tableOf, wantsTable } from '#src/practice/kubernetes/tables/table.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { hasKubectl, kubectlFor } from '#test/support/kubectl.ts'
import { practice } from './support.ts'

const now = Date.parse('2026-11-22T17:36:00Z')

/** The cells of one object, as a client gets them. */
function cellsOf(object: NewObject): unknown[] {
  const kind = kindOf(object.apiVersion, object.kind)
  if (!kind) throw new Error(`no ${object.kind}`)
  const asked = { now, include: null }
  const { rows } = tableOf(kind, object as never, asked) as { rows: { cells: unknown[] }[] }
  return rows[0]?.cells ?? []
}

const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

test('ages are told as the real client tells them', () => {
  const told = [0, 119, 120, 130, 599, 600, 10_799, 10_800, 11_400, 28_800, 172_799, 172_800]
  expect(told.map((seconds) => ageOf(ago(seconds), now))).toEqual([
    ...['0s', '119s', '2m', '2m10s', '9m59s', '10m', '179m', '3h', '3h10m', '8h', '47h', '2d'],
  ])
  expect(ageOf(ago(180_000), now)).toBe('2d2h')
  expect(ageOf(ago(8 * 86_400), now)).toBe('8d')
  expect(ageOf(ago(800 * 86_400), now)).toBe('2y70d')
  expect(ageOf(ago(-60), now)).toBe('<invalid>')
  expect(ageOf(null, now)).toBe('<unknown>')
})

test('a table is given to who asks for one first', () => {
  const kubectl =
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'
  expect(wantsTable(kubectl)).toBe(true)
  for (const other of [
    undefined,
    '*/*',
    'application/json',
    'application/json, application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
    'application/vnd.kubernetes.protobuf,application/json',
  ])
    expect(wantsTable(other)).toBe(false)
})

/** Rows that K3s 1.36.3 showed for objects like these. */
describe('rows are those of the real server', () => {
  const pod = (status: object, more: object = {}): NewObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'crasher', creationTimestamp: ago(94), ...more },
    spec: { nodeName: 'node3', containers: [{ name: 'app' }] },
    status: { podIP: '10.42.2.2', ...status },
  })
  const container = (state: object, restartCount = 0, lastState: object = {}) => ({
    containerStatuses: [{ ready: 'running' in state, restartCount, state, lastState }],
  })

  test('of a pod whose container ended, waits, runs or goes', () => {
    const ended = (reason: string, seconds: number) => ({
      terminated: { reason, exitCode: 1, finishedAt: ago(seconds) },
    })
    const shown = (object: NewObject) => cellsOf(object).slice(0, 7)
    const crashed = { phase: 'Running', ...container(ended('Error', 70), 2, ended('Error', 87)) }
    expect(shown(pod(crashed))).toEqual([
      ...['crasher', '0/1', 'Error', '2 (87s ago)', '94s', '10.42.2.2', 'node3'],
    ])
    const running = { phase: 'Running', ...container({ running: {} }) }
    expect(shown(pod(running)).slice(1, 4)).toEqual(['1/1', 'Running', '0'])
    const waits = container({ waiting: { reason: 'CrashLoopBackOff' } }, 1)
    expect(shown(pod({ phase: 'Running', ...waits })).slice(1, 4)).toEqual([
      ...['0/1', 'CrashLoopBackOff', '1'],
    ])
    expect(shown(pod(running, { deletionTimestamp: ago(1) }))[2]).toBe('Terminating')
    expect(shown(pod({ phase: 'Failed', reason: 'Evicted' }, { deletionTimestamp: ago(1) }))[2]) //
      .toBe('Evicted')
  })

  test('of a node that is silent and cordoned', () => {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'node1',
        creationTimestamp: ago(120),
        labels: {
          'node-role.kubernetes.io/etcd': 'true',
          'node-role.kubernetes.io/control-plane': 'true',
        },
      },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'Unknown' }],
        addresses: [{ type: 'InternalIP', address: '10.44.0.11' }],
        nodeInfo: {
          kubeletVersion: 'v1.36.3+k3s1',
          osImage: 'Debian GNU/Linux 12 (bookworm)',
          kernelVersion: '6.18.44',
          architecture: 'arm64',
          containerRuntimeVersion: 'containerd://2.4.2',
        },
      },
    }
    expect(cellsOf(node)).toEqual([
      'node1',
      'NotReady,SchedulingDisabled',
      'control-plane,etcd',
      '2m',
      'v1.36.3+k3s1',
      '10.44.0.11',
      '<none>',
      'Debian GNU/Linux 12 (bookworm)',
      '6.18.44 (arm64)',
      'containerd://2.4.2',
    ])
  })

  test('of budgets, claims and services', () => {
    const metadata = { name: 'web', creationTimestamp: ago(84) }
    const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata }
    expect(cellsOf({ ...budget, spec: { minAvailable: 6 } })).toEqual(['web', '6', 'N/A', 0, '84s'])
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata }
    const spec = { accessModes: ['ReadWriteOnce'], storageClassName: 'longhorn' }
    const bound = { phase: 'Bound', capacity: { storage: '4Gi' } }
    expect(cellsOf({ ...claim, spec, status: { phase: 'Pending' } }).slice(1, 6)).toEqual([
      ...['Pending', '', '', '', 'longhorn'],
    ])
    expect(
      cellsOf({ ...claim, spec: { ...spec, volumeName: 'pvc-1' }, status: bound }).slice(1, 6),
    ).toEqual(['Bound', 'pvc-1', '4Gi', 'RWO', 'longhorn'])
    const service = { apiVersion: 'v1', kind: 'Service', metadata }
    const ports = [
      { port: 80, nodePort: 30_080 },
      { port: 53, protocol: 'UDP' },
    ]
    expect(cellsOf({ ...service, spec: { type: 'LoadBalancer', ports } }).slice(1, 5)).toEqual([
      ...['LoadBalancer', '<none>', '<pending>', '80:30080/TCP,53/UDP'],
    ])
  })
})

describe.skipIf(!hasKubectl)('the real kubectl (skipped where it is not installed)', () => {
  test('shows a cluster in tables, and what becomes of a node that lost power', async () => {
    const world = newWorld(Date.parse('2026-11-01T00:00:00Z'))
    const stops = settle(world)
    const podEndMilliseconds = 'by its kubelet' as const
    const api = await practice({ store: world.store, health: world.health, podEndMilliseconds })
    const { run, start } = await kubectlFor(api)
    const linesOf = async (...words: string[]) =>
      (await run('get', ...words)).output.split('\n').map((line) => line.split(/ {2,}/))

    expect(await linesOf('nodes', '--no-headers')).toEqual([
      ['pi01', 'Ready', 'control-plane', '29m', 'v1.36.3+k3s1'],
      ...['pi02', 'pi03', 'pi04'].map((name) => [name, 'Ready', '<none>', '29m', 'v1.36.3+k3s1']),
      [''],
    ])
    const [head, first] = await linesOf('volumes.longhorn.io', '-A')
    expect(head?.slice(0, 5)).toEqual(['NAMESPACE', 'NAME', 'DATA ENGINE', 'STATE', 'ROBUSTNESS'])
    expect(first?.[2]).toBe('v1')
    const watching = start('get', 'nodes', '-w')
    let seen = ''
    watching.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text
    })
    await expect.poll(() => seen, { timeout: 20_000 }).toContain('pi04')
    boardNamed(world, 'pi03').losePower()
    world.clock.advance(400)
    await expect.poll(() => seen, { timeout: 20_000 }).toMatch(/pi03 +NotReady +<none>/)
    // The head is told once, however many rows follow.
    expect(seen.match(/NAME +STATUS/g)).toHaveLength(1)
    const pods = await linesOf('pods', '-n', 'web', '-o', 'wide')
    expect(pods[0]?.slice(0, 7)).toEqual([
      ...['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE'],
    ])
    const states = pods.slice(1, -1).map((cells) => [cells[2], cells[6]])
    expect(states).toContainEqual(['Terminating', 'pi03'])
    expect(states.filter(([state]) => state === 'Running')).toHaveLength(2)
    expect((await run('describe', 'node', 'pi03')).output).toMatch(
      /Ready +Unknown .*NodeStatusUnknown +Kubelet stopped posting node status/,
    )
    for (const stop of stops) stop()
  }, 60_000)
})
