import { expect, test } from 'vitest'
import type { Acceptance, Goal } from '#src/model/plan.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import { resume } from '#src/operations/run/resume.ts'
import { applyHere } from '#test/support/apply-here.ts'
import { practiceSite } from '#test/support/practice-site.ts'

/** The end of a practice cluster whose bramble.yaml says nothing of backups, as a first one does. */
const practice = practiceSite()
const goal = { name: 'destroy', target: 'practice', options: {} }
const planned = (accept: Acceptance[] = []) =>
  practice.onSite(async (site) => {
    const { refusals, plan } = await makePlan({ goal, accept }, site)
    return { refused: refusals.map(({ kind, subject }) => `${kind} ${subject}`), plan }
  })
const carryOut = (wanted: Goal, accept: Acceptance[] = []) =>
  practice.onSite(async (site) => {
    const { digest } = await makePlan({ goal: wanted, accept }, site)
    return applyHere(digest, site, async () => 'pi@desk')
  })
/** Ends the run before its first step, and takes it up again with eyes of its own. */
const cutOffAndResume = async (wanted: Goal, accept: Acceptance[]) => {
  await practice.onSite(async (site) => {
    const stop = new AbortController()
    const events = ({ kind }: RunEvent) => kind === 'run-started' && stop.abort()
    const { digest } = await makePlan({ goal: wanted, accept }, site)
    const cutOff = { ...site, stop: stop.signal, events }
    const end = await applyHere(digest, cutOff, async () => 'pi@desk')
    expect(end).toMatchObject({ outcome: 'stopped' })
  })
  return practice.onSite(async (site) => resume(site.journal.entries().at(-1)?.run ?? 0, site))
}
const accept = [{ subject: 'backup/practice', reason: 'only a trial' }]

test('that there is no backup refuses, can be accepted, and then K3s goes from every board', async () => {
  expect((await planned()).refused).toEqual(['availability backup/practice'])
  const { refused, plan } = await planned(accept)
  expect(refused).toEqual([])
  const boards = plan.steps[0]?.input['boards'] as { node: string }[]
  expect(boards.map(({ node }) => node)).toEqual(['pi02', 'pi03', 'pi04', 'pi01'])
  // A volume that is in use would keep K3s there, whatever was accepted.
  expect(await carryOut({ name: 'stop', target: '', options: {} })).toMatchObject({
    outcome: 'done',
  })
  // A resumed run asks less than its plan did, and has to hear of the backups all the same.
  const end = await cutOffAndResume(goal, accept)
  expect(end, JSON.stringify(end)).toMatchObject({ outcome: 'done' })
  expect(practice.cluster.world.boards.map(({ hasK3s }) => hasK3s)).toEqual(
    Array.from({ length: 4 }, () => false),
  )
}, 120_000)
