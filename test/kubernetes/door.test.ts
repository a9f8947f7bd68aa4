import { expect, test } from 'vitest'
import type { PracticeOptions } from '#src/practice/kubernetes/start.ts'
import type { WatchEvent } from '#src/transport/kubernetes/door.ts'
import {
  getNode,
  getPod,
  listPodsOnNode,
  patchNode,
  waitPodGone,
} from '#src/transport/kubernetes/nodes-and-pods.ts'
import { pathOf, resources } from '#src/transport/kubernetes/resources.ts'
import { budget, doorTo, failureOf, node, pod, practice } from './support.ts'

const nameOf = (object: { metadata?: { name?: string } }) => object.metadata?.name

test('a list comes page by page, projected, with the version to watch from', async () => {
  const names = Array.from({ length: 1203 }, (_, index) => `pod-${String(index).padStart(4, '0')}`)
  const api = await practice({ objects: names.map((name) => pod(name, 'pi01')) })
  const door = await doorTo(api)
  const list = await door.list(resources.pods, {
    project: (object) => (nameOf(object)?.endsWith('7') ? nameOf(object) : undefined),
  })
  expect(list.items).toEqual(names.filter((name) => name.endsWith('7')))
  expect(list.resourceVersion).toBe(String(api.store.version))
  expect(list.truncated).toBe(false)
  expect(api.requests.map(({ query }) => query)).toEqual([
    '?limit=500',
    expect.stringMatching(/^\?limit=500&continue=/),
    expect.stringMatching(/^\?limit=500&continue=/),
  ])
  expect(door.requestCount).toBe(3)
})

test('a list that expires midway starts over once, without anything twice', async () => {
  const names = Array.from({ length: 700 }, (_, index) => `pod-${String(index).padStart(4, '0')}`)
  let expiries = 1
  const api = await practice({
    objects: names.map((name) => pod(name, 'pi01')),
    intercept: (request) => {
      if (request.url.includes('continue=') && expiries-- > 0) api.pages.expire()
      return false
    },
  })
  const door = await doorTo(api)
  const { items } = await door.list(resources.pods, { project: nameOf })
  expect(items).toEqual(names)
  expect(api.requests.map(({ status }) => status)).toEqual([200, 410, 200, 200])
  expiries = 2
  const error = await failureOf(door.list(resources.pods, { project: nameOf }))
  expect(error.code).toBe('api-expired')
})

test('a list that is bounded says that it is cut; compact sees each page', async () => {
  const api = await practice({
    objects: Array.from({ length: 1200 }, (_, index) => pod(`pod-${index}`, 'pi01')),
  })
  const door = await doorTo(api)
  const sizes: number[] = []
  const list = await door.list(resources.pods, {
    project: nameOf,
    mostObjects: 600,
    compact: (kept) => {
      sizes.push(kept.length)
      return kept.slice(-10)
    },
  })
  expect(list.truncated).toBe(true)
  expect(sizes).toEqual([500, 510])
  expect(list.items).toHaveLength(10)
})

test('selectors and namespaces go where the server expects them', async () => {
  const api = await practice({
    objects: [
      pod('a', 'pi01'),
      pod('b', 'pi02'),
      pod('c', 'pi01', { metadata: { name: 'c', namespace: 'other', labels: { app: 'db' } } }),
    ],
  })
  const door = await doorTo(api)
  const list = (options: object) => door.list(resources.pods, { project: nameOf, ...options })
  expect((await list({ fieldSelector: 'spec.nodeName=pi01' })).items).toEqual(['a', 'c'])
  expect((await list({ labelSelector: 'app in (db,x)' })).items).toEqual(['c'])
  expect((await list({ namespace: 'default' })).items).toEqual(['a', 'b'])
  const error = await failureOf(list({ fieldSelector: 'spec.colour=red' }))
  expect(error.code).toBe('api-refused')
  expect(error.message).toContain('field label not supported: spec.colour')
})

test('every value of a path is percent-encoded, and none can leave its place', () => {
  expect(pathOf(resources.pods, { namespace: 'a/b', name: '../nodes?x=%' })).toBe(
    '/api/v1/namespaces/a%2Fb/pods/..%2Fnodes%3Fx%3D%25',
  )
  expect(() => pathOf(resources.nodes, { name: '..' })).toThrow(/cannot be a part/)
  expect(pathOf(resources.longhornVolumes)).toBe('/apis/longhorn.io/v1beta2/volumes')
})

