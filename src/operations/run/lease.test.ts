import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from '#src/model/canonical-json.ts'
import { clusterError } from '#src/model/error.ts'
import type { Plan } from '#src/model/plan.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { type LeaseWish, takeLease } from '#src/steps/cluster-lease.ts'
import { waitFor } from '#src/steps/wait-for.ts'
import { absentKubernetesDoor } from '#src/transport/kubernetes/absent-door.ts'
import { claimRunLease, giveBackRunLease, runLeaseOf } from '#src/transport/kubernetes/run-lease.ts'
import { nodeObject } from '#test/support/practice-drain.ts'
import { openSite } from '#test/support/run-site.ts'
import { carryOut } from './carry-out.ts'
import { underLease } from './under-lease.ts'

type Site = Awaited<ReturnType<typeof openSite>>

let folder: string
let api: PracticeApi
let site: Site
let slept: number
let said: string[]
let onEvent: (event: RunEvent) => unknown

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-lease-'))
  api = await startPracticeApi({ objects: [nodeObject('pi01')] })
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig)
  slept = 0
  said = []
  onEvent = () => {}
  site = await openSite({
    kubeconfig: join(folder, 'kubeconfig'),
    folder: join(folder, 'journal'),
    events: (event) => void onEvent(event),
  })
})
afterEach(async () => {
  await site.close()
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

const spec = () => {
  const kind = kindOf('coordination.k8s.io/v1', 'Lease')
  const lease = kind && api.store.get({ kind, namespace: 'kube-system', name: 'bramble' })
  return lease?.['spec'] as Record<string, unknown> | undefined
}

/** A Bramble of its own journal; what it sleeps takes no time. */
function wishOf(holder: string, parts: Partial<LeaseWish> = {}): LeaseWish {
  return {
    kube: site.kube,
    holder,
    doing: 'drain pi03',
    signal: site.signal,
    now: () => Date.parse('2026-03-01T10:00:00Z'),
    async sleep(milliseconds) {
      slept += milliseconds
    },
    say: (text) => said.push(text),
    ...parts,
  }
}

/** As another Bramble does it, whoever holds the Lease now. */
async function seize(holder = 'ann@attic 2'): Promise<void> {
  const claim = { holder, doing: 'reboot pi02', durationSeconds: 40, now: 0 }
  await claimRunLease(site.kube, await runLeaseOf(site.kube), claim)
}

describe('the Lease', () => {
  test('names its holder in the form that the API wants, and is given back', async () => {
    const lease = await takeLease(wishOf('pi@desk 1'))
    expect(lease.absent).toBeUndefined()
    expect(spec()).toEqual({
      holderIdentity: 'pi@desk 1',
      leaseDurationSeconds: 40,
      acquireTime: '2026-03-01T10:00:00.000000Z',
      renewTime: '2026-03-01T10:00:00.000000Z',
      leaseTransitions: 1,
    })
    await lease.giveBack()
    expect(spec()).not.toHaveProperty('holderIdentity')
    const next = await takeLease(wishOf('ann@attic 2'))
    expect([slept, spec()?.['leaseTransitions']]).toEqual([0, 2])
    await next.giveBack()
  })

  test('that another one renews is refused, with the name of who has it and for what', async () => {
    let now = 0
    const first = await takeLease(wishOf('pi@desk 1', { now: () => (now += 10_000) }))
    const sleep = async () => void (await first.lost())
    await expect(takeLease(wishOf('ann@attic 2', { sleep }))).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining('pi@desk (drain pi03) does, from another machine'),
    })
    expect(said).toEqual(['waiting to see whether pi@desk (drain pi03) still changes this cluster'])
    expect(await first.lost()).toBeUndefined()
    await first.giveBack()
  })

  test('whose holder is silent for as long as it is valid is taken over, whatever the clocks say', async () => {
    await seize()
    const lease = await takeLease(wishOf('pi@desk 1'))
    expect([slept, spec()?.['holderIdentity']]).toEqual([40_000, 'pi@desk 1'])
    await lease.giveBack()
  })

  test('that is given back meanwhile is taken at once', async () => {
    await seize()
    const sleep = async () => {
      slept += 1
      const before = await runLeaseOf(site.kube)
      if (before) await giveBackRunLease(site.kube, before)
    }
    const lease = await takeLease(wishOf('pi@desk 1', { sleep }))
    expect(slept).toBe(1)
    await lease.giveBack()
  })

  test('of a process of the same journal that was killed is held at once', async () => {
    await seize('pi@desk 1')
    const lease = await takeLease(wishOf('pi@desk 1'))
    expect(slept).toBe(0)
    await lease.giveBack()
  })

  test('is lost once another one has it, also if that one gave it back; and then stays theirs', async () => {
    const lease = await takeLease(wishOf('pi@desk 1'))
    await seize()
    const reason = 'ann@attic (reboot pi02) has taken the Lease of this cluster'
    expect(await lease.lost()).toBe(reason)
    await lease.giveBack()
    expect(spec()?.['holderIdentity']).toBe('ann@attic 2')

    const again = await takeLease(wishOf('ann@attic 2'))
    const before = await runLeaseOf(site.kube)
    if (before) await giveBackRunLease(site.kube, before)
    expect(await again.lost()).toContain('another Bramble has taken the Lease')
    await again.giveBack()
  })

  test('is done without while the API does not answer, and taken when it does', async () => {
    const down = absentKubernetesDoor(clusterError('api-unreachable', 'no route'))
    let door = down
    const kube = { ...down, get: (...args) => door.get(...args) } as LeaseWish['kube']
    const create = { create: ((...args) => door.create(...args)) as LeaseWish['kube']['create'] }
    const lease = await takeLease(wishOf('pi@desk 1', { kube: { ...kube, ...create } }))
    expect(lease.absent).toBe('no route')
    expect(await lease.lost()).toBeUndefined()
    expect(spec()).toBeUndefined()
    door = site.kube
    expect(await lease.lost()).toBeUndefined()
    expect(spec()?.['holderIdentity']).toBe('pi@desk 1')
    await lease.giveBack()
  })

  test('is not done without where the API forbids it', async () => {
    const kube = absentKubernetesDoor(clusterError('api-forbidden', 'leases are not yours'))
    await expect(takeLease(wishOf('pi@desk 1', { kube }))).rejects.toMatchObject({
      code: 'api-forbidden',
    })
  })
})

