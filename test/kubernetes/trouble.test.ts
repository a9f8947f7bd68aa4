import { once } from 'node:events'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createAuthority, type KeyPair } from '#src/practice/kubernetes/certificates.ts'
import { nodeCodeOf } from '#src/transport/kubernetes/failure.ts'
import type { ClusterAccess } from '#src/transport/kubernetes/kubeconfig.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { accessTo, doorTo, doorWith, failureOf, node, pod, practice } from './support.ts'

const nameOf = (object: { metadata?: { name?: string } }) => object.metadata?.name
const dayMilliseconds = 86_400_000
const authority = createAuthority('trouble tests')
const inDays = (days: number) => new Date(Date.now() + days * dayMilliseconds)

function serverCertificate(hosts: string[], from: number, to: number, by = authority): KeyPair {
  return by.issue({
    commonName: 'kube-apiserver',
    use: 'server',
    hosts,
    notBefore: inDays(from),
    notAfter: inDays(to),
  })
}

const bad = [
  ['expired', serverCertificate(['127.0.0.1'], -9, -2), 'certificate-expired', 'CERT_HAS_EXPIRED'],
  [
    'from the future',
    serverCertificate(['127.0.0.1'], 2, 9),
    'certificate-not-yet-valid',
    'CERT_NOT_YET_VALID',
  ],
  [
    'of another authority',
    serverCertificate(['127.0.0.1'], -1, 9, createAuthority('other')),
    'certificate-not-trusted',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  [
    'for another name',
    serverCertificate(['10.0.0.11'], -1, 9),
    'certificate-wrong-name',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
] as const

test.each(bad)('a certificate that is %s', async (_, certificate, code, nodeCode) => {
  const api = await practice({ authority, certificate, objects: [node('pi01')] })
  const door = await doorTo(api, { user: { name: 'alice', token: 'very-secret-token' } })
  const error = await failureOf(patchNode(door, 'pi01', { spec: {} }))
  expect(error).toMatchObject({ code, kind: 'cluster' })
  expect(nodeCodeOf(error)).toBe(nodeCode)
  expect(error.message).toContain(api.url)
  expect(error.next).toBeTruthy()
  expect(inspect(error, { depth: 9 })).not.toContain('very-secret-token')
  // Nothing of ours was sent to a server that could not prove itself.
  expect(api.requests).toEqual([])
})

test('the date of an expired certificate is told', async () => {
  const certificate = serverCertificate(['127.0.0.1'], -9, -2)
  const api = await practice({ authority, certificate })
  const door = await doorTo(api)
  const error = await failureOf(getNode(door, 'pi01'))
  const day = inDays(-2).toISOString().slice(0, 10)
  expect(error.message).toContain(`has expired on ${day}`)
  expect(door.certificateOf(api.url)?.notAfter.slice(0, 10)).toBe(day)
})

test('tls-server-name finds the name, and insecure-skip-tls-verify believes anybody', async () => {
  const certificate = serverCertificate(['k3s.home.arpa'], -9, -2, createAuthority('other'))
  const named = serverCertificate(['k3s.home.arpa'], -1, 9)
  const api = await practice({ authority, certificate: named, objects: [node('pi01')] })
  const access = await accessTo(api)
  const byName = doorWith({
    ...access,
    authority: { ...access.authority, serverName: 'k3s.home.arpa' },
  })
  expect((await getNode(byName, 'pi01')).name).toBe('pi01')
  const worse = await practice({ certificate, objects: [node('pi01')] })
  const anybody = await doorTo(worse, { authority: { insecure: true } })
  expect((await getNode(anybody, 'pi01')).name).toBe('pi01')
})

test('a client certificate that has expired is named, not only “Unauthorized”', async () => {
  const api = await practice({ authority })
  const certificate = authority.issue({
    commonName: 'alice',
    use: 'client',
    notBefore: inDays(-9),
    notAfter: inDays(-2),
  })
  const door = await doorTo(api, { user: { name: 'alice', certificate } })
  const error = await failureOf(getNode(door, 'pi01'))
  expect(error.code).toBe('api-unauthorized')
  const day = inDays(-2).toISOString().slice(0, 10)
  expect(error.message).toContain(`client certificate of "alice" expired on ${day}`)
})

/** Starts a server on a free port of 127.0.0.1; it ends with the test. */
async function listening(server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return (server.address() as AddressInfo).port
}

function accessAt(server: string): ClusterAccess {
  return {
    context: 'home',
    namespace: 'default',
    server,
    authority: { insecure: false, certificates: authority.certificate },
    pluginSettings: undefined,
    user: { name: 'alice', token: 'very-secret-token' },
  }
}

/** A server over real TLS that is no practice API: it says what the test wants. */
async function rogue(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const { certificate, key } = serverCertificate(['127.0.0.1'], -1, 9)
  const server = createTlsServer({ cert: certificate, key }, answer)
  return `https://127.0.0.1:${await listening(server)}`
}

test('nothing listens: unreachable, with Node’s own code, for reads and changes alike', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const door = doorWith(accessAt(`https://127.0.0.1:${port}`))
  for (const asking of [getNode(door, 'pi01'), patchNode(door, 'pi01', {})]) {
    const error = await failureOf(asking)
    expect(error.code).toBe('api-unreachable')
    expect(nodeCodeOf(error)).toBe('ECONNREFUSED')
    expect(error.message).toBe(
      `https://127.0.0.1:${port} refuses connections: nothing listens there (ECONNREFUSED).`,
    )
  }
  expect(door.requestCount).toBe(2)
})

test('a name that nobody knows', async () => {
  const door = doorWith(accessAt('https://no-such-node.invalid:6443'))
  const error = await failureOf(getNode(door, 'pi01'))
  expect(error.code).toBe('api-unreachable')
  expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(nodeCodeOf(error))
})

test('a port that accepts and stays silent ends at the request’s limit', async () => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const door = doorWith(accessAt(`https://127.0.0.1:${await listening(server)}`))
  const error = await failureOf(getNode(door, 'pi01', { timeoutMilliseconds: 100 }))
  expect(error.code).toBe('api-timeout')
  expect(error.message).toContain('within 0.1 s')
  // It was this limit and not the one for connecting, which would have closed the connection.
  expect(sockets.size).toBe(1)
})

