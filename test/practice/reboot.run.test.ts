import { expect, test } from 'vitest'
import type { RunEvent } from '#src/model/run-event.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import { resume } from '#src/operations/run/resume.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { nodeNamed } from '#src/practice/kubernetes/shapes.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { practiceSite } from '#test/support/practice-site.ts'

/** A board that goes down, comes back with another boot id, and whatever may happen on the way. */
const practice = practiceSite()
let events: RunEvent[]
const onSite = <T>(use: (site: RunSite) => Promise<T>) => {
  events = []
  return practice.onSite(use, (event) => events.push(event))
}

const board = (name: string) => boardNamed(practice.cluster.world, name)
const isCordoned = (node: string) =>
  nodeNamed(practice.cluster.world.store, node)?.spec.unschedulable === true
const goal = (target: string) => ({ name: 'reboot', target, options: {} })
const yes = async () => 'test'
const reboot = async (node: string, site: RunSite) =>
  applyHere((await makePlan({ goal: goal(node), accept: [] }, site)).digest, site, yes)
const waitedFor = () => events.flatMap((event) => (event.kind === 'waiting' ? [event.title] : []))
const doneSteps = () =>
  events.flatMap((event) =>
    event.kind === 'step-ended' ? [`${event.place} ${event.outcome}`] : [],
  )

test('a node is emptied, starts again once, and carries its share when the run is done', async () => {
  const pi02 = board('pi02')
  const before = pi02.boot.id
  const boots = pi02.boots.length
  expect(await onSite((site) => reboot('pi02', site))).toMatchObject({ outcome: 'done' })
  expect(pi02.boot.id).not.toBe(before)
  expect(pi02.boots.length).toBe(boots + 1)
  expect(doneSteps()).toEqual([0, 1, 2, 3, 4, 5].map((place) => `${place} done`))
  expect(waitedFor()).toContain('SSH and the API to speak of the same board')
  expect(isCordoned('pi02')).toBe(false)
}, 180_000)

test('a run that dies when its order was sent starts no board twice, and nothing takes it back', async () => {
  const pi03 = board('pi03')
  const boots = pi03.boots.length
  const died = new Error('killed')
  await expect(
    onSite((site) => reboot('pi03', { ...site, ssh: dyingAfterOrder(site.ssh, died) })),
  ).rejects.toBe(died)
  // Whoever goes on finds it up again: the very moment in which a second order would hurt.
  practice.cluster.world.clock.advance(60)
  expect(pi03.boots.length).toBe(boots + 1)
  expect(await onSite((site) => resume(undefined, site))).toMatchObject({ outcome: 'done' })
  expect(pi03.boots.length).toBe(boots + 1)
  expect(isCordoned('pi03')).toBe(false)
  const taken = onSite((site) => undoHere(undefined, site))
  await expect(taken).rejects.toMatchObject({ code: 'undo-impossible' })
}, 180_000)

/** The answer to the order never arrives: the process is dead by then. */
function dyingAfterOrder(door: RunSite['ssh'], death: Error): RunSite['ssh'] {
  return {
    ...door,
    targets: door.targets,
    stream: (target, program, options) => door.stream(target, program, options),
    close: () => door.close(),
    send: (target, local, options) => door.send(target, local, options),
    async run(target, program, options) {
      const answer = await door.run(target, program, options)
      if (program.includes('systemctl reboot')) throw death
      return answer
    },
  }
}
