import { writeFile } from 'node:fs/promises'
import { request as askHttps } from 'node:https'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PracticeApi } from '#src/practice/kubernetes/start.ts'
import { PracticeStore } from '#src/practice/kubernetes/store.ts'
import { hasKubectl, kubectlFor } from '#test/support/kubectl.ts'
import { budget, folder, node, pod, practice } from './support.ts'

/**
 * The lines of src/practice/SURFACE.md. Where kubectl is installed it is the judge: what the real
 * client accepts is an API. The words of refusals were compared with Kubernetes 1.36.3.
 */

interface Answer {
  readonly status: number | undefined
  readonly body: Record<string, unknown>
}

/** One request over HTTP/1.1 with a bearer token, without any of Bramble's own client. */
function ask(
  api: PracticeApi,
  question: string,
  sent?: { type: string; text: string },
  token = 'admin-token',
): Promise<Answer> {
  const [method, path] = question.split(' ')
  return new Promise((resolve, reject) => {
    const request = askHttps(
      `${api.url}${path}`,
      {
        method,
        ca: api.authority.certificate,
        agent: false,
        headers: {
          ...(token !== '' && { authorization: `Bearer ${token}` }),
          ...(sent && {
            'content-type': sent.type,
            'content-length': Buffer.byteLength(sent.text),
          }),
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => {
          const json = response.headers['content-type']?.startsWith('application/json')
          resolve({ status: response.statusCode, body: json ? JSON.parse(text) : { text } })
        })
      },
    )
    request.on('error', reject)
    request.end(sent?.text)
  })
}

const tokens = new Map([
  ['admin-token', { user: 'admin', groups: ['system:masters'] }],
  ['reader-token', { user: 'alice', groups: [] }],
])
const mergePatch = (patch: object) => ({
  type: 'application/merge-patch+json',
  text: JSON.stringify(patch),
})
const json = (object: object) => ({ type: 'application/json', text: JSON.stringify(object) })
const uid = '11111111-1111-1111-1111-111111111111'

test('nobody is anonymous, and a forbidden action is told in the words of the real server', async () => {
  const api = await practice({ tokens, forbid: ({ user }) => user === 'alice' })
  expect(await ask(api, 'GET /version', undefined, '')).toEqual({
    status: 401,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    },
  })
  expect((await ask(api, 'GET /api/v1/nodes', undefined, 'wrong')).status).toBe(401)
  const refused = await ask(api, 'GET /apis/storage.k8s.io/v1/csinodes', undefined, 'reader-token')
  expect(refused.status).toBe(403)
  expect(refused.body.message).toBe(
    'csinodes.storage.k8s.io is forbidden: User "alice" cannot list resource "csinodes" in API group "storage.k8s.io" at the cluster scope',
  )
  const inside = await ask(
    api,
    'POST /api/v1/namespaces/web/pods/a/eviction',
    json({}),
    'reader-token',
  )
  expect(inside.body.message).toBe(
    'pods "a" is forbidden: User "alice" cannot create resource "pods/eviction" in API group "" in the namespace "web"',
  )
})

test('refusals have the status, reason and words of the real server', async () => {
  const api = await practice({ tokens, objects: [node('pi01')] })
  const told = async (...asking: [question: string, sent?: { type: string; text: string }]) => {
    const { status, body } = await ask(api, ...asking)
    return [status, body.reason, body.message]
  }
  expect(await told('GET /api/v1/nodes/none')).toEqual([404, 'NotFound', 'nodes "none" not found'])
  expect(await told('GET /api/v1/bananas')).toEqual([
    404,
    'NotFound',
    'the server could not find the requested resource',
  ])
  expect(await told('POST /api/v1/nodes/none', json({}))).toEqual([
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  ])
  expect(await told('GET /api/v1/pods?fieldSelector=spec.foo%3Da')).toEqual([
    400,
    'BadRequest',
    'field label not supported: spec.foo',
  ])
  expect(await told('PATCH /api/v1/nodes/none', mergePatch({}))).toEqual([
    404,
    'NotFound',
    'nodes "none" not found',
  ])
  expect(await told('PATCH /api/v1/nodes/pi01', { type: 'text/plain', text: '{}' })).toEqual([
    415,
    'UnsupportedMediaType',
    '415: Unsupported Media Type',
  ])
  expect(
    await told('PATCH /api/v1/nodes/pi01', mergePatch({ metadata: { resourceVersion: '1' } })),
  ).toEqual([
    409,
    'Conflict',
    'Operation cannot be fulfilled on nodes "pi01": the object has been modified; please apply your changes to the latest version and try again',
  ])
  expect(await told('POST /api/v1/nodes', json(node('pi01')))).toEqual([
    409,
    'AlreadyExists',
    'nodes "pi01" already exists',
  ])
  const [status, reason, message] = await told(
    'DELETE /api/v1/nodes/pi01',
    json({ preconditions: { uid } }),
  )
  expect([status, reason]).toEqual([409, 'Conflict'])
  expect(message).toMatch(
    /^Operation cannot be fulfilled on Node "pi01": the UID in the precondition \(1+-.*\) does not match the UID in record \(.*\)\. The object might have been deleted and then recreated$/,
  )
  const strategic = 'application/strategic-merge-patch+json'
  const custom = await told(
    'PATCH /apis/longhorn.io/v1beta2/namespaces/longhorn-system/settings/none',
    { type: strategic, text: '{"spec":{"taints":[]}}' },
  )
  expect(custom.slice(0, 2)).toEqual([415, 'UnsupportedMediaType'])
})

