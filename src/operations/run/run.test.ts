import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeLock } from '#src/journal/lock.ts'
import type { BrambleError } from '#src/model/error.ts'
import type { Acceptance } from '#src/model/plan.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { type ApplyResult, applyHere, undoHere, yesToUndo } from '#test/support/apply-here.ts'
import {
  budgetObject,
  drainObjects,
  isCordoned,
  keepPodsRunning,
  nodeNameOf,
  nodeObject,
  podObject,
  podsOf,
  removePod,
} from '#test/support/practice-drain.ts'
import { openSite } from '#test/support/run-site.ts'
import { applyApproved } from './apply.ts'
import { approveUndo } from './approve.ts'
import { cancel } from './cancel.ts'
import { makePlan } from './make-plan.ts'
import { resume } from './resume.ts'
import { listRuns } from './runs.ts'
import type { RunSite } from './site.ts'
import { undo } from './undo.ts'

type Site = RunSite & { close(): Promise<void> }

let folder: string
let api: PracticeApi
let site: Site
let events: RunEvent[]
const sites: Site[] = []

const changesNode = ({ method, url }: { method?: string; url?: string }) =>
  method === 'PATCH' && url?.startsWith('/api/v1/nodes/') === true

async function begin(options: Parameters<typeof startPracticeApi>[0] = {}): Promise<void> {
  await end()
  api = await startPracticeApi({ objects: drainObjects(), podEndMilliseconds: 10, ...options })
  keepPodsRunning(api)
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig)
  site = await newSite()
}

async function newSite(parts: { stop?: AbortSignal; longest?: number } = {}): Promise<Site> {
  const opened = await openSite({
    kubeconfig: join(folder, 'kubeconfig'),
    folder: join(folder, 'journal'),
    events: (event) => events.push(event),
    longestSleepMilliseconds: parts.longest ?? 20,
    ...(parts.stop && { stop: parts.stop }),
  })
  sites.push(opened)
  return opened
}

async function end(): Promise<void> {
  for (const opened of sites.splice(0)) await opened.close()
  await (api as PracticeApi | undefined)?.close()
  rmSync(join(folder, 'journal'), { recursive: true, force: true })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-run-'))
  events = []
  await begin()
})
afterEach(async () => {
  await end()
  rmSync(folder, { recursive: true, force: true })
})

const yes = async () => 'pi@desk'

async function plan(name: string, accept: Acceptance[] = [], timeoutSeconds = 20) {
  return makePlan({ goal: { name, target: 'pi03', options: { timeoutSeconds } }, accept }, site)
}

async function carryOut(name: string, accept?: Acceptance[], timeoutSeconds?: number) {
  return applyHere((await plan(name, accept, timeoutSeconds)).digest, site, yes)
}

function podsOnNode(): string[] {
  return podsOf(api)
    .filter((pod) => nodeNameOf(pod) === 'pi03')
    .map((pod) => pod.metadata.name)
}

const said = () => events.flatMap((event) => (event.kind === 'said' ? [event.text] : []))
const kindsOf = (run: number) =>
  site.journal.entries({ run }).map(({ happening }) => happening.kind)
const evictions = () => api.requests.filter(({ path }) => path.endsWith('/eviction'))

function ended(result: ApplyResult) {
  if (result.kind !== 'ended') throw new Error(`it did not even begin: ${JSON.stringify(result)}`)
  return result
}

async function errorOf(work: Promise<unknown>): Promise<BrambleError> {
  const error = await work.then(
    () => undefined,
    (reason: BrambleError) => reason,
  )
  if (!error) throw new Error('nothing was thrown')
  return error
}