describe('a run', () => {
  const input = {
    what: 'pi01 to be Ready',
    checks: ['node-is-ready'],
    node: 'pi01',
    tolerates: [],
    limitSeconds: 60,
  }
  const step = {
    step: waitFor.id,
    title: waitFor.title(input),
    reason: 'a test',
    risk: 'safe' as const,
    undo: 'possible' as const,
    input,
    preview: [],
  }

  function twoSteps() {
    const plan: Plan = {
      schema: 'bramble/plan/1',
      cluster: 'test',
      goal: { name: 'reboot', target: 'pi01', options: {} },
      steps: [step, step],
      restsOn: [],
      accepted: [],
    }
    const digest = digestOf(plan)
    site.journal.storePlan(digest, plan)
    const started = { kind: 'run-started', digest, goal: plan.goal, approvedBy: 'x' } as const
    return { plan, run: site.journal.startRun({ ...started, approval: 1, accepted: [] }) }
  }
  const carry = () => underLease(site, 'test', (own) => carryOut({ ...twoSteps(), site: own }))
  const ends = (run: number) =>
    site.journal
      .entries({ run })
      .flatMap(({ happening: one }) => (one.kind === 'step-ended' ? [one.outcome] : []))

  test('holds it while it goes on, and gives it back', async () => {
    let during: unknown
    onEvent = () => (during = spec()?.['holderIdentity'])
    expect(await carry()).toMatchObject({ outcome: 'done' })
    expect(during).toMatch(/^test [0-9a-f-]{36}$/)
    expect(spec()).not.toHaveProperty('holderIdentity')
  })

  test('that cannot ask for it midway goes on, and its journal says that nobody held it', async () => {
    let silent = false
    onEvent = ({ kind }) => (silent ||= kind === 'step-ended')
    const kube = new Proxy(site.kube, {
      get(door, property) {
        const own = Reflect.get(door, property)
        if (property !== 'get' || !silent) return typeof own === 'function' ? own.bind(door) : own
        return (...args: Parameters<typeof door.get>) => {
          const isLease = args[0].plural === 'leases' && args[1].name === 'bramble'
          if (isLease) throw clusterError('api-unreachable', 'no route')
          return door.get(...args)
        }
      },
    })
    const end = await underLease({ ...site, kube }, 'test', (own) =>
      carryOut({ ...twoSteps(), site: own }),
    )
    expect(end).toMatchObject({ outcome: 'done' })
    const told = site.journal
      .entries({ run: end.run })
      .flatMap(({ happening: one }) => (one.kind === 'lease' ? [one] : []))
    expect(told).toEqual([{ kind: 'lease', state: 'absent', reason: 'no route' }])
  })

  test('that loses it stops at the end of its step, and leaves it to whoever has it', async () => {
    const leases = kindOf('coordination.k8s.io/v1', 'Lease')
    onEvent = ({ kind }) => {
      if (kind !== 'step-ended' || !leases) return
      const target = { kind: leases, namespace: 'kube-system', name: 'bramble' }
      api.store.update(target, (lease) => ({
        ...lease,
        spec: { ...(lease['spec'] as object), holderIdentity: 'ann@attic 2' },
      }))
    }
    const end = await carry()
    expect(end).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('ann@attic (test) has taken the Lease of this cluster'),
      next: expect.stringContaining('resume'),
    })
    expect(ends(end.run)).toEqual(['done', 'stopped'])
    expect(spec()?.['holderIdentity']).toBe('ann@attic 2')
  })
})