test('a watch brings what happens, in order, and goes on after a cut from where it was', async () => {
  const api = await practice({ objects: [node('pi01'), node('pi02')] })
  const door = await doorTo(api)
  const { resourceVersion } = await door.list(resources.nodes, { project: nameOf })
  const seen: string[] = []
  api.store.put(node('pi03'))
  let cuts = 0
  for await (const event of door.watch(resources.nodes, { project: nameOf, resourceVersion })) {
    seen.push(`${event.type} ${event.item}`)
    if (seen.length === 1) {
      // What happens while there is no connection must not be lost, nor come twice.
      api.cutConnections()
      cuts++
      api.store.put({ ...node('pi02'), spec: { unschedulable: true } })
      api.store.put(pod('no-node', 'pi01'))
    }
    if (seen.length === 2) api.store.put(node('pi04'))
    if (seen.length === 3) break
  }
  expect(cuts).toBe(1)
  expect(seen).toEqual(['added pi03', 'modified pi02', 'added pi04'])
  const watches = api.requests.filter(({ query }) => query.includes('watch=true'))
  expect(watches.length).toBeGreaterThanOrEqual(2)
  expect(watches[0]?.query).toContain('allowWatchBookmarks=true')
})

test('a bookmark moves the version on, so that a reconnect asks for less', async () => {
  const api = await practice({ objects: [node('pi01')], bookmarkMilliseconds: 20 })
  const door = await doorTo(api)
  const from = String(api.store.version)
  for (let index = 0; index < 5; index++) api.store.put(pod(`pod-${index}`, 'pi01'))
  const stop = new AbortController()
  const watching = (async () => {
    for await (const event of door.watch(resources.nodes, {
      project: nameOf,
      resourceVersion: from,
      signal: stop.signal,
    }))
      return event
    return undefined
  })()
  const watches = () => api.requests.filter(({ query }) => query.includes('watch=true'))
  await expect.poll(() => watches().length).toBe(1)
  // Time for some bookmarks: without them the version would be too old after the compaction.
  await new Promise((resolve) => setTimeout(resolve, 200))
  api.store.compact()
  api.cutConnections()
  await expect.poll(() => watches().length).toBe(2)
  api.store.put(node('pi09'))
  const event = (await watching) as WatchEvent<string>
  expect(event.item).toBe('pi09')
  expect(watches()[0]?.query).toContain(`resourceVersion=${from}&`)
  expect(watches()[1]?.query).toContain(`resourceVersion=${Number(from) + 5}&`)
})

test('a watch from a version that is too old says so and does not go round in circles', async () => {
  const api = await practice({ objects: [node('pi01')] })
  api.store.put(node('pi02'))
  api.store.compact()
  const door = await doorTo(api)
  const watch = door.watch(resources.nodes, { project: nameOf, resourceVersion: '2' })
  const error = await failureOf(watch[Symbol.asyncIterator]().next())
  expect(error.code).toBe('api-expired')
  expect(api.requests).toHaveLength(1)
})

test('a silent watch is reconnected by its own watchdog, a bounded number of times', async () => {
  const api = await practice({ objects: [node('pi01')] })
  const door = await doorTo(api)
  const watch = door.watch(resources.nodes, {
    project: nameOf,
    resourceVersion: String(api.store.version),
    silenceMilliseconds: 50,
    mostReconnects: 1,
  })
  const error = await failureOf(watch[Symbol.asyncIterator]().next())
  expect(error.code).toBe('api-timeout')
  const watches = api.requests.filter(({ query }) => query.includes('watch=true'))
  expect(watches).toHaveLength(2)
})

test('a watch ends when its signal aborts', async () => {
  const api = await practice({ objects: [node('pi01')] })
  const door = await doorTo(api)
  const stop = new AbortController()
  const watch = door.watch(resources.nodes, {
    project: nameOf,
    resourceVersion: String(api.store.version),
    signal: stop.signal,
  })
  const next = failureOf(watch[Symbol.asyncIterator]().next())
  await expect.poll(() => api.requests.length).toBe(1)
  stop.abort()
  expect((await next).code).toBe('interrupted')
})

test('a merge patch changes what it names; null removes', async () => {
  const api = await practice({ objects: [node('pi01')] })
  const door = await doorTo(api)
  const before = await getNode(door, 'pi01')
  expect(before).toMatchObject({
    unschedulable: false,
    bootId: 'boot-of-pi01',
    conditions: { Ready: 'True' },
  })
  const cordoned = await patchNode(
    door,
    'pi01',
    { spec: { unschedulable: true }, metadata: { annotations: { 'bramble/run': 'r1' } } },
    { resourceVersion: before.resourceVersion },
  )
  expect(cordoned.unschedulable).toBe(true)
  expect(cordoned.annotations).toEqual({ 'bramble/run': 'r1' })
  expect(cordoned.conditions).toEqual(before.conditions)
  const after = await patchNode(door, 'pi01', { spec: { unschedulable: null } })
  expect(after.unschedulable).toBe(false)
})

