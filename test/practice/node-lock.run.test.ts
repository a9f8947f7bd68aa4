import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { type PracticeHome, writePracticeHome } from '#src/practice/home.ts'
import apiDown from '#src/practice/scenarios/api-down.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { type CliHome, cliHome } from '#test/support/cli.ts'
import { onBoard } from './board.ts'

/**
 * Two homes with two journals, and no API that a Lease could stand in: only the file on the node
 * keeps them apart.
 */
let cluster: PracticeCluster
let practice: PracticeHome
let desk: CliHome
let attic: CliHome

beforeAll(async () => {
  cluster = await startPracticeCluster(apiDown)
  practice = await writePracticeHome(cluster)
  const lines = readFileSync(practice.configuration, 'utf8')
    .split('\n')
    .filter((line) => !/^(?:cluster|kubeconfig):/.test(line))
  const options = {
    kubeconfig: cluster.api.kubeconfig,
    configuration: [...lines, 'approvals: { risk: { disruptive: none } }'],
  }
  desk = cliHome(options)
  attic = cliHome(options)
}, 60_000)
afterAll(async () => {
  desk.remove()
  attic.remove()
  await cluster.close()
  await practice.remove()
})

test('with a silent API the lock file of a node keeps two Brambles apart', async () => {
  const pi02 = boardNamed(cluster.world, 'pi02')
  pi02.stop('k3s-agent')
  const first = desk.start('service', 'start', 'pi02')
  await expect
    .poll(() => first.err(), { timeout: 60_000 })
    .toContain('waiting for node to be Ready')
  expect(pi02.runsKubelet()).toBe(true)
  const lock = await onBoard(pi02, 'cat /run/bramble/lock')
  expect(lock.out.split('\n')[2]).toBe('service start pi02')

  const second = await attic.start('service', 'disable', 'pi02').ended
  expect(second.err).toMatch(/On pi02 another one does: \S+ \(run \d+: service start pi02\)/)
  expect(second.code).toBe(75)
  expect(pi02.unit('k3s-agent').enabled).toBe(true)

  // What keeps the first one waiting ends: it takes its lock away, and the second one may.
  boardNamed(cluster.world, 'pi01').start('k3s')
  expect(await first.ended).toMatchObject({ code: 0 })
  expect((await onBoard(pi02, 'cat /run/bramble/lock')).code).toBe(1)
  expect(await attic.start('service', 'disable', 'pi02').ended).toMatchObject({ code: 0 })
  expect(pi02.unit('k3s-agent').enabled).toBe(false)
}, 180_000)
