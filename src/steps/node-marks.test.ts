import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { textsAt } from '#src/transport/kubernetes/fields.ts'
import { loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { openKubernetesDoor } from '#src/transport/kubernetes/open-door.ts'
import { nodeObject } from '#test/support/practice-drain.ts'
import { markNodes } from './node-marks.ts'

let folder: string
let api: PracticeApi
let kube: KubernetesDoor
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-marks-'))
  api = await startPracticeApi({ objects: [nodeObject('pi01'), nodeObject('pi02')] })
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, api.kubeconfig)
  kube = openKubernetesDoor(await loadKubeconfig({ path }))
})
afterAll(async () => {
  await kube.close()
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

function markOf(name: string): string | undefined {
  const kind = kindOf('v1', 'Node')
  const node = kind && api.store.get({ kind, name })
  return textsAt(node, 'metadata.annotations')['bramble/doing']
}

const words = 'pi@desk: drain pi01 (run 3)'
const annsWords = 'ann@attic: reboot pi01 (run 1)'
const over = ['pi@desk: stop (run 2)']

test('a node says what is done with it, and then no longer', async () => {
  const unmark = await markNodes({ kube, nodes: ['pi01'], words, over })
  expect([markOf('pi01'), markOf('pi02')]).toEqual([words, undefined])
  await unmark()
  await unmark()
  expect(markOf('pi01')).toBeUndefined()
})

test('what another Bramble wrote there meanwhile stays', async () => {
  const unmark = await markNodes({ kube, nodes: ['pi01'], words, over })
  const others = await markNodes({ kube, nodes: ['pi01'], words: annsWords, over })
  await unmark()
  expect(markOf('pi01')).toBe(annsWords)
  await others()
})

test('a node that the API does not know is no reason to do nothing', async () => {
  const unmark = await markNodes({ kube, nodes: ['pi09', 'pi02'], words, over })
  expect(markOf('pi02')).toBe(words)
  await unmark()
  expect(markOf('pi02')).toBeUndefined()
})

test('what a run left that stopped the API goes with the next, which began without one', async () => {
  await markNodes({ kube, nodes: ['pi01'], words: 'pi@desk: stop (run 2)', over: [] })
  const others = await markNodes({ kube, nodes: ['pi02'], words: annsWords, over: [] })
  await api.setServing(false)
  const unmark = await markNodes({ kube, nodes: ['pi01', 'pi02'], words, over })
  await api.setServing(true)
  expect([markOf('pi01'), markOf('pi02')]).toEqual([...over, annsWords])
  await unmark()
  expect([markOf('pi01'), markOf('pi02')]).toEqual([undefined, annsWords])
  await others()
})
