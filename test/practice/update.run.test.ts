import { expect, test } from 'vitest'
import type { Goal } from '#src/model/plan.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { applyHere } from '#test/support/apply-here.ts'
import { practiceSite } from '#test/support/practice-site.ts'

/** Packages of boards, through their real SSH servers and the real API of a practice cluster. */
const practice = practiceSite()
const board = (name: string) => boardNamed(practice.cluster.world, name)

const update = (options: Goal['options']) =>
  practice.onSite(async (site) => {
    const goal = { name: 'update os', target: '', options }
    const made = await makePlan({ goal, accept: [] }, site)
    const steps = made.plan.steps.map(({ step }) => step)
    if (made.refusals.length > 0 || steps.length === 0) return { ...made, steps, result: undefined }
    const result = await applyHere(made.digest, site, async () => 'pi@desk')
    return { ...made, steps, result }
  })

const fetched = (name: string) => board(name).packages.lists.length > 0
const version = (name: string, one: string) => board(name).packages.installed.get(one)?.version

test('lists are fetched first, on all nodes that were named', async () => {
  const { steps, result } = await update({ nodes: 'pi02,pi03' })
  expect(steps).toEqual(['refresh-packages'])
  expect(result).toMatchObject({ outcome: 'done' })
  expect(['pi02', 'pi03', 'pi04'].map(fetched)).toEqual([true, true, false])
}, 60_000)

test('a new kernel starts its board again, and only that one; documents do not', async () => {
  // pi02 gets everything; pi03 has but documents left to get.
  const small = board('pi03').packages
  small.held.add('openssl').add('linux-image-rpi-2712').add('linux-image-rpi-v8')
  const boots = ['pi02', 'pi03'].map((name) => board(name).boots.length)
  const { result, steps, refusals } = await update({ nodes: 'pi02,pi03' })
  expect(refusals).toEqual([])
  expect(result, JSON.stringify(result)).toMatchObject({ outcome: 'done' })
  expect(steps.filter((step) => step === 'drain-node')).toHaveLength(1)
  expect(version('pi02', 'openssl')).toBe('3.5.4-1~deb13u1')
  expect(version('pi03', 'doc-debian')).toBe('11.4')
  expect(version('pi03', 'openssl')).toBe('3.5.1-1')
  expect(board('pi02').kernel).toMatch(/^6\.12\.62\+rpt-rpi-/)
  expect(['pi02', 'pi03'].map((name) => board(name).boots.length)).toEqual([
    (boots[0] ?? 0) + 1,
    boots[1],
  ])
  expect((await update({ nodes: 'pi02,pi03' })).steps).toEqual([])
}, 120_000)

test('--security-only leaves the rest, and what is half installed is finished', async () => {
  const { packages } = board('pi04')
  packages.half.add('openssl')
  await update({ nodes: 'pi04', 'security-only': true })
  const { result, refusals } = await update({ nodes: 'pi04', 'security-only': true })
  expect(refusals).toEqual([])
  expect(result).toMatchObject({ outcome: 'done' })
  expect([...packages.half]).toEqual([])
  expect(version('pi04', 'openssl')).toBe('3.5.4-1~deb13u1')
  expect(version('pi04', 'doc-debian')).toBe('11.3')
}, 120_000)