test('all pages of a list show one moment', async () => {
  const api = await practice({ tokens, objects: ['a', 'b', 'c', 'd'].map((name) => node(name)) })
  const first = await ask(api, 'GET /api/v1/nodes?limit=2')
  const {
    continue: token,
    resourceVersion,
    remainingItemCount,
  } = first.body.metadata as Record<string, string>
  expect(remainingItemCount).toBe(2)
  api.store.remove({ kind: kindOfNodes(api), name: 'c' })
  api.store.put(node('bb'))
  const second = await ask(api, `GET /api/v1/nodes?limit=2&continue=${token}`)
  const names = (second.body.items as { metadata: { name: string } }[]).map(
    ({ metadata }) => metadata.name,
  )
  expect(names).toEqual(['c', 'd'])
  expect(second.body.metadata).toEqual({ resourceVersion })
  api.pages.expire()
  expect((await ask(api, `GET /api/v1/nodes?limit=2&continue=${token}`)).status).toBe(410)
})

function kindOfNodes(api: PracticeApi) {
  let found: Parameters<PracticeStore['remove']>[0]['kind'] | undefined
  const stop = api.store.onChange(({ kind }) => {
    found = kind
  })
  api.store.put(node('probe-of-kind'))
  stop()
  if (!found) throw new Error('no change was told')
  api.store.remove({ kind: found, name: 'probe-of-kind' })
  return found
}

test('a patch without effect keeps the version; uid, name and birth cannot be patched away', async () => {
  const api = await practice({ tokens, objects: [node('pi01')] })
  const before = await ask(api, 'GET /api/v1/nodes/pi01')
  const same = await ask(api, 'PATCH /api/v1/nodes/pi01', mergePatch({ spec: {} }))
  expect(same.body).toEqual(before.body)
  const after = await ask(
    api,
    'PATCH /api/v1/nodes/pi01',
    mergePatch({ metadata: { creationTimestamp: 'x', labels: { new: 'yes' } } }),
  )
  const other = await ask(api, 'PATCH /api/v1/nodes/pi01', mergePatch({ metadata: { uid } }))
  expect(other.body.message).toBe(
    `Node "pi01" is invalid: metadata.uid: Invalid value: "${uid}": field is immutable`,
  )
  const was = before.body.metadata as Record<string, string>
  const is = after.body.metadata as Record<string, string>
  expect([is.uid, is.name, is.creationTimestamp]).toEqual([
    was.uid,
    was.name,
    was.creationTimestamp,
  ])
  expect(Number(is.resourceVersion)).toBeGreaterThan(Number(was.resourceVersion))
})

test('a budget’s status follows its pods, and its share is rounded as the real one’s', async () => {
  const api = await practice({
    tokens,
    objects: [
      pod('a', 'pi01'),
      pod('b', 'pi01'),
      pod('c', 'pi02'),
      {
        ...budget('web', 0),
        spec: { maxUnavailable: '34%', selector: { matchLabels: { app: 'web' } } },
      },
    ],
    podEndMilliseconds: 5,
  })
  const status = async () =>
    (await ask(api, 'GET /apis/policy/v1/namespaces/default/poddisruptionbudgets/web')).body.status
  expect(await status()).toEqual({
    expectedPods: 3,
    desiredHealthy: 1,
    currentHealthy: 3,
    disruptionsAllowed: 2,
  })
  const evict = (name: string) =>
    ask(api, `POST /api/v1/namespaces/default/pods/${name}/eviction`, json({}))
  expect((await evict('a')).status).toBe(201)
  // It terminates already, so that it counts no longer, although it is still there.
  expect(await status()).toMatchObject({
    expectedPods: 3,
    currentHealthy: 2,
    disruptionsAllowed: 1,
  })
  expect((await evict('b')).status).toBe(201)
  const refused = await evict('c')
  expect(refused.status).toBe(429)
  expect(refused.body).toMatchObject({
    reason: 'TooManyRequests',
    details: {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: 'The disruption budget web needs 1 healthy pods and has 1 currently',
        },
      ],
    },
  })
})

