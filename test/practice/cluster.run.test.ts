import { describe, expect, test } from 'vitest'
import { loadConfiguration } from '#src/operations/configuration.ts'
import { openShelly } from '#src/transport/power/shelly.ts'
import { cliHome } from '#test/support/cli.ts'
import { practiceSite } from '#test/support/practice-site.ts'

const practice = practiceSite()

test('a healthy cluster is seen through both doors, and a board that reboots comes back', async () => {
  const cli = cliHome({ kubeconfig: practice.cluster.api.kubeconfig })
  // One process plays all boards: on a busy machine they need longer than a person would wait.
  const patient = ['--config', practice.home.configuration, '--timeout', '60s']
  const bramble = (...args: string[]) => cli.start(...patient, ...args).ended
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
    const [, pi02] = practice.cluster.world.boards
    pi02?.reboot(1)
    await expect.poll(() => pi02?.isOn(), { timeout: 30_000 }).toBe(true)
    await expect
      .poll(async () => (await bramble('logs', 'pi02', '--boot', '-1', '-n', '1')).out, {
        timeout: 60_000,
      })
      .toContain('Journal stopped')
  } finally {
    cli.remove()
  }
}, 180_000)

const options = { timeoutMilliseconds: 5000, signal: new AbortController().signal }
const boardOf = (relay: number) => {
  const board = practice.cluster.world.boards[relay]
  if (!board) throw new Error(`no board ${relay}`)
  return board
}
const relay = (port: number) => {
  const { address, port: tcp } = practice.cluster.relays
  const password = undefined
  return openShelly({
    ...{ name: `relay ${port}`, address: `${address}:${tcp}`, port, user: 'admin', password },
  })
}

/** What the boards' power hangs on, as Bramble's own door sees it. */
describe('a relay', () => {
  test('takes power away and gives it back, and measures what the board draws', async () => {
    const board = boardOf(3)
    const door = relay(3)
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'on', flows: 'yes' } })
    const before = board.boot.id
    expect(await door.off(options)).toBeUndefined()
    expect(board.isOn()).toBe(false)
    expect(board.boot.orderly).toBe(false)
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'off', watts: 0 } })
    expect(await door.on(options)).toBeUndefined()
    expect(board.isOn()).toBe(true)
    expect(board.boot.id).not.toBe(before)
  })

  test('turns over again by its own timer', async () => {
    const board = boardOf(3)
    expect(await relay(3).cycle?.(600, options)).toBeUndefined()
    expect(board.isOn()).toBe(false)
    practice.cluster.world.clock.advance(601)
    expect(board.isOn()).toBe(true)
  })

  test('stands in the bramble.yaml of a practice cluster, one for each board', async () => {
    const { env, cwd } = { env: {}, cwd: practice.home.folder }
    const found = await loadConfiguration({
      path: practice.home.configuration,
      env,
      cwd,
      home: cwd,
    })
    expect(Object.values(found?.nodes ?? {}).map(({ power }) => power?.port)).toEqual([0, 1, 2, 3])
    const { address, port } = practice.cluster.relays
    expect(found?.switches['relays']?.shelly?.address).toBe(`${address}:${port}`)
  })

  test('that is not there is no relay', async () => {
    expect((await relay(4).state(options)).failure?.kind).toBe('unknown-outlet')
  })
})

test('nodes tells a board without power from one that hangs', async () => {
  await relay(3).off(options)
  const cli = cliHome({ kubeconfig: practice.cluster.api.kubeconfig })
  try {
    const patient = ['--config', practice.home.configuration, '--timeout', '60s']
    const { out } = await cli.start(...patient, 'nodes', '--json').ended
    const { nodes } = JSON.parse(out) as { nodes: { name: string; outlet?: string }[] }
    expect(nodes.map(({ name, outlet }) => [name, outlet])).toEqual([
      ...['pi01', 'pi02', 'pi03'].map((name) => [name, 'on, 4.6 W']),
      ['pi04', 'off, 0.0 W'],
    ])
  } finally {
    cli.remove()
    await relay(3).on(options)
  }
}, 90_000)