describe('a drain', () => {
  test('empties the node, leaves what belongs to it, and writes down what it did', async () => {
    const result = ended(await carryOut('drain'))
    expect(result).toEqual({ kind: 'ended', run: 1, outcome: 'done' })
    expect(podsOnNode()).toEqual(['etcd-pi03', 'flannel-3'])
    expect(isCordoned(api, 'pi03')).toBe(true)
    expect(kindsOf(1)).toEqual([
      'run-started',
      'step-started',
      'request-intended',
      'request-answered',
      'request-intended',
      'request-answered',
      'step-ended',
      'run-ended',
    ])
    expect(site.journal.entries({ run: 1 })[0]?.happening).toMatchObject({ approvedBy: 'pi@desk' })
    expect(listRuns(site.journal)).toMatchObject([{ id: 1, state: 'done', goesOn: false }])
  })

  test('that is done has nothing to do, and begins no run', async () => {
    await carryOut('drain')
    expect(await carryOut('drain')).toMatchObject({ kind: 'nothing-to-do' })
    expect(site.journal.runs()).toHaveLength(1)
  })

  test('that nobody approves changes nothing', async () => {
    const { digest } = await plan('drain')
    const before = api.store.version
    expect(await applyHere(digest, site, async () => undefined)).toMatchObject({
      kind: 'not-approved',
    })
    expect(api.store.version).toBe(before)
    expect(site.journal.runs()).toEqual([])
  })

  test('is asked about with its risk and its own digest', async () => {
    const { digest } = await plan('drain')
    const asked: unknown[] = []
    await applyHere(digest.slice(0, 10), site, async (question) => {
      asked.push([question.digest, question.risk])
      return undefined
    })
    expect(asked).toEqual([[digest, 'disruptive']])
  })

  test('is refused where a gate closed after the plan was made', async () => {
    const { digest, refusals } = await plan('drain')
    expect(refusals).toEqual([])
    api.store.put(nodeObject('pi04'))
    api.store.put({
      ...nodeObject('pi04'),
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    })
    const changed = new Set<string>()
    api.store.onChange(({ object }) => changed.add(object.kind))
    const result = await applyHere(digest, site, yes)
    expect(result).toMatchObject({
      kind: 'refused',
      refusals: [{ gate: 'other-nodes-are-ready', subject: 'node/pi04' }],
    })
    expect([...changed]).toEqual(['Lease'])
    expect(site.journal.entries().at(-1)?.happening).toMatchObject({
      kind: 'apply-refused',
      reasons: [expect.stringContaining('node/pi04')],
    })
  })

  test('is refused where its facts have changed, and shows which', async () => {
    const { digest } = await plan('drain')
    api.store.put(podObject('late-1', 'pi03'))
    const web = podsOf(api).find((pod) => pod.metadata.name === 'web-1')
    const result = await applyHere(digest, site, yes)
    const late = podsOf(api).find((pod) => pod.metadata.name === 'late-1')
    expect(result).toMatchObject({
      kind: 'facts-changed',
      differences: [{ fact: 'pod/default/late-1 on pi03', was: undefined, is: late?.metadata.uid }],
      next: expect.stringContaining('bramble drain pi03'),
    })
    expect(web?.metadata.deletionTimestamp).toBeUndefined()
    expect(isCordoned(api, 'pi03')).toBe(false)
  })

  test('of a plan for another cluster is refused', async () => {
    const { digest } = await plan('drain')
    expect(await errorOf(applyHere(digest, { ...site, cluster: 'other' }, yes))).toMatchObject({
      code: 'plan-of-another-cluster',
      next: expect.stringContaining('plan the goal for other'),
    })
  })

  test('of a node that is not there says which there are', async () => {
    const goal = { name: 'drain', target: 'pi09', options: {} }
    expect(await errorOf(makePlan({ goal, accept: [] }, site))).toMatchObject({
      code: 'node-unknown',
      next: 'Nodes: pi01, pi02, pi03.',
    })
  })

  test('with an accept for nothing says what can be accepted', async () => {
    api.store.put(podObject('bare', 'pi03', { owner: '' }))
    const error = await errorOf(plan('drain', [{ subject: 'pod/default/other', reason: 'x' }]))
    expect(error).toMatchObject({
      code: 'accept-nothing',
      next: 'It can be: pod/default/bare.',
    })
    const silent = await errorOf(plan('drain', [{ subject: 'pod/default/bare', reason: ' ' }]))
    expect(silent.code).toBe('accept-without-reason')
  })
})

