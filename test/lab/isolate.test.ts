import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isolationOf } from '#src/model/isolation.ts'
import {
  askAlways,
  brambleFor,
  canBreak,
  eventually,
  followFile,
  inventoryFile,
  kubectl,
  lab,
  onNode,
  readInventory,
  readyOf,
  whatRunsOfK3s,
} from '#test/support/lab.ts'
import { webAndWriter } from '#test/support/lab-workloads.ts'

/**
 * Is it the board, or K3s? Real units, real containers and a real start of the board in the middle
 * of the watch. The oracles are kubectl, the node's own systemctl, processes and links, a client
 * outside the cluster that never asks twice, and a file that a pod syncs each second.
 */
const namespace = 'bramble-isolate-test'
const node = 'node2'
const written = '/var/tmp/lab-writer/times'
/** A mount such as the kubelet makes for a volume of a CSI driver. */
const mount = '/var/lib/kubelet/pods/bramble-test/volumes/kubernetes.io~csi/pvc-bramble/mount'
const away = [`hostpath/${namespace}/writer-0`, `pod/${namespace}/writer-0`].join(',')
const accept = ['--accept', away, '--reason', 'the writer may be away']

describe.skipIf(inventoryFile === undefined || !canBreak)('isolate and rejoin a real node', () => {
  const bramble = brambleFor(readInventory(), {
    lines: ['approvals: { risk: { safe: none, disruptive: none } }'],
    seconds: 280,
  })
  const folder = mkdtempSync(join(tmpdir(), 'bramble-isolate-'))
  const unit = () =>
    onNode(node, 'systemctl is-active k3s-agent; systemctl is-enabled k3s-agent; true')
      .trim()
      .split('\n')
  /** What runs of K3s on the board, and whether its pods' bridge is there. */
  const left = () => onNode(node, whatRunsOfK3s).trim()
  const cordoned = () => kubectl('get', 'node', node, '-o', 'jsonpath={.spec.unschedulable}')
  const note = () =>
    isolationOf(JSON.parse(kubectl('get', 'node', node, '-o', 'jsonpath={.metadata.annotations}')))
  const lines = () => onNode(node, `cat ${written}`).trim().split('\n')
  /** Its containers are gone by then; an isolation that ended before is a failure. */
  const untilWatched = (watching: ReturnType<typeof bramble.start>) =>
    Promise.race([
      eventually(() => note()?.until !== undefined, 120),
      watching.ended.then(({ code, out, err }) => expect.fail(`${code}\n${out}\n${err}`)),
    ])
  const isBack = () => ({
    unit: unit(),
    ready: readyOf(node),
    cordoned: cordoned(),
    note: note(),
  })
  const back = { unit: ['active', 'enabled'], ready: 'True', cordoned: '', note: undefined }

  beforeAll(() => {
    kubectl('apply', '-f', webAndWriter(folder, namespace))
    kubectl('-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s')
    kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
  }, 200_000)

  afterEach(() =>
    onNode(node, `sudo umount ${mount} 2>/dev/null; sudo rmdir ${mount} 2>/dev/null; true`),
  )
  afterAll(() => {
    onNode(node, 'sudo systemctl enable --now k3s-agent')
    kubectl('uncordon', node)
    kubectl('annotate', 'node', node, 'bramble/isolated-', 'bramble/cordoned-')
    kubectl('delete', 'namespace', namespace, '--ignore-not-found')
    onNode(node, 'sudo rm -rf /var/tmp/lab-writer /var/lib/kubelet/pods/bramble-test')
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)

  test('a mounted volume keeps K3s and every container running, and undo takes the cordon back', () => {
    onNode(node, `sudo mkdir -p ${mount} && sudo mount -t tmpfs none ${mount}`)
    const stopped = bramble('isolate', node, '--for', '10m', ...accept)
    expect(stopped.code, stopped.out + stopped.err).toBe(4)
    expect(stopped.out + stopped.err).toContain('pvc-bramble')
    expect(unit()[0]).toBe('active')
    expect(left()).toContain('containerd')
    expect(onNode(node, `findmnt -n -o FSTYPE ${mount}`).trim()).toBe('tmpfs')
    onNode(node, `sudo umount ${mount}`)
    const undone = bramble('undo')
    expect(undone.code, undone.out + undone.err).toBe(0)
    expect(isBack()).toEqual(back)
  }, 200_000)

  test('a board that starts anew is the answer; it stays without K3s, and rejoin brings all of it back', async () => {
    await eventually(() => lines().length > 3, 60)
    const client = askAlways(join(folder, 'client'))
    const disk = followFile(node, written, join(folder, 'times'))
    const refused = bramble('isolate', node, '--for', '10m')
    expect(refused.code, refused.out + refused.err).toBe(3)
    expect(isBack()).toEqual(back)
    const watching = bramble.start('isolate', node, '--for', '10m', ...accept)
    await untilWatched(watching)
    expect(unit()).toEqual(['inactive', 'disabled'])
    expect(left()).toBe('')
    expect(cordoned()).toBe('true')
    expect(note()?.verdict).toBeUndefined()
    const acknowledged = disk.end()
    expect(acknowledged.length).toBeGreaterThan(3)

    lab('power', 'cycle', node)
    const { code, out, err } = await watching.ended
    expect(code, out + err).toBe(0)
    expect(note()?.verdict).toBe('restarted')
    expect(out + err).toContain(note()?.words)
    expect(unit()).toEqual(['inactive', 'disabled'])
    expect(left()).toBe('')
    expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)

    const rejoined = bramble('rejoin', node)
    expect(rejoined.code, rejoined.out + rejoined.err).toBe(0)
    expect(isBack()).toEqual(back)
    kubectl('-n', namespace, 'rollout', 'status', 'statefulset/writer', '--timeout=200s')
    await eventually(() => lines().length > acknowledged.length + 3, 60)
    expect(lines().slice(0, acknowledged.length)).toEqual(acknowledged)
    expect(bramble('rejoin', node).out).not.toContain('start-service')
    const { asked, failed, failures } = client.end()
    console.log(`a client that never retries: ${failed} of ${asked} requests failed`, failures)
    expect(asked).toBeGreaterThan(20)
    expect(failed / asked).toBeLessThan(0.05)
  }, 300_000)

  test('Ctrl-C ends the watch, and undo brings the node back as it was', async () => {
    const watching = bramble.start('isolate', node, '--for', '10m', ...accept)
    await untilWatched(watching)
    watching.interrupt()
    const { code, out, err } = await watching.ended
    expect(code, out + err).toBe(4)
    expect(left()).toBe('')
    const undone = bramble('undo')
    expect(undone.code, undone.out + undone.err).toBe(0)
    await eventually(() => readyOf(node) === 'True', 90)
    expect(isBack()).toEqual(back)
  }, 300_000)
})
