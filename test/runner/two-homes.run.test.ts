import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { type CliHome, cliHome } from '#test/support/cli.ts'
import {
  budgetObject,
  drainObjects,
  isCordoned,
  keepPodsRunning,
  podObject,
} from '#test/support/practice-drain.ts'

/** Two machines, as far as anything that Bramble asks can tell: two homes with two journals. */
let api: PracticeApi
let desk: CliHome
let attic: CliHome

beforeEach(async () => {
  const rest = drainObjects().filter(({ kind }) => kind !== 'PodDisruptionBudget')
  api = await startPracticeApi({
    objects: [...rest, budgetObject('web', 2)],
    podEndMilliseconds: 10,
  })
  keepPodsRunning(api)
  const options = {
    kubeconfig: api.kubeconfig,
    configuration: ['approvals: { risk: { disruptive: none } }'],
  }
  desk = cliHome(options)
  attic = cliHome(options)
})
afterEach(async () => {
  desk.remove()
  attic.remove()
  await api.close()
})

test('while one Bramble changes the cluster, one with another journal is refused', async () => {
  const accepts = ['--accept', 'budget/default/web', '--reason', 'the test opens it']
  const first = desk.start('drain', 'pi03', ...accepts)
  await expect.poll(() => first.err(), { timeout: 20_000 }).toContain('waiting to evict')
  const second = await attic.start('uncordon', 'pi03').ended
  expect(second.err).toMatch(/waiting to see whether \S+ \(drain pi03\) still changes this cluster/)
  expect(second.err).toMatch(/Only one Bramble changes a cluster at a time/)
  expect(second.code).toBe(75)
  expect(isCordoned(api, 'pi03')).toBe(true)
  // What keeps the first one waiting ends, and with it what keeps the second one out.
  api.store.put(podObject('web-3', 'pi02'))
  expect(await first.ended).toMatchObject({ code: 0 })
  expect(await attic.start('uncordon', 'pi03').ended).toMatchObject({ code: 0 })
  expect(isCordoned(api, 'pi03')).toBe(false)
}, 60_000)
