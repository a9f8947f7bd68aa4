import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { Identity } from '#src/practice/kubernetes/identity.ts'
import { Credential } from '#src/transport/kubernetes/credential.ts'
import type { ClusterAccess } from '#src/transport/kubernetes/kubeconfig.ts'
import type { ExecPlugin, UserAccess } from '#src/transport/kubernetes/kubeconfig-user.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { doorTo, failureOf, folder, node, practice } from './support.ts'

const version = 'client.authentication.k8s.io/v1'

/** A program of the test that stands for somebody's plugin. It counts its runs. */
async function plugin(
  body: string,
  more: Partial<ExecPlugin> = {},
): Promise<ExecPlugin & { runs: () => Promise<number> }> {
  const at = await folder()
  const command = join(at, 'plugin')
  const runs = join(at, 'runs')
  await writeFile(command, `#!/bin/sh\necho run >>'${runs}'\n${body}\n`)
  await chmod(command, 0o755)
  return {
    apiVersion: version,
    command,
    arguments: [],
    environment: {},
    provideClusterInfo: false,
    where: 'config:9: users[0].user.exec',
    ...more,
    runs: async () => (await readFile(runs, 'utf8')).trim().split('\n').length,
  }
}

function credentialJson(status: object, apiVersion = version): string {
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', status })
}

function accessAs(user: Partial<UserAccess>): ClusterAccess {
  return {
    context: 'home',
    namespace: 'default',
    server: 'https://10.0.0.11:6443',
    authority: { insecure: false, certificates: 'PEM', serverName: 'k3s' },
    pluginSettings: { audience: 'home' },
    user: { name: 'alice', ...user },
  }
}

const alice: Identity = { user: 'alice', groups: [] }

test('a plugin’s token opens the door; it runs once for many requests at once', async () => {
  const exec = await plugin(`echo '${credentialJson({ token: 'good-token' })}'`)
  const api = await practice({ objects: [node('pi01')], tokens: new Map([['good-token', alice]]) })
  const door = await doorTo(api, { user: { name: 'alice', exec } })
  const get = () => door.get(resources.nodes, { name: 'pi01' })
  await Promise.all([get(), get(), get()])
  await get()
  expect(await exec.runs()).toBe(1)
})

test('a plugin’s client certificate opens the door too', async () => {
  const api = await practice({ objects: [node('pi01')] })
  const { certificate, key } = api.authority.issue({ commonName: 'alice', use: 'client' })
  const status = { clientCertificateData: certificate, clientKeyData: key }
  const at = join(await folder(), 'answer.json')
  await writeFile(at, credentialJson(status, 'client.authentication.k8s.io/v1beta1'))
  const exec = await plugin(`cat '${at}'`, { apiVersion: 'client.authentication.k8s.io/v1beta1' })
  const door = await doorTo(api, { user: { name: 'alice', exec } })
  const found = await door.get(resources.nodes, { name: 'pi01' })
  expect(found.metadata?.name).toBe('pi01')
})

test('what expires is asked for again shortly before, and not earlier', async () => {
  let now = Date.parse('2026-11-24T10:00:00Z')
  const exec = await plugin(
    `echo '${credentialJson({ token: 'good-token', expirationTimestamp: '2026-11-24T10:10:00Z' })}'`,
  )
  const credential = new Credential(accessAs({ exec }), () => now)
  await credential.proof()
  now = Date.parse('2026-11-24T10:09:00Z')
  await credential.proof()
  expect(await exec.runs()).toBe(1)
  now = Date.parse('2026-11-24T10:09:55Z')
  await credential.proof()
  expect(await exec.runs()).toBe(2)
})

test('a plugin reads what it needs in KUBERNETES_EXEC_INFO and its own environment', async () => {
  const at = join(await folder(), 'info')
  const exec = await plugin(
    `printf %s "$KUBERNETES_EXEC_INFO" >"$OUT"; echo '${credentialJson({ token: 'good-token' })}'`,
    { provideClusterInfo: true, environment: { OUT: at } },
  )
  await new Credential(accessAs({ exec })).proof()
  expect(JSON.parse(await readFile(at, 'utf8'))).toEqual({
    apiVersion: version,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      cluster: {
        server: 'https://10.0.0.11:6443',
        'tls-server-name': 'k3s',
        'certificate-authority-data': Buffer.from('PEM').toString('base64'),
        config: { audience: 'home' },
      },
    },
  })
  const shy = await plugin(
    `printf %s "$KUBERNETES_EXEC_INFO" >"$OUT"; echo '${credentialJson({ token: 'good-token' })}'`,
    { environment: { OUT: at } },
  )
  await new Credential(accessAs({ exec: shy })).proof()
  expect(JSON.parse(await readFile(at, 'utf8')).spec).toEqual({ interactive: false })
})

