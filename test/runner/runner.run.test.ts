import { readFileSync, readlinkSync } from 'node:fs'
import { describe, expect, test as plainTest, vi } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { systemClock } from '#src/model/clock.ts'
import { launchRunner } from '#src/operations/run/launch.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { type CliHome, type CliProcess, cliHome } from '#test/support/cli.ts'
import {
  budgetObject,
  drainObjects,
  isCordoned,
  keepPodsRunning,
  nodeNameOf,
  podObject,
  podsOf,
} from '#test/support/practice-drain.ts'
import { processesWith } from '#test/support/processes.ts'

/**
 * The real program as processes against the practice API: who carries a run out, and what happens
 * to it when those who watch it go. A closed budget keeps the run going until the test opens it.
 */
const closed = () => [
  ...drainObjects().filter(({ kind }) => kind !== 'PodDisruptionBudget'),
  budgetObject('web', 2),
]
const drain = ['drain', 'pi03', '--accept', 'budget/default/web', '--reason', 'the test opens it']

/** One test's cluster, home and processes: the tests wait side by side. */
class Stage {
  readonly api: PracticeApi
  readonly home: CliHome
  #journal: Journal | undefined

  constructor(api: PracticeApi) {
    this.api = api
    keepPodsRunning(api)
    this.home = cliHome({
      kubeconfig: api.kubeconfig,
      configuration: ['approvals: { risk: { disruptive: none } }'],
      env: { JUNK_OF_THE_SESSION: 'x', LC_TIME: 'C' },
    })
  }

  get journal(): Journal {
    this.#journal ??= openJournal({ folder: this.home.state, who: 'test', clock: systemClock })
    return this.#journal
  }

  openBudget(): void {
    this.api.store.put(podObject('web-3', 'pi02'))
  }

  runners(): readonly number[] {
    return processesWith('--context practice --timeout 12000ms').filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === this.home.folder
      } catch {
        return false
      }
    })
  }

  podsOnNode(): readonly string[] {
    return podsOf(this.api)
      .filter((pod) => nodeNameOf(pod) === 'pi03')
      .map((pod) => pod.metadata.name)
  }

  /** The runner's process, once the drain waits for the budget. */
  async waiting(process: CliProcess): Promise<number> {
    await vi.waitUntil(() => process.err().includes('waiting to evict'), { timeout: 40_000 })
    return this.runners()[0] ?? 0
  }

  async close(): Promise<void> {
    this.openBudget()
    await vi.waitUntil(() => this.runners().length === 0, { timeout: 40_000 })
    this.#journal?.close()
    this.home.remove()
    await this.api.close()
  }
}

const test = plainTest.extend<{ stage: Stage }>({
  stage: async ({ onTestFinished }, use) => {
    const stage = new Stage(await startPracticeApi({ objects: closed(), podEndMilliseconds: 10 }))
    onTestFinished(() => stage.close())
    await use(stage)
  },
})

describe.concurrent('a run', () => {
  test('is a process of its own: own session, no terminal, little of the environment', async ({
    stage,
  }) => {
    const cli = stage.home.start(...drain)
    const pid = await stage.waiting(cli)
    const [, , , , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/.*\) /, 'x ')
      .split(' ')
    expect(Number(session)).toBe(pid)
    expect(pid).not.toBe(cli.child.pid)
    expect(readlinkSync(`/proc/${pid}/fd/0`)).toBe('/dev/null')
    expect(readlinkSync(`/proc/${pid}/fd/2`)).toBe(`${stage.home.state}/runner.log`)
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((pair) => pair.split('=')[0])
    expect(names).toContain('HOME')
    expect(names).toContain('LC_TIME')
    expect(names).not.toContain('JUNK_OF_THE_SESSION')
    stage.openBudget()
    const end = await cli.ended
    expect(end.out).toContain('run 1: done')
    expect(end.code).toBe(0)
    expect(stage.podsOnNode()).toEqual(['etcd-pi03', 'flannel-3'])
    expect(readFileSync(`${stage.home.state}/runner.log`, 'utf8')).toBe('')
  })

  test('goes on when whoever started it is killed, and another one follows it to its end', async ({
    stage,
  }) => {
    const cli = stage.home.start(...drain)
    await stage.waiting(cli)
    cli.child.kill('SIGKILL')
    await cli.ended
    expect(stage.runners()).toHaveLength(1)
    const other = stage.home.start('runs', '--follow', '1')
    await stage.waiting(other)
    stage.openBudget()
    const end = await other.ended
    // All of it, from before the other one came too.
    expect(end.err).toContain('run 1 · drain pi03')
    expect(end.err).toContain('default/db-0 evicted')
    expect(end).toMatchObject({ code: 0, out: expect.stringContaining('run 1: done') })
  })

  test('stops after its step at the first Ctrl-C, and resume goes on', async ({ stage }) => {
    const cli = stage.home.start(...drain)
    await stage.waiting(cli)
    cli.child.kill('SIGINT')
    const end = await cli.ended
    expect(end.err).toContain('Ctrl-C again to stop watching')
    expect(end.out).toContain('run 1: stopped: somebody asked it to stop')
    expect(end.out).toContain('bramble resume 1')
    expect(end.code).toBe(4)
    // It has told its end already, and may still be on its way out.
    await expect.poll(() => stage.runners(), { timeout: 20_000 }).toEqual([])
    stage.openBudget()
    expect(await stage.home.start('resume').ended).toMatchObject({ code: 0 })
    expect(stage.podsOnNode()).toEqual(['etcd-pi03', 'flannel-3'])
  })

  test('goes on when the session ends; whoever watched says how to come back', async ({
    stage,
  }) => {
    const cli = stage.home.start(...drain)
    await stage.waiting(cli)
    cli.child.kill('SIGTERM')
    const end = await cli.ended
    expect(end).toMatchObject({ code: 130 })
    expect(end.out).toContain('next: bramble runs --follow 1')
    expect(stage.runners()).toHaveLength(1)
    stage.openBudget()
    await vi.waitUntil(() => stage.journal.run(1).state === 'done', { timeout: 40_000 })
  })

  test('that is killed is seen to be dead by those who follow it, started here or not', async ({
    stage,
  }) => {
    const cli = stage.home.start(...drain)
    const pid = await stage.waiting(cli)
    const other = stage.home.start('runs', '--follow', '1')
    await stage.waiting(other)
    process.kill(pid, 'SIGKILL')
    for (const one of [cli, other])
      expect(await one.ended).toMatchObject({
        code: 4,
        out: expect.stringMatching(
          /run 1: its process is gone in the middle\nnext: bramble resume 1\n$/,
        ),
      })
    stage.openBudget()
    expect(await stage.home.start('resume').ended).toMatchObject({ code: 0 })
  })

  test('that somebody asks to stop from another terminal stops, and can be taken back', async ({
    stage,
  }) => {
    const cli = stage.home.start(...drain)
    await stage.waiting(cli)
    expect((await stage.home.start('cancel').ended).out).toContain('run 1 was asked to stop')
    expect((await cli.ended).code).toBe(4)
    expect(isCordoned(stage.api, 'pi03')).toBe(true)
    const undone = await stage.home.start('undo').ended
    expect(undone.err).toContain('going back')
    expect(undone).toMatchObject({ code: 0, out: expect.stringContaining('run 1: undone') })
    expect(isCordoned(stage.api, 'pi03')).toBe(false)
  })
})