test('a pod that is deleted by force is gone at once; its successor is not taken for it', async () => {
  const api = await practice({ tokens, objects: [pod('web-0', 'pi01')], podEndMilliseconds: 50 })
  const path = '/api/v1/namespaces/default/pods/web-0'
  const terminating = await ask(api, `DELETE ${path}`)
  expect(terminating.body.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 })
  await ask(api, `DELETE ${path}?gracePeriodSeconds=0`)
  expect((await ask(api, `GET ${path}`)).status).toBe(404)
  api.store.put(pod('web-0', 'pi02'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect((await ask(api, `GET ${path}`)).status).toBe(200)
})

test('changes are kept for watches up to a bound, and older versions are too old', () => {
  const store = new PracticeStore()
  for (let index = 0; index < 10_002; index++) store.put(node(`pi-${index % 3}`))
  expect(store.changesSince(1)).toBeUndefined()
  expect(store.changesSince(store.version - 10)).toHaveLength(10)
  expect(store.changesSince(store.version)).toEqual([])
})

describe.skipIf(!hasKubectl)('the real kubectl (skipped where it is not installed)', () => {
  test('get, cordon, patch, drain and uncordon', async () => {
    const api = await practice({
      objects: [node('pi01'), node('pi02'), pod('a', 'pi01'), pod('b', 'pi01'), pod('c', 'pi02')],
      podEndMilliseconds: 50,
    })
    const { run } = await kubectlFor(api)
    expect((await run('get', 'nodes', '-o', 'name')).output).toBe('node/pi01\nnode/pi02\n')
    const list = JSON.parse((await run('get', 'pods', '-A', '-l', 'app=web', '-o', 'json')).output)
    expect(list.items).toHaveLength(3)
    expect((await run('cordon', 'pi02')).output).toBe('node/pi02 cordoned\n')
    const patch = '{"metadata":{"annotations":{"bramble/run":"r1"}}}'
    expect((await run('patch', 'node', 'pi02', '--type=merge', '-p', patch)).code).toBe(0)
    const drained = await run('drain', 'pi01', '--timeout=20s')
    expect(drained).toMatchObject({ code: 0, output: expect.stringContaining('node/pi01 drained') })
    expect((await run('get', 'pods', '-o', 'name')).output).toBe('pod/c\n')
    expect((await run('uncordon', 'pi02')).code).toBe(0)
    const shown = JSON.parse((await run('get', 'node', 'pi02', '-o', 'json')).output)
    expect(shown.spec).toEqual({})
    expect(shown.metadata.annotations).toEqual({ 'bramble/run': 'r1' })
  })

  test('a drain that a budget refuses says so and gives up in time', async () => {
    const api = await practice({ objects: [node('pi01'), pod('a', 'pi01'), budget('web', 1)] })
    const { run } = await kubectlFor(api)
    const { code, output } = await run('drain', 'pi01', '--timeout=1s')
    expect(code).not.toBe(0)
    expect(output).toContain("Cannot evict pod as it would violate the pod's disruption budget.")
  })

  test('watch, create, delete and raw paths', async () => {
    const api = await practice({ objects: [pod('a', 'pi01')] })
    const { run, start } = await kubectlFor(api)
    const watching = start('get', 'pods', '-w', '-o', 'name')
    let seen = ''
    watching.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text
    })
    await expect.poll(() => seen, { timeout: 20_000 }).toBe('pod/a\n')
    api.store.put(pod('later', 'pi01'))
    await expect.poll(() => seen, { timeout: 20_000 }).toBe('pod/a\npod/later\n')
    const at = join(await folder(), 'node.json')
    await writeFile(at, JSON.stringify(node('pi07')))
    expect((await run('create', '--validate=false', '-f', at)).output).toBe('node/pi07 created\n')
    expect((await run('create', '--validate=false', '-f', at)).output).toContain('AlreadyExists')
    expect((await run('delete', 'node', 'pi07')).output).toContain('"pi07" deleted')
    expect((await run('get', '--raw', '/readyz?verbose')).output).toContain('readyz check passed')
    expect((await run('version')).output).toContain('v1.36.3+k3s1')
  })
})