test('a patch for another version is a conflict, sent once, and changes nothing', async () => {
  const api = await practice({ objects: [node('pi01')] })
  const door = await doorTo(api)
  const { resourceVersion } = await getNode(door, 'pi01')
  await patchNode(door, 'pi01', { metadata: { annotations: { other: 'wrote' } } })
  const error = await failureOf(
    patchNode(door, 'pi01', { spec: { unschedulable: true } }, { resourceVersion }),
  )
  expect(error).toMatchObject({ code: 'api-conflict', kind: 'cluster' })
  expect(error.next).toBeTruthy()
  expect((await getNode(door, 'pi01')).unschedulable).toBe(false)
  expect(api.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(2)
})

test('evictions: accepted, refused by a budget in its own words, gone, failed', async () => {
  const api = await practice({
    objects: [pod('a', 'pi01'), pod('b', 'pi02'), budget('web', 1)],
    podEndMilliseconds: 10,
  })
  const door = await doorTo(api)
  expect(await door.evict({ namespace: 'default', name: 'a' })).toEqual({ outcome: 'accepted' })
  expect(await door.evict({ namespace: 'default', name: 'b' })).toEqual({
    outcome: 'refused',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    budgets: ['The disruption budget web needs 1 healthy pods and has 1 currently'],
  })
  expect(await door.evict({ namespace: 'default', name: 'none' })).toEqual({ outcome: 'gone' })
  api.store.put(budget('second', 0))
  expect(await door.evict({ namespace: 'default', name: 'b' })).toMatchObject({
    outcome: 'failed',
    status: 500,
  })
  expect(api.requests.filter(({ method }) => method === 'POST')).toHaveLength(4)
})

test('a pod of the same name with another uid is never evicted: ours is gone', async () => {
  const api = await practice({ objects: [pod('a', 'pi01')] })
  const door = await doorTo(api)
  const pods = await listPodsOnNode(door, 'pi01')
  const uid = pods[0]?.uid ?? ''
  const other = '11111111-1111-1111-1111-111111111111'
  const eviction = await door.evict({ namespace: 'default', name: 'a', uid: other })
  expect(eviction).toEqual({ outcome: 'gone' })
  expect((await getPod(door, { namespace: 'default', name: 'a', uid }))?.deletedAt).toBeUndefined()
  expect(await getPod(door, { namespace: 'default', name: 'a', uid: other })).toBeUndefined()
  const right = await door.evict({ namespace: 'default', name: 'a', uid })
  expect(right).toEqual({ outcome: 'accepted' })
})

test('an eviction may be refused for load, with a time to wait, and is not sent again', async () => {
  const api = await practice({
    objects: [pod('a', 'pi01')],
    intercept: (_, response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' })
      response.end(JSON.stringify({ kind: 'Status', message: 'too many requests' }))
      return true
    },
  })
  const door = await doorTo(api)
  expect(await door.evict({ namespace: 'default', name: 'a' })).toEqual({
    outcome: 'refused',
    message: 'too many requests',
    budgets: [],
    retryAfterSeconds: 7,
  })
  expect(api.requests).toHaveLength(1)
})

test('waiting for a pod ends when its uid is gone, even where the name lives on', async () => {
  const api = await practice({ objects: [pod('web-0', 'pi01')], podEndMilliseconds: 30 })
  const door = await doorTo(api)
  const [found] = await listPodsOnNode(door, 'pi01')
  const uid = found?.uid ?? ''
  const target = { namespace: 'default', name: 'web-0', uid }
  expect(await waitPodGone(door, target, { withinMilliseconds: 0 })).toBe(false)
  const stop = api.store.onChange(({ type }) => {
    // A StatefulSet makes the next pod of the same name at once.
    if (type !== 'DELETED') return
    stop()
    api.store.put(pod('web-0', 'pi02'))
  })
  await door.evict(target)
  expect(await waitPodGone(door, target, { withinMilliseconds: 20_000 })).toBe(true)
  expect(await listPodsOnNode(door, 'pi02')).toHaveLength(1)
})

test('waiting for a pod outlasts a server that is away for a moment, and tells one that stays away', async () => {
  let away = 2
  const api = await practice({
    objects: [pod('a', 'pi01')],
    intercept: (_, response) => {
      if (away-- <= 0) return false
      response.writeHead(503).end()
      return true
    },
  })
  const door = await doorTo(api)
  const target = { namespace: 'default', name: 'a', uid: 'another' }
  expect(await waitPodGone(door, target, { withinMilliseconds: 20_000 })).toBe(true)
  away = 1000
  const error = await failureOf(waitPodGone(door, target, { withinMilliseconds: 0 }))
  expect(error.code).toBe('api-overloaded')
})

test('create and delete, with conflict and precondition', async () => {
  const api = await practice()
  const door = await doorTo(api)
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'bramble', namespace: 'kube-system' },
  }
  const made = await door.create(resources.leases, lease)
  expect(made.metadata?.uid).toBeTruthy()
  expect(await failureOf(door.create(resources.leases, lease))).toMatchObject({
    code: 'api-conflict',
  })
  const name = { namespace: 'kube-system', name: 'bramble' }
  expect(await failureOf(door.delete(resources.leases, name, { uid: 'other' }))).toMatchObject({
    code: 'api-conflict',
  })
  expect(await door.delete(resources.leases, name)).toBe(true)
  expect(await door.delete(resources.leases, name)).toBe(false)
})