describe.concurrent('what is refused before a run begins is told by whoever asked for it', () => {
  test('a closed gate', async ({ stage }) => {
    const planned = await stage.home.start('plan', 'drain', 'pi03').ended
    expect(planned.code).toBe(3)
    const digest = /plan ([0-9a-f]{12})/.exec(planned.out)?.[1] ?? ''
    const applied = await stage.home.start('apply', digest).ended
    expect(applied).toMatchObject({ code: 3, out: expect.stringContaining('budget/default/web') })
    expect(stage.journal.runs()).toEqual([])
  })

  test('the lock of another run', async ({ stage }) => {
    const cli = stage.home.start(...drain)
    await stage.waiting(cli)
    const other = await stage.home.start('uncordon', 'pi03').ended
    // There is something to do: pi03 is cordoned by now.
    expect(other.err).toMatch(/holds the lock since .*: drain pi03/)
    expect(other.code).toBe(75)
    stage.openBudget()
    await cli.ended
  })

  test('a process that cannot be started: nothing is changed', async ({ stage }) => {
    const never = new AbortController().signal
    const before = stage.api.store.version
    const { folder } = { folder: stage.home.folder }
    const options = { look: [], env: {}, cwd: '/', folder, giveUp: never, onSaid: () => {} }
    await expect(
      launchRunner({ verb: 'apply', id: 1 }, { ...options, program: ['/nowhere/node'] }),
    ).rejects.toMatchObject({ code: 'runner-not-started', kind: 'cluster' })
    await expect(
      launchRunner({ verb: 'apply', id: 1 }, { ...options, program: ['/bin/false'] }),
    ).rejects.toMatchObject({ code: 'runner-not-started' })
    expect(stage.api.store.version).toBe(before)
  })
})

describe.concurrent('a runner that somebody starts by hand', () => {
  test('carries out nothing that nobody approved', async ({ stage }) => {
    await stage.home.start('plan', 'drain', 'pi03').ended
    const [stored] = stage.journal.entries()
    for (const id of [stored?.id ?? 0, 99]) {
      const end = await stage.home.start('run-plan', 'apply', `${id}`).ended
      expect(end).toMatchObject({ code: 64, err: expect.stringContaining('knows no approval') })
    }
    expect(await stage.home.start('run-plan', 'format', '1').ended).toMatchObject({ code: 64 })
    expect(stage.journal.runs()).toEqual([])
  })

  test('does not use an approval twice', async ({ stage }) => {
    const cli = stage.home.start(...drain)
    await stage.waiting(cli)
    stage.openBudget()
    expect((await cli.ended).code).toBe(0)
    const approval = stage.journal
      .entries()
      .find(({ happening }) => happening.kind === 'plan-approved')
    const again = await stage.home.start('run-plan', 'apply', `${approval?.id}`).ended
    expect(again).toMatchObject({
      code: 64,
      err: expect.stringContaining('was used by an earlier'),
    })
    expect(stage.journal.runs()).toHaveLength(1)
  })
})