test('a port that accepts and stays silent ends at the limit for connecting too', async () => {
  const port = await listening(createServer(() => {}))
  const door = doorWith(accessAt(`https://127.0.0.1:${port}`), { connectMilliseconds: 100 })
  const error = await failureOf(patchNode(door, 'pi01', {}))
  expect(error.code).toBe('api-unreachable')
  expect(nodeCodeOf(error)).toBe('UND_ERR_CONNECT_TIMEOUT')
})

test('a server that takes the request and stays silent; the next request gets a new connection', async () => {
  let silent = true
  const api = await practice({ objects: [node('pi01')], intercept: () => silent })
  const door = await doorTo(api)
  const error = await failureOf(getNode(door, 'pi01', { timeoutMilliseconds: 100 }))
  expect(error.code).toBe('api-timeout')
  silent = false
  expect((await getNode(door, 'pi01')).name).toBe('pi01')
  const connections = api.requests.map(({ connection }) => connection)
  expect(new Set(connections).size).toBe(2)
})

test('an answer that never ends is cut at the limit too', async () => {
  const server = await rogue((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"items": [')
  })
  const door = doorWith(accessAt(server))
  const options = { project: nameOf, timeoutMilliseconds: 200 }
  expect(await failureOf(door.list(resources.nodes, options))).toMatchObject({
    code: 'api-timeout',
  })
})

test('a connection that is cut midway is told as such', async () => {
  const server = await rogue((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"items": [', () => response.destroy())
  })
  const error = await failureOf(
    doorWith(accessAt(server)).list(resources.nodes, { project: nameOf }),
  )
  expect(error.code).toBe('api-cut-off')
  expect(inspect(error, { depth: 9 })).not.toContain('very-secret-token')
})

test('a change whose connection breaks is not sent again: nobody knows what became of it', async () => {
  let patches = 0
  const server = await rogue((request) => {
    if (request.method === 'PATCH') patches++
    request.socket.destroy()
  })
  const error = await failureOf(patchNode(doorWith(accessAt(server)), 'pi01', { spec: {} }))
  expect(error.code).toBe('api-cut-off')
  expect(patches).toBe(1)
})

test.each([
  ['no JSON', '<html>It works!</html>', 'api-bad-answer'],
  ['JSON that is cut', '{"kind":"NodeList","items":[{"metadata"', 'api-bad-answer'],
  ['JSON that is no list', '{"kind":"Node"}', 'api-bad-answer'],
  ['nothing', '', 'api-bad-answer'],
])('an answer with %s', async (_, body, code) => {
  const server = await rogue((_request, response) => response.end(body))
  const error = await failureOf(
    doorWith(accessAt(server)).list(resources.nodes, { project: nameOf }),
  )
  expect(error.code).toBe(code)
  expect(error.next).toBeTruthy()
})

test('objects of the wrong shape are read as absent fields, and nothing breaks', async () => {
  const server = await rogue((_, response) =>
    response.end(
      '{"items":[null, 7, {"metadata":"x"}, {"metadata":{"name":["y"]}}, {"spec":{"taints":{}}}]}',
    ),
  )
  const { items } = await doorWith(accessAt(server)).list(resources.nodes, {
    project: (object) => String(nameOf(object ?? {})),
  })
  expect(items).toEqual(['undefined', 'y', 'undefined'])
})

test('a page that is too large is asked for in smaller pieces', async () => {
  const limits: string[] = []
  const filler = Buffer.alloc(1024 * 1024, ' ')
  const server = await rogue((request, response) => {
    const limit = new URL(request.url ?? '', 'https://x').searchParams.get('limit') ?? ''
    limits.push(limit)
    if (limit !== '500') return response.end('{"items":[{"metadata":{"name":"a"}}]}')
    // Endless white space: only the reader's own bound ends it.
    const more = () => {
      while (!response.destroyed && response.write(filler));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  const { items } = await doorWith(accessAt(server)).list(resources.nodes, { project: nameOf })
  expect(items).toEqual(['a'])
  expect(limits).toEqual(['500', '50'])
})

test('a port that speaks plain HTTP', async () => {
  const port = await listening(createHttpServer((_, response) => response.end('hello')))
  const error = await failureOf(getNode(doorWith(accessAt(`https://127.0.0.1:${port}`)), 'pi01'))
  expect(error.code).toBe('api-unreachable')
  expect(error.message).toContain('answers, but not with TLS')
})

test('HTTP/1.1 is enough, and parallel requests do not wait for one that is slow', async () => {
  const waiting: ServerResponse[] = []
  const server = await rogue((request, response) => {
    if (request.url?.includes('slow')) waiting.push(response)
    else response.end('{"metadata":{"name":"quick"}}')
  })
  const door = doorWith(accessAt(server))
  const slow = getNode(door, 'slow')
  await expect.poll(() => waiting.length).toBe(1)
  expect((await getNode(door, 'quick')).name).toBe('quick')
  waiting[0]?.end('{"metadata":{"name":"slow"}}')
  expect((await slow).name).toBe('slow')
})

test('an aborted request is an interruption, not a silence', async () => {
  const api = await practice({ intercept: () => true })
  const door = await doorTo(api)
  const stop = new AbortController()
  const asking = failureOf(getNode(door, 'pi01', { signal: stop.signal }))
  await expect.poll(() => api.requests.length).toBe(1)
  stop.abort()
  expect((await asking).code).toBe('interrupted')
})

test('several addresses: the first that answers is used, also by changes', async () => {
  const dead = await listening(createServer((socket) => socket.destroy()))
  const api = await practice({ objects: [node('pi01'), pod('a', 'pi01')] })
  const access = await accessTo(api)
  const door = doorWith(
    { ...access, server: `https://127.0.0.1:${dead}` },
    { furtherAddresses: [api.url] },
  )
  const [patched, found] = await Promise.all([
    patchNode(door, 'pi01', { spec: { unschedulable: true } }),
    getNode(door, 'pi01'),
  ])
  expect([patched.name, found.name]).toEqual(['pi01', 'pi01'])
  expect(api.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
})

test('an address that dies is left for another one', async () => {
  const objects = [node('pi01')]
  const first = await practice({ authority, objects })
  const second = await practice({ authority, objects })
  const door = await doorTo(first, {}, { furtherAddresses: [second.url] })
  await getNode(door, 'pi01')
  expect(first.requests.at(-1)?.path).toBe('/api/v1/nodes/pi01')
  await first.close()
  // The first question may meet the broken connection; from then on the other server answers.
  await getNode(door, 'pi01').catch(() => undefined)
  expect((await getNode(door, 'pi01')).name).toBe('pi01')
  expect(second.requests.at(-1)?.path).toBe('/api/v1/nodes/pi01')
})

test('when no address answers, each is named with its own trouble', async () => {
  const silent = await listening(createServer(() => {}))
  const plain = await listening(createHttpServer((_, response) => response.end('hello')))
  const door = doorWith(accessAt(`https://127.0.0.1:${plain}`), {
    furtherAddresses: [`https://127.0.0.1:${silent}`],
    connectMilliseconds: 300,
  })
  const error = await failureOf(getNode(door, 'pi01'))
  expect(error.code).toBe('api-unreachable')
  expect(error.message).toContain('None of the 2 API addresses answers.')
  expect(error.message).toContain(`https://127.0.0.1:${plain} answers, but not with TLS`)
  expect(error.message).toContain(`https://127.0.0.1:${silent} does not answer`)
})
