import { expect, test } from 'vitest'
import { startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { cliHome } from '#test/support/cli.ts'

test('a healthy cluster is seen through both doors, and a board that reboots comes back', async () => {
  const cluster = await startPracticeCluster(healthy)
  const home = await writePracticeHome(cluster)
  const cli = cliHome({ kubeconfig: cluster.api.kubeconfig })
  const bramble = (...args: string[]) => cli.start('--config', home.configuration, ...args).ended
  try {
    const check = await bramble('check', '--json')
    const { coverage, results } = JSON.parse(check.out) as {
      coverage: { door: string; outcome: string; missing: unknown[] }[]
      results: { check: string; verdict: string }[]
    }
    // How fast the API answers is this machine's affair.
    const others = results.filter(({ check: id }) => id !== 'api-is-ready')
    expect(others.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    expect(others.length).toBeGreaterThanOrEqual(40)
    expect(coverage.map(({ door, outcome, missing }) => [door, outcome, missing])).toEqual([
      ...['pi01', 'pi02', 'pi03', 'pi04'].map(() => ['ssh', 'answered', []]),
      ['api', 'answered', []],
    ])
    const [, pi02] = cluster.world.boards
    pi02?.reboot(1)
    await expect.poll(() => pi02?.isOn(), { timeout: 10_000 }).toBe(true)
    await expect
      .poll(async () => (await bramble('logs', 'pi02', '--boot', '-1', '-n', '1')).out, {
        timeout: 20_000,
      })
      .toContain('Journal stopped')
  } finally {
    cli.remove()
    await cluster.close()
    await home.remove()
  }
}, 60_000)
