import { afterEach, expect, test } from 'vitest'
import type { Can } from '#src/model/can.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { nodeNamed, removeSame } from '#src/practice/kubernetes/shapes.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { hasQuorum } from '#src/practice/world/etcd.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { runInProcess } from '#test/support/in-process.ts'
import { practiceSite } from '#test/support/practice-site.ts'

/** Three servers with embedded etcd, and an API on each: two of three suffice, one does not. */
const practice = practiceSite({ ...healthy, servers: 3 })
afterEach(() => {
  for (const board of practice.cluster.world.boards) board.powerOn()
  practice.cluster.world.clock.advance(120)
})
const bramble = (...argv: readonly string[]) =>
  runInProcess(
    [...argv, '--json', '--config', practice.home.configuration, '--timeout', '60s'],
    practice.home.folder,
  )
const losePower = (...names: readonly string[]) => {
  for (const name of names) boardNamed(practice.cluster.world, name).losePower()
  practice.cluster.world.clock.advance(90)
}
const failedGates = ({ gates }: Can) =>
  gates.filter(({ verdict }) => verdict === 'fail').map(({ gate }) => gate)

test('all is well, the servers hold etcd, and any one of them may be lost', async () => {
  const { out } = await bramble('check')
  const { results } = JSON.parse(out) as { results: { check: string; verdict: string }[] }
  const others = results.filter(({ check }) => check !== 'api-is-ready')
  expect(others.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
  for (const name of ['pi01', 'pi03']) {
    const { gates } = JSON.parse((await bramble('can', 'lose', name)).out) as Can
    const quorum = gates.find(({ gate }) => gate === 'quorum-survives-without-node')
    expect(quorum?.verdict).toBe('pass')
  }
}, 60_000)

test('the server of the kubeconfig is dark: the others answer, and the second loss is refused', async () => {
  losePower('pi01')
  const { out } = await bramble('nodes')
  const { nodes } = JSON.parse(out) as { nodes: { name: string }[] }
  expect(nodes.map(({ name }) => name)).toEqual(['pi01', 'pi02', 'pi03', 'pi04'])
  expect(practice.cluster.apis.map(({ requests }) => requests.length > 0)).toContain(true)
  const { out: answer } = await bramble('can', 'lose', 'pi02')
  const can = JSON.parse(answer) as Can
  expect(can.answer).toBe('no')
  expect(failedGates(can)).toContain('quorum-survives-without-node')
  const { code } = await bramble('reboot', 'pi02', '--dry-run')
  expect(code).toBe(exitCode.refused)
}, 60_000)

test('without a majority nobody answers for the API, until one is back', async () => {
  losePower('pi01', 'pi02')
  expect(hasQuorum(practice.cluster.world)).toBe(false)
  expect(await readiness()).toEqual(Array(4).fill('not-seen'))
  boardNamed(practice.cluster.world, 'pi02').powerOn()
  practice.cluster.world.clock.advance(5)
  // Nobody has missed pi01 for fifty seconds yet: the API was away itself.
  expect(await readiness()).toEqual(Array(4).fill('True'))
  practice.cluster.world.clock.advance(60)
  expect(await readiness()).toEqual(['Unknown', 'True', 'True', 'True'])
}, 60_000)

const readiness = async () => {
  const { nodes } = JSON.parse((await bramble('nodes')).out) as { nodes: { ready: string }[] }
  return nodes.map(({ ready }) => ready)
}

test('a server whose Node is deleted is no member any more: two are left, and both are needed', async () => {
  losePower('pi03')
  const gone = nodeNamed(practice.cluster.world.store, 'pi03')
  if (gone) removeSame(practice.cluster.world.store, gone)
  const can = JSON.parse((await bramble('can', 'lose', 'pi02')).out) as Can
  expect(JSON.stringify(can.gates)).toContain('1 of 2 etcd members answer; 2 are needed')
  boardNamed(practice.cluster.world, 'pi03').powerOn()
  practice.cluster.world.clock.advance(60)
  expect(nodeNamed(practice.cluster.world.store, 'pi03')).toBeUndefined()
  boardNamed(practice.cluster.world, 'pi03').etcd = 'member'
  practice.cluster.world.clock.advance(60)
  expect(nodeNamed(practice.cluster.world.store, 'pi03')).toBeDefined()
}, 60_000)
