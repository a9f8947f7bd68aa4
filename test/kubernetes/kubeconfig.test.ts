import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAuthority } from '#src/practice/kubernetes/certificates.ts'
import { type KubeconfigChoice, loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { failureOf, folder } from './support.ts'

const authority = createAuthority('kubeconfig tests')
const client = authority.issue({ commonName: 'alice', use: 'client' })
const base64 = (text: string) => Buffer.from(text).toString('base64')

const plain = `apiVersion: v1
kind: Config
current-context: home
clusters:
- name: home
  cluster:
    server: https://10.0.0.11:6443
contexts:
- name: home
  context: { cluster: home, user: alice, namespace: web }
users:
- name: alice
  user:
    token: secret-token-1234
`

/** Loads one file with this text. */
async function load(text: string, choice: KubeconfigChoice = {}) {
  const path = join(await folder(), 'config')
  await writeFile(path, text)
  return await loadKubeconfig({ path, environment: {}, ...choice })
}

test('a file alone: context, namespace, server and token', async () => {
  expect(await load(plain)).toEqual({
    context: 'home',
    namespace: 'web',
    server: 'https://10.0.0.11:6443',
    authority: { insecure: false },
    pluginSettings: undefined,
    user: { name: 'alice', token: 'secret-token-1234' },
  })
})

test('certificates come from data or from files beside the kubeconfig; data win', async () => {
  const at = await folder()
  await mkdir(join(at, 'pki'))
  await writeFile(join(at, 'pki', 'ca.pem'), authority.certificate)
  await writeFile(join(at, 'pki', 'client.pem'), client.certificate)
  await writeFile(join(at, 'pki', 'client.key'), client.key)
  const text = plain
    .replace(
      '6443\n',
      '6443\n    certificate-authority: pki/ca.pem\n    tls-server-name: k3s.home\n',
    )
    .replace(
      /token: .*/,
      `client-certificate: pki/client.pem\n    client-key: /nowhere\n    client-key-data: ${base64(client.key)}`,
    )
  await writeFile(join(at, 'config'), text)
  const access = await loadKubeconfig({ path: join(at, 'config') })
  expect(access.authority).toEqual({
    insecure: false,
    certificates: authority.certificate,
    serverName: 'k3s.home',
  })
  expect(access.user).toEqual({ name: 'alice', certificate: client })
})

test('KUBECONFIG with several files: the first to name a thing wins, missing files are skipped', async () => {
  const at = await folder()
  await mkdir(join(at, 'other'))
  // The context is in one file, its cluster and its user are in another one.
  await writeFile(
    join(at, 'first'),
    'current-context: away\ncontexts:\n- name: away\n  context: { cluster: home, user: bob }\n',
  )
  await writeFile(
    join(at, 'other', 'second'),
    `${plain}- name: bob\n  user: { tokenFile: bob.token }\n`,
  )
  const third = plain.replaceAll('10.0.0.11', '10.0.0.99')
  await writeFile(join(at, 'third'), third)
  const files = ['first', 'missing', 'other/second', 'third'].map((name) => join(at, name))
  const environment = { KUBECONFIG: [...files, ''].join(':') }
  const away = await loadKubeconfig({ environment })
  expect(away.context).toBe('away')
  expect(away.namespace).toBe('default')
  expect(away.server).toBe('https://10.0.0.11:6443')
  // A relative path starts at the file that holds it, not at the first one.
  expect(away.user).toEqual({ name: 'bob', tokenFile: join(at, 'other', 'bob.token') })
  const home = await loadKubeconfig({ environment, context: 'home' })
  expect(home.user.token).toBe('secret-token-1234')
})

test('--kubeconfig alone counts, and ~/.kube/config is the last resort', async () => {
  const at = await folder()
  await mkdir(join(at, '.kube'))
  await writeFile(join(at, '.kube', 'config'), plain)
  await writeFile(join(at, 'other'), plain.replace('10.0.0.11', '10.0.0.22'))
  const environment = { KUBECONFIG: join(at, 'other') }
  const own = await loadKubeconfig({ path: join(at, '.kube', 'config'), environment })
  expect(own.server).toBe('https://10.0.0.11:6443')
  expect((await loadKubeconfig({ environment })).server).toBe('https://10.0.0.22:6443')
  const last = await loadKubeconfig({ environment: {}, homeFolder: at })
  expect(last.server).toBe('https://10.0.0.11:6443')
})

test('texts of digits stay texts, and JSON is a kubeconfig too', async () => {
  const text = plain.replace('secret-token-1234', '0123456789')
  expect((await load(text)).user.token).toBe('0123456789')
  const json = JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: 'http://127.0.0.1:8001/' } }],
  })
  const access = await load(json)
  expect(access.server).toBe('http://127.0.0.1:8001')
  expect(access.user).toEqual({ name: '' })
})

test('an exec plugin is read with its arguments, environment and the cluster’s settings', async () => {
  const access = await load(
    plain
      .replace(
        '6443\n',
        '6443\n    extensions:\n    - name: client.authentication.k8s.io/exec\n      extension: { audience: home }\n',
      )
      .replace(
        /token: .*/,
        `exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: ./plugin
      args: [login, --quiet]
      env: [{ name: REGION, value: attic }]
      installHint: apt install plugin
      provideClusterInfo: true
      interactiveMode: IfAvailable`,
      ),
  )
  expect(access.pluginSettings).toEqual({ audience: 'home' })
  expect(access.user.exec).toMatchObject({
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: expect.stringMatching(/^\/.*\/plugin$/),
    arguments: ['login', '--quiet'],
    environment: { REGION: 'attic' },
    installHint: 'apt install plugin',
    provideClusterInfo: true,
  })
})

