import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyHere } from '#test/support/apply-here.ts'
import { podsOf } from '#test/support/practice-drain.ts'
import { openWorldSite, type WorldSite } from '#test/support/world-site.ts'
import { makePlan } from './make-plan.ts'

let here: WorldSite

beforeAll(async () => {
  here = await openWorldSite()
}, 120_000)
afterAll(() => here.close())

const longhornPods = () =>
  podsOf(here.api)
    .filter(({ metadata }) => metadata.namespace === 'longhorn-system')
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      uid: metadata.uid,
      node: (spec as { nodeName?: string }).nodeName ?? '',
    }))

test('the plugin of that node is another one afterwards, and every other pod of Longhorn is the same', async () => {
  const isPlugin = ({ name, node }: { name: string; node: string }) =>
    name.startsWith('longhorn-csi-plugin') && node === 'pi03'
  const before = longhornPods()
  const goal = { name: 'restart-csi-plugin', target: 'pi03', options: {} }
  const { digest, plan } = await makePlan({ goal, accept: [] }, here.site)
  expect(plan.steps).toMatchObject([{ step: 'restart-csi-plugin', risk: 'safe' }])
  expect(await applyHere(digest, here.site, async () => 'pi@desk')).toMatchObject({
    outcome: 'done',
  })
  const after = longhornPods()
  expect(after.filter((pod) => !isPlugin(pod))).toEqual(before.filter((pod) => !isPlugin(pod)))
  expect(after.filter(isPlugin)).toHaveLength(1)
  expect(after.find(isPlugin)?.uid).not.toBe(before.find(isPlugin)?.uid)
})