describe('while it evicts', () => {
  const budget = { subject: 'budget/default/web', reason: 'the test opens it' }
  const closed = () => [
    ...drainObjects().filter(({ kind }) => kind !== 'PodDisruptionBudget'),
    budgetObject('web', 2),
  ]

  test('a closed budget is waited for in its own words', async () => {
    await begin({ objects: closed() })
    const running = carryOut('drain', [budget])
    await expect
      .poll(said, { timeout: 10_000 })
      .toContain(
        'waiting to evict default/web-1: The disruption budget web needs 2 healthy pods and has 2 currently',
      )
    // The other pod did not wait for this one.
    await expect.poll(podsOnNode).not.toContain('db-0')
    expect(podsOnNode()).toContain('web-1')
    api.store.put(podObject('web-3', 'pi02'))
    expect(ended(await running).outcome).toBe('done')
    expect(podsOnNode()).toEqual(['etcd-pi03', 'flannel-3'])
    // Asked again every 5 s, and not more often: once refused, once accepted, and db-0.
    expect(evictions().length).toBe(3)
    const web = site.journal
      .entries({ run: 1 })
      .filter(({ happening }) => JSON.stringify(happening).includes('web-1'))
    expect(web.filter(({ happening }) => happening.kind === 'request-intended')).toHaveLength(1)
  }, 20_000)

  test('a budget that stays closed ends the run at its time, and says how to go on or back', async () => {
    await begin({ objects: closed() })
    const result = ended(await carryOut('drain', [budget], 1))
    expect(result.outcome).toBe('stopped')
    expect(result.reason).toBe(
      'After 1 s pi03 is not empty: default/web-1 (The disruption budget web needs 2 healthy pods and has 2 currently).',
    )
    expect(result.next).toMatch(/resume.*undo/)
    expect(isCordoned(api, 'pi03')).toBe(true)
    expect(site.journal.run(1)).toMatchObject({ state: 'stopped', reason: result.reason })
  })

  test('two budgets over one pod end it in clear words', async () => {
    await begin({
      objects: [
        ...drainObjects(),
        { ...budgetObject('web', 1), metadata: { name: 'twin', namespace: 'default' } },
      ],
    })
    const accept = [{ subject: 'pod/default/web-1', reason: 'to see it' }]
    const result = ended(await carryOut('drain', accept))
    expect(result.outcome).toBe('stopped')
    expect(result.reason).toContain('cannot evict default/web-1 (500)')
    // What is to be done in the cluster is the step's word, which ways there are the run's.
    expect(result.next).toMatch(
      /kubectl -n default get poddisruptionbudgets.*`bramble resume 1` goes on, .* `bramble undo 1` lets the node take pods again/,
    )
  })

  test('a pod that vanishes by itself is no trouble', async () => {
    const lost = { done: false }
    await begin({
      intercept: (request) => {
        if (request.method === 'POST' && request.url.includes('/web-1/') && !lost.done) {
          lost.done = true
          removePod(api, 'web-1')
        }
        return false
      },
    })
    expect(ended(await carryOut('drain')).outcome).toBe('done')
    expect(lost.done).toBe(true)
    expect(said()).toContain('default/web-1 is gone')
  })

  test('a new pod of the same name is not taken for the old one', async () => {
    const replaced: string[] = []
    await begin({
      intercept: (request) => {
        if (request.method !== 'POST' || !request.url.includes('/db-0/')) return false
        if (replaced.length > 0) return false
        removePod(api, 'db-0')
        const next = podsOf(api).find((pod) => pod.metadata.name === 'db-0')
        replaced.push(next?.metadata.uid ?? '')
        return false
      },
    })
    expect(ended(await carryOut('drain')).outcome).toBe('done')
    const now = podsOf(api).find((pod) => pod.metadata.name === 'db-0')
    expect(replaced).toEqual([now?.metadata.uid])
    expect(now?.metadata.deletionTimestamp).toBeUndefined()
  })

  test('a pod that nobody was shown stops it', async () => {
    await begin({
      intercept: (request) => {
        // It lands between the last look and the cordon, as a scheduler might place it.
        if (changesNode(request)) api.store.put(podObject('late', 'pi03', { owner: '' }))
        return false
      },
    })
    const result = ended(await carryOut('drain'))
    expect(result.outcome).toBe('stopped')
    expect(result.reason).toContain('default/late came to pi03 after the plan was made')
    expect(podsOnNode()).toContain('late')
    expect(evictions()).toEqual([])
  })

  test('an API server that is away for a moment is asked again', async () => {
    let cuts = 0
    await begin({
      intercept: (request) => {
        const evicting = request.method === 'POST' && request.url.includes('/web-1/')
        const looking = request.url.includes('fieldSelector') && cuts === 1
        if (!evicting && !looking) return false
        cuts += 1
        if (cuts > 2) return false
        request.stream.session?.destroy()
        return true
      },
    })
    expect(ended(await carryOut('drain')).outcome).toBe('done')
    expect(cuts).toBeGreaterThanOrEqual(2)
    expect(podsOnNode()).toEqual(['etcd-pi03', 'flannel-3'])
    expect(said()).toContainEqual(expect.stringMatching(/^waiting for the API server: /))
  })

  test('a server that says yes and does nothing fails verify, and the run says so', async () => {
    await begin({
      intercept: (request, response) => {
        if (!changesNode(request)) return false
        const node = nodeObject('pi03', true)
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ ...node, metadata: { name: 'pi03', uid: 'x' } }))
        return true
      },
    })
    const result = ended(await carryOut('drain'))
    expect(result.outcome).toBe('stopped')
    expect(result.reason).toBe(
      'Drain pi03 was carried out, but waiting for node to be cordoned it was seen: pi03 takes new pods',
    )
    // It was looked again and again, and said once.
    const looks = api.requests.filter(
      ({ method, path }) => method === 'GET' && path === '/api/v1/nodes',
    )
    expect(looks.length).toBeGreaterThan(8)
    expect(events.filter((event) => event.kind === 'waiting')).toHaveLength(1)
  })
})

