import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { type PracticeHome, writePracticeHome } from '#src/practice/home.ts'
import { conditionOf, nodesOf } from '#src/practice/kubernetes/shapes.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { type ClockDoor, startClockDoor } from '#test/kill/goals/door.ts'
import { atPracticeTime } from '#test/kill/goals/practice-time.ts'
import { carryOutVerb, type Verb, type Words } from '#test/kill/goals/verbs.ts'

/** Boards on which K3s was never installed, and bramble.yaml with a release for them. */
let cluster: PracticeCluster
let home: PracticeHome
let door: ClockDoor

beforeAll(async () => {
  cluster = await startPracticeCluster({ ...healthy, bare: ['pi01', 'pi02', 'pi03', 'pi04'] })
  cluster.stopTime()
  home = await writePracticeHome(cluster, 'v1.36.3+k3s1')
  door = await startClockDoor(cluster.world.clock)
})
afterAll(async () => {
  door.close()
  await cluster.close()
  await home.remove()
})

function carryOut(verb: Verb, words: Words) {
  const hands = { ...home, signal: AbortSignal.timeout(110_000), sleep: door.sleep }
  return atPracticeTime(cluster.world.clock, () => carryOutVerb(verb, words, hands))
}

test('bare boards become a cluster by `up`, and a second `up` has nothing to do', async () => {
  expect(nodesOf(cluster.world.store)).toEqual([])
  const goal = { name: 'up', target: '', options: {} }
  const planned = await carryOut('plan', { goal })
  expect(planned).toMatchObject({ kind: 'approved', refusals: [] })
  const ended = await carryOut('apply', { id: Number(planned['approval']), after: 0 })
  expect(ended).toMatchObject({ state: 'done' })
  const ready = nodesOf(cluster.world.store).map(
    ({ metadata, status }) => `${metadata.name} ${conditionOf(status.conditions, 'Ready')?.status}`,
  )
  expect(ready).toEqual(['pi01 True', 'pi02 True', 'pi03 True', 'pi04 True'])
  const roles = cluster.world.boards.map(({ role, member }) => `${role} ${member}`)
  expect(roles).toEqual(['server cluster', ...Array.from({ length: 3 }, () => 'agent cluster')])
  const left = cluster.world.boards.flatMap(({ files }) => [...files.keys()])
  expect(left.filter((path) => /bramble-new|\/var\/tmp|write-test/.test(path))).toEqual([])
  expect(await carryOut('plan', { goal })).toMatchObject({ kind: 'nothing-to-do' })
}, 120_000)