const secretOutput = 'very-secret-token'
const bad: readonly [name: string, body: string, says: RegExp][] = [
  [
    'fails',
    `echo '${secretOutput}'; echo 'session expired' >&2; exit 3`,
    /ended with 3: session expired\.$/,
  ],
  ['prints no JSON', `echo 'token=${secretOutput}'`, /printed no JSON/],
  [
    'speaks another version',
    `echo '${credentialJson({ token: secretOutput }, 'client.authentication.k8s.io/v1beta1')}'`,
    /did not print an ExecCredential of client\.authentication\.k8s\.io\/v1\./,
  ],
  ['gives nothing', `echo '${credentialJson({})}'`, /neither a token nor a client certificate/],
  ['gives half a pair', `echo '${credentialJson({ clientKeyData: secretOutput })}'`, /not both/],
]

test.each(bad)('a plugin that %s', async (_, body, says) => {
  const error = await failureOf(new Credential(accessAs({ exec: await plugin(body) })).proof())
  expect(error).toMatchObject({ code: 'credential-plugin-failed', kind: 'cluster' })
  expect(error.message).toMatch(says)
  expect(error.message).toContain('config:9: users[0].user.exec')
  expect(inspect(error, { depth: 9 })).not.toContain(secretOutput)
})

test('a plugin that is not installed: its own hint is the next step', async () => {
  const exec = { ...(await plugin('')), command: 'no-such-plugin', installHint: 'apt install it' }
  const error = await failureOf(new Credential(accessAs({ exec })).proof())
  expect(error).toMatchObject({
    code: 'credential-plugin-missing',
    kind: 'usage',
    next: 'apt install it',
  })
})

test('a token file is read again when the old token is refused', async () => {
  const tokens = new Map([['first-token', alice]])
  const api = await practice({ objects: [node('pi01')], tokens })
  const tokenFile = join(await folder(), 'token')
  await writeFile(tokenFile, 'first-token\n')
  const door = await doorTo(api, { user: { name: 'alice', tokenFile } })
  await door.get(resources.nodes, { name: 'pi01' })
  tokens.clear()
  tokens.set('second-token', alice)
  await writeFile(tokenFile, 'second-token\n')
  await door.get(resources.nodes, { name: 'pi01' })
  expect(api.requests.map(({ status }) => status)).toEqual([200, 401, 200])
})

test('a token file is read again after a while, and a broken one keeps the last token', async () => {
  let now = 0
  const tokenFile = join(await folder(), 'token')
  await writeFile(tokenFile, 'first-token')
  const credential = new Credential(accessAs({ tokenFile, token: 'static-token' }), () => now)
  expect((await credential.proof()).authorization).toBe('Bearer first-token')
  await writeFile(tokenFile, 'second-token')
  expect((await credential.proof()).authorization).toBe('Bearer first-token')
  now = 60_000
  expect((await credential.proof()).authorization).toBe('Bearer second-token')
  await writeFile(tokenFile, '')
  now = 120_000
  expect((await credential.proof()).authorization).toBe('Bearer second-token')
})

test('a token file that never was there is a clear error', async () => {
  const credential = new Credential(accessAs({ tokenFile: '/nowhere/token' }))
  const error = await failureOf(credential.proof())
  expect(error).toMatchObject({ code: 'kubeconfig-token-file', kind: 'usage' })
  expect(error.message).toBe('The token file /nowhere/token cannot be read: ENOENT.')
})

test('a wrong token ends in api-unauthorized after one request, without the token', async () => {
  const api = await practice({
    intercept: (request, response) => {
      // The rudest server: it repeats the secret in its answer.
      response.writeHead(401, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ kind: 'Status', message: `bad ${request.headers.authorization}` }),
      )
      return true
    },
  })
  const door = await doorTo(api, { user: { name: 'alice', token: 'very-secret-token' } })
  const error = await failureOf(door.get(resources.nodes, { name: 'pi01' }))
  expect(error.code).toBe('api-unauthorized')
  expect(error.message).toContain('bad Bearer [concealed]')
  expect(inspect(error, { depth: 9 })).not.toContain('very-secret-token')
  expect(api.requests).toHaveLength(1)
})

test('a user name and a password go as Basic', async () => {
  const seen: unknown[] = []
  const api = await practice({
    intercept: (request) => {
      seen.push(request.headers.authorization)
      return false
    },
  })
  const password = { username: 'alice', password: 'open sesame' }
  const door = await doorTo(api, { user: { name: 'alice', password } })
  await failureOf(door.get(resources.nodes, { name: 'pi01' }))
  expect(seen).toEqual([`Basic ${Buffer.from('alice:open sesame').toString('base64')}`])
})