/** Each wrong file, and what the reader is told: the place, and a next step. */
const wrong: readonly [name: string, text: string, code: string, says: RegExp][] = [
  ['no YAML', `${plain}\n  bad: [`, 'kubeconfig-malformed', /config:\d+:\d+ is not valid YAML/],
  [
    'a secret on a broken line',
    'users: [\ntoken: secret-token-1234: x',
    'kubeconfig-malformed',
    /not valid YAML/,
  ],
  ['a list', '- a', 'kubeconfig-malformed', /holds no map/],
  ['no contexts', 'kind: Config', 'kubeconfig-context', /has no current-context/],
  [
    'an unknown context',
    plain.replace('current-context: home', 'current-context: work'),
    'kubeconfig-context',
    /"work".*no such context/,
  ],
  [
    'an unknown cluster',
    plain.replace('cluster: home', 'cluster: work'),
    'kubeconfig-malformed',
    /config:10: contexts\[0\]\.context\.cluster is "work", but clusters has no such entry/,
  ],
  [
    'an unknown user',
    plain.replace('user: alice', 'user: bob'),
    'kubeconfig-malformed',
    /config:10: contexts\[0\]\.context\.user is "bob"/,
  ],
  [
    'two of a name',
    plain.replace('contexts:', '- name: home\n  cluster: {}\ncontexts:'),
    'kubeconfig-malformed',
    /clusters\[1\] is a second entry with the name "home"/,
  ],
  [
    'no server',
    plain.replace(/server: .*/, 'x: y'),
    'kubeconfig-malformed',
    /clusters\[0\]\.cluster\.server is missing/,
  ],
  [
    'a bad server',
    plain.replace('https://10.0.0.11:6443', '10.0.0.11:6443'),
    'kubeconfig-malformed',
    /config:7: .*server is no address like/,
  ],
  [
    'a proxy',
    plain.replace('6443\n', '6443\n    proxy-url: http://10.0.0.1\n'),
    'kubeconfig-unsupported',
    /config:8: .*does not go through a proxy/,
  ],
  [
    'data that are no base64 of a PEM',
    plain.replace('6443\n', '6443\n    certificate-authority-data: aGVsbG8=\n'),
    'kubeconfig-malformed',
    /certificate-authority-data is not the base64 of a PEM/,
  ],
  [
    'an authority file that is missing',
    plain.replace('6443\n', '6443\n    certificate-authority: none.pem\n'),
    'kubeconfig-malformed',
    /config:8: .*none\.pem, which cannot be read: ENOENT/,
  ],
  [
    'safe and unsafe at once',
    plain.replace(
      '6443\n',
      `6443\n    insecure-skip-tls-verify: true\n    certificate-authority-data: ${base64(authority.certificate)}\n`,
    ),
    'kubeconfig-malformed',
    /insecure-skip-tls-verify is true although/,
  ],
  [
    'a key without its certificate',
    plain.replace(/token: .*/, `client-key-data: ${base64(client.key)}`),
    'kubeconfig-malformed',
    /client-certificate is missing/,
  ],
  [
    'a key of another certificate',
    plain.replace(
      /token: .*/,
      `client-certificate-data: ${base64(client.certificate)}\n    client-key-data: ${base64(authority.issue({ commonName: 'b', use: 'client' }).key)}`,
    ),
    'kubeconfig-malformed',
    /client-key cannot be read, or is not the key/,
  ],
  [
    'an auth-provider',
    plain.replace(/token: .*/, 'auth-provider: { name: gcp }'),
    'kubeconfig-unsupported',
    /config:14: .*auth-provider was removed/,
  ],
  [
    'a password and a token',
    plain.replace(/token: .*/, 'token: secret-token-1234\n    username: alice'),
    'kubeconfig-malformed',
    /username and a token are both given/,
  ],
  [
    'a plugin without a command',
    plain.replace(/token: .*/, 'exec: { apiVersion: client.authentication.k8s.io/v1 }'),
    'kubeconfig-malformed',
    /exec\.command is missing/,
  ],
  [
    'a plugin of an old version',
    plain.replace(
      /token: .*/,
      'exec: { command: a, apiVersion: client.authentication.k8s.io/v1alpha1 }',
    ),
    'kubeconfig-malformed',
    /v1alpha1", which is no version of today/,
  ],
  [
    'a plugin that must ask',
    plain.replace(
      /token: .*/,
      'exec: { command: a, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always }',
    ),
    'kubeconfig-unsupported',
    /interactiveMode is Always/,
  ],
]

test.each(wrong)('a kubeconfig with %s', async (_, text, code, says) => {
  const error = await failureOf(load(text))
  expect(error).toMatchObject({ name: 'BrambleError', kind: 'usage', code })
  expect(error.message).toMatch(says)
  expect(error.next).toBeTruthy()
  expect(`${error.message} ${error.next} ${error.stack}`).not.toContain('secret-token')
  expect(`${error.message} ${error.next} ${error.stack}`).not.toContain('PRIVATE KEY')
})

test('no file at all names the places, and a context that was asked for names the choices', async () => {
  const error = await failureOf(loadKubeconfig({ environment: {}, homeFolder: '/nowhere' }))
  expect(error).toMatchObject({ code: 'kubeconfig-missing', kind: 'usage' })
  expect(error.message).toContain('/nowhere/.kube/config')
  const unknown = await failureOf(load(plain, { context: 'work' }))
  expect(unknown.message).toContain('--context asks for "work"')
  expect(unknown.next).toContain('home')
})
