import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { digestOf } from '#src/model/canonical-json.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import type { Plan } from '#src/model/plan.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { fail, pass } from '#src/model/verdict.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { defineStep } from '#src/steps/define-step.ts'
import { waitFor } from '#src/steps/wait-for.ts'
import { healthyCluster, node, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { nodeObject } from '#test/support/practice-drain.ts'
import { openSite } from '#test/support/run-site.ts'
import { askStrictly, lookAt } from './ask-gates.ts'
import { carryOut } from './carry-out.ts'
import { resume } from './resume.ts'
import type { RunSite } from './site.ts'

let folder: string
let api: PracticeApi
let site: RunSite & { close(): Promise<void> }
let events: RunEvent[]
let stop: AbortController

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-waiting-'))
  events = []
  stop = new AbortController()
  api = await startPracticeApi({ objects: [nodeObject('pi01'), notReady('pi03')] })
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig)
  await newSite()
})
afterEach(async () => {
  await site.close()
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

async function newSite(): Promise<void> {
  site = await openSite({
    kubeconfig: join(folder, 'kubeconfig'),
    folder: join(folder, 'journal'),
    events: (event) => events.push(event),
    stop: stop.signal,
    longestSleepMilliseconds: 20,
  })
}

function notReady(name: string) {
  const object = nodeObject(name)
  const conditions = [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'cni' }]
  return { ...object, status: { ...(object['status'] as object), conditions } }
}

const input = {
  what: 'pi03 to be Ready',
  checks: ['node-is-ready'],
  node: 'pi03',
  tolerates: [] as string[],
  limitSeconds: 600,
}

/** A run of one wait, as a goal's planner would have planned it. */
function waiting(parts: Partial<typeof input> = {}) {
  const wish = { ...input, ...parts }
  const plan: Plan = {
    schema: 'bramble/plan/1',
    cluster: 'test',
    goal: { name: 'reboot', target: 'pi03', options: {} },
    steps: [
      {
        step: waitFor.id,
        title: waitFor.title(wish),
        reason: 'it was started again',
        risk: 'safe',
        undo: 'possible',
        input: waitFor.parse(wish),
        preview: [...waitFor.preview(wish, lookAt(observationOf(healthyCluster())).index)],
      },
    ],
    restsOn: [],
    accepted: [],
  }
  const digest = digestOf(plan)
  site.journal.storePlan(digest, plan)
  const started = { kind: 'run-started', digest, goal: plan.goal, approvedBy: 'x' } as const
  const run = site.journal.startRun({ ...started, approval: 1, accepted: [] })
  return { run, plan, site }
}

const waits = () => events.flatMap((event) => (event.kind === 'waiting' ? [event] : []))

describe('a wait', () => {
  test('ends when its check passes, and says meanwhile what it waits for and how long', async () => {
    const running = carryOut(waiting())
    await expect.poll(() => waits().length).toBeGreaterThan(0)
    api.store.put(nodeObject('pi03'))
    expect(await running).toMatchObject({ outcome: 'done' })
    expect(waits()).toMatchObject([
      { title: 'node to be Ready', reason: 'KubeletNotReady: cni', limitSeconds: 600 },
    ])
  })

  test('that takes too long stops the run, with what was still missing', async () => {
    const end = await carryOut(waiting({ limitSeconds: 5 }))
    expect(end.outcome).toBe('stopped')
    expect(end.reason).toContain('waiting for node to be Ready it was seen: KubeletNotReady: cni')
    expect(end.next).toMatch(/resume.*undo/)
  })

  test('stops when somebody asks it to, and goes on with resume', async () => {
    const running = carryOut(waiting())
    await expect.poll(() => waits().length).toBeGreaterThan(0)
    stop.abort()
    expect(await running).toMatchObject({ outcome: 'stopped', reason: 'somebody asked it to stop' })
    await site.close()
    stop = new AbortController()
    await newSite()
    api.store.put(nodeObject('pi03'))
    expect(await resume(undefined, site)).toMatchObject({ outcome: 'done' })
    expect(site.journal.entries({ run: 1 }).at(-2)?.happening).toMatchObject({ how: 'verified' })
  })

  test('does not begin where another Bramble has the lock on its node by now', async () => {
    const begun = waiting()
    const asked: string[] = []
    const nodeLocks: RunSite['nodeLocks'] = {
      absent: new Map(),
      rootless: [],
      async lost(node) {
        asked.push(node)
        return 'bob@attic (run 7: drain pi03) has the lock on pi03'
      },
      giveBack: async () => {},
    }
    const end = await carryOut({ ...begun, site: { ...site, nodeLocks } })
    expect(end).toMatchObject({ outcome: 'stopped', reason: expect.stringContaining('bob@attic') })
    expect(asked).toEqual(['pi03'])
    const kinds = site.journal.entries({ run: begun.run }).map(({ happening }) => happening.kind)
    expect(kinds).toContain('node-lock')
    expect(kinds).not.toContain('step-started')
  })

  test('leaves alone what was not well before either', async () => {
    expect(await carryOut(waiting({ tolerates: ['node/pi03'] }))).toMatchObject({ outcome: 'done' })
  })

  test('for a check that nobody knows is refused when it is planned', () => {
    expect(() => waiting({ checks: ['moon-is-full'] })).toThrow('no check "moon-is-full"')
  })

  test('shows each check and its limit before it begins', () => {
    expect(waiting().plan.steps[0]?.preview).toEqual(['wait for node to be Ready, at most 10 min'])
  })
})

describe('a step that compares', () => {
  const reboot = defineStep({
    id: 'reboot-node',
    title: ({ node }) => `Reboot ${node}`,
    input: z.object({ node: z.string() }),
    reads: { nodes },
    risk: 'disruptive',
    about: ({ node }) => ({ node }),
    requires: [],
    verify: [],
    compares: {
      title: 'node to have started again',
      ask: ({ node }, { bootId }, { nodes }) => {
        const now = nodes.find(({ name }) => name === node)?.bootId
        return now === bootId ? fail(`its boot id is still ${bootId}`) : pass()
      },
    },
    preview: () => [],
    remembered: z.object({ bootId: z.string() }),
    remember: async () => ({ bootId: 'boot-pi03' }),
    async apply() {},
    undo: 'impossible',
  })
  const about = { node: 'pi03' }
  const ask = (bootId: string | undefined, remembered: unknown) => {
    const records = { ...healthyCluster(), nodes: [node('pi03', { bootId })] }
    return reboot
      .checksOf(about, remembered)
      .flatMap((check) =>
        askStrictly(check, about, lookAt(observationOf(records)), Date.parse(takenAt)),
      )
      .map(({ verdict, reason }) => [verdict, reason])
  }

  test('holds what is against what was remembered', () => {
    expect(ask('boot-pi03', { bootId: 'boot-pi03' })).toEqual([
      ['fail', 'its boot id is still boot-pi03'],
    ])
    expect(ask('boot-new', { bootId: 'boot-pi03' })).toEqual([['pass', '']])
  })

  test('asks nothing where nothing was remembered, and refuses a memory of another form', () => {
    expect(ask('boot-new', undefined)).toEqual([])
    expect(() => ask('boot-new', { boot: 7 })).toThrow()
  })
})