describe('undo', () => {
  test('lets the node take pods again', async () => {
    await carryOut('drain')
    expect(await undoHere(undefined, site)).toMatchObject({
      outcome: 'undone',
      reason: expect.stringContaining('pods that moved stay'),
    })
    expect(isCordoned(api, 'pi03')).toBe(false)
    expect((await errorOf(undoHere(1, site))).code).toBe('run-undone')
  })

  test('never uncordons a node that somebody had cordoned before', async () => {
    api.store.put(nodeObject('pi03', true))
    expect(ended(await carryOut('drain')).outcome).toBe('done')
    await undoHere(undefined, site)
    expect(isCordoned(api, 'pi03')).toBe(true)
  })

  test('of an uncordon cordons again', async () => {
    api.store.put(nodeObject('pi03', true))
    expect(ended(await carryOut('uncordon')).outcome).toBe('done')
    expect(isCordoned(api, 'pi03')).toBe(false)
    await undoHere(undefined, site)
    expect(isCordoned(api, 'pi03')).toBe(true)
    expect(await undoHere(1, site).catch((error: BrambleError) => error.code)).toBe('run-undone')
  })

  test('needs a yes to this very run, which is good once and for a quarter of an hour', async () => {
    await carryOut('drain')
    const forth = site.journal.entries().find(({ happening }) => happening.kind === 'plan-approved')
    expect((await errorOf(undo(forth?.id ?? 0, site))).code).toBe('approval-unknown')
    const id = await yesToUndo(1, site)
    const later = { ...site, clock: { now: () => site.clock.now() + 15 * 60_000 + 1 } }
    expect((await errorOf(undo(id, later))).code).toBe('approval-too-old')
    expect((await errorOf(applyApproved(id, site))).code).toBe('approval-unknown')
    expect(isCordoned(api, 'pi03')).toBe(true)
    expect((await undo(id, site)).outcome).toBe('undone')
    expect(site.journal.undoApproval(id)).toMatchObject({ run: 1, used: true })
    const nobody = async () => undefined
    expect((await approveUndo(site.journal.run(1), site, nobody)).kind).toBe('not-approved')
  })

  test('that stopped is not gone on with by the same yes', async () => {
    await carryOut('drain')
    const id = await yesToUndo(1, site)
    site.journal.append({ kind: 'undo-started', approval: id }, 1)
    expect((await errorOf(undo(id, site))).code).toBe('approval-used')
  })

  test('that fails midway goes on going back with resume, and does not drain again', async () => {
    let refuse = false
    await begin({
      intercept: (request, response) => {
        if (!refuse || !changesNode(request)) return false
        response.writeHead(403, { 'content-type': 'application/json' })
        response.end(
          JSON.stringify({ kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' }),
        )
        return true
      },
    })
    await carryOut('drain')
    refuse = true
    expect((await undoHere(1, site)).outcome).toBe('stopped')
    refuse = false
    expect((await resume(undefined, site)).outcome).toBe('undone')
    expect(isCordoned(api, 'pi03')).toBe(false)
    expect(evictions()).toHaveLength(2)
  })
})

describe('one at a time', () => {
  test('somebody else with the lock refuses all that changes, by name', async () => {
    const { digest } = await plan('drain')
    const since = '2026-03-01T12:00:00.000Z'
    const lock = takeLock(site.journal.folder, {
      who: 'ana@sofa',
      pid: 7,
      doing: 'reboot pi01',
      since,
    })
    const before = api.store.version
    const error = await errorOf(applyHere(digest, site, yes))
    expect(error.code).toBe('locked')
    expect(error.message).toContain(
      `ana@sofa (process 7) holds the lock since ${since}: reboot pi01`,
    )
    expect(api.store.version).toBe(before)
    lock.release()
    expect(ended(await applyHere(digest, site, yes)).outcome).toBe('done')
  })

  test('the lock is free after a run, and after one that failed', async () => {
    await carryOut('drain')
    takeLock(site.journal.folder, { who: 'x', pid: 1, doing: 'x', since: 'x' }).release()
    const { digest } = await plan('uncordon')
    const broken = { ...site, observe: () => Promise.reject(new Error('defect')) }
    await expect(applyHere(digest, broken, yes)).rejects.toThrow('defect')
    takeLock(site.journal.folder, { who: 'x', pid: 1, doing: 'x', since: 'x' }).release()
  })

  test('a run that is not settled keeps the next from beginning', async () => {
    const stop = new AbortController()
    const opened = await newSite({ stop: stop.signal })
    site = { ...opened, events: ({ kind }) => kind === 'run-started' && stop.abort() }
    expect(ended(await carryOut('drain')).outcome).toBe('stopped')
    site = await newSite()
    const { digest } = await makePlan(
      { goal: { name: 'drain', target: 'pi02', options: {} }, accept: [] },
      site,
    )
    const error = await errorOf(applyHere(digest, site, yes))
    expect(error.code).toBe('run-unfinished')
    expect(error.next).toMatch(/resume 1.*cancel 1.*nothing was changed/)
    expect(error.next).not.toContain('undo')
    expect(await cancel(undefined, site)).toMatchObject({ kind: 'cancelled', run: 1 })
    expect((await errorOf(resume(1, site))).code).toBe('run-settled')
    expect((await errorOf(cancel(1, site))).code).toBe('run-settled')
    expect((await applyHere(digest, site, yes)).kind).not.toBe('not-approved')
  })
})

describe('stopping', () => {
  const closed = () => [
    ...drainObjects().filter(({ kind }) => kind !== 'PodDisruptionBudget'),
    budgetObject('web', 2),
  ]
  const budget = [{ subject: 'budget/default/web', reason: 'the test opens it' }]
  const waiting = () =>
    expect
      .poll(said, { timeout: 10_000 })
      .toContainEqual(expect.stringMatching(/^waiting to evict default\/web-1/))

  test('cancel asks a run that goes on to stop, and resume goes on from there', async () => {
    await begin({ objects: closed() })
    const running = carryOut('drain', budget)
    await waiting()
    const other = await newSite()
    expect(listRuns(other.journal)).toMatchObject([{ state: 'unfinished', goesOn: true }])
    expect(await cancel(undefined, other)).toEqual({ kind: 'asked', run: 1 })
    expect(ended(await running)).toMatchObject({
      outcome: 'stopped',
      reason: 'somebody asked it to stop',
    })
    expect(listRuns(other.journal)).toMatchObject([{ state: 'stopped', goesOn: false }])
    expect(podsOnNode()).toContain('web-1')

    api.store.put(podObject('web-3', 'pi02'))
    expect(await resume(undefined, other)).toMatchObject({ run: 1, outcome: 'done' })
    expect(podsOnNode()).toEqual(['etcd-pi03', 'flannel-3'])
  })

  test('resume waits for pods that are Terminating, and evicts none of them again', async () => {
    await begin({ podEndMilliseconds: 800 })
    const stop = new AbortController()
    site = await newSite({ stop: stop.signal })
    const following = setInterval(() => {
      if (said().includes('default/web-1 evicted')) stop.abort()
    }, 1)
    const result = ended(await carryOut('drain'))
    clearInterval(following)
    expect(result.outcome).toBe('stopped')
    expect(podsOnNode()).toContain('web-1')
    expect(evictions()).toHaveLength(2)
    site = await newSite()
    expect((await resume(undefined, site)).outcome).toBe('done')
    expect(evictions()).toHaveLength(2)
  })

  test('cancelled for good, the cluster stays as it is, and undo still goes back', async () => {
    await begin({ objects: closed() })
    expect(ended(await carryOut('drain', budget, 1))).toMatchObject({
      outcome: 'stopped',
      next: expect.stringMatching(
        /^`bramble resume 1` goes on, .* `bramble undo 1` lets the node take pods again/,
      ),
    })
    expect(await cancel(undefined, site)).toMatchObject({
      kind: 'cancelled',
      left: ['Drain pi03'],
      next: expect.stringContaining('bramble undo 1'),
    })
    expect(isCordoned(api, 'pi03')).toBe(true)
    expect((await errorOf(resume(undefined, site))).code).toBe('run-none')
    expect((await undoHere(undefined, site)).outcome).toBe('undone')
    expect(isCordoned(api, 'pi03')).toBe(false)
  })

  test('resume does not repeat what others have brought to its end', async () => {
    await begin({ objects: closed() })
    await carryOut('drain', budget, 1)
    removePod(api, 'web-1')
    const before = evictions().length
    expect((await resume(undefined, site)).outcome).toBe('done')
    expect(evictions()).toHaveLength(before)
    expect(site.journal.entries({ run: 1 }).at(-2)?.happening).toMatchObject({
      kind: 'step-ended',
      how: 'verified',
    })
  })

  test('resume asks the data gate again, whatever was true when the run began', async () => {
    await begin({ objects: closed() })
    await carryOut('drain', budget, 1)
    api.store.put({
      apiVersion: 'longhorn.io/v1beta2',
      kind: 'Replica',
      metadata: { name: 'data-r-1', namespace: 'longhorn-system' },
      spec: { volumeName: 'data', nodeID: 'pi03', healthyAt: '2026-03-01T00:00:00Z' },
    })
    const result = await resume(undefined, site)
    expect(result).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('volume/data'),
    })
    expect(podsOnNode()).toContain('web-1')
  })
})