test('what is not there, and what is not allowed, are told apart', async () => {
  const api = await practice({
    forbid: (_, { resource, verb }) => resource === 'pods' && verb === 'list',
  })
  const door = await doorTo(api)
  const missing = await failureOf(door.get(resources.nodes, { name: 'pi09' }))
  expect(missing).toMatchObject({ code: 'api-not-found', kind: 'cluster' })
  expect(missing.message).toContain('nodes "pi09" not found')
  const forbidden = await failureOf(door.list(resources.pods, { project: nameOf }))
  expect(forbidden).toMatchObject({
    code: 'api-forbidden',
    next: 'See your rights: kubectl auth can-i list pods',
  })
  expect(forbidden.message).toContain('User "practice-admin" cannot list resource "pods"')
})

/** A server that is busy for the first `times` requests. */
function busy(
  status: number,
  times: number,
  headers: Record<string, string>,
): NonNullable<PracticeOptions['intercept']> {
  let left = times
  return (_, response) => {
    if (left-- <= 0) return false
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ kind: 'Status', message: 'the server is busy' }))
    return true
  }
}

test.each([429, 503])('a read waits out a %d with Retry-After', async (status) => {
  const api = await practice({
    objects: [node('pi01')],
    intercept: busy(status, 2, { 'retry-after': '0' }),
  })
  const door = await doorTo(api)
  expect((await getNode(door, 'pi01')).name).toBe('pi01')
  expect(api.requests.map((request) => request.status)).toEqual([status, status, 200])
})

test('a read does not wait for ever: not often, not long, not without being told to', async () => {
  for (const [times, headers] of [
    [9, { 'retry-after': '0' }],
    [1, { 'retry-after': '3600' }],
    [1, {}],
  ] as const) {
    const api = await practice({ objects: [node('pi01')], intercept: busy(503, times, headers) })
    const door = await doorTo(api)
    const error = await failureOf(getNode(door, 'pi01'))
    expect(error.code).toBe('api-overloaded')
    expect(api.requests.length).toBe(times === 9 ? 3 : 1)
  }
})

test('a change is never sent again, whatever the server asks for', async () => {
  const api = await practice({
    objects: [node('pi01')],
    intercept: busy(429, 1, { 'retry-after': '0' }),
  })
  const door = await doorTo(api)
  const error = await failureOf(patchNode(door, 'pi01', { spec: { unschedulable: true } }))
  expect(error.code).toBe('api-overloaded')
  expect(api.requests).toHaveLength(1)
})

test('text comes with any status, and line by line where only some are wanted', async () => {
  const api = await practice()
  const door = await doorTo(api)
  const ready = await door.text('/readyz?verbose')
  expect(ready).toMatchObject({ status: 200, address: api.url })
  expect(ready.text).toContain('[+]etcd ok')
  api.health.failing.add('etcd')
  const failing = await door.text('/readyz?verbose')
  expect(failing.status).toBe(500)
  expect(failing.text).toContain('[-]etcd failed')
  const counts = await door.text('/metrics', { keepLine: (line) => line.includes('_count{') })
  expect(counts.text).toBe(
    'etcd_request_duration_seconds_count{group="",operation="get",resource="pods"} 1',
  )
})

test('all requests of a door share one HTTP/2 connection', async () => {
  const api = await practice({ objects: [node('pi01')] })
  const door = await doorTo(api)
  await Promise.all(Array.from({ length: 20 }, () => getNode(door, 'pi01')))
  expect(new Set(api.requests.map(({ httpVersion }) => httpVersion))).toEqual(new Set(['2.0']))
  expect(new Set(api.requests.map(({ connection }) => connection)).size).toBe(1)
  const dates = door.certificateOf(api.url)
  expect(Date.parse(dates?.notAfter ?? '')).toBeGreaterThan(Date.now())
})
