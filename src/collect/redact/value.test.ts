import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { redactValue } from './value.ts'

const secret = randomBytes(16).toString('hex')

test.each([
  ['under its name', { password: secret }],
  ['deep under its name', { a: [{ b: { authToken: secret } }] }],
  ['in a list under its name', { tokens: 1, token: [secret, 'x'] }],
  ['in a text', { line: `K3S_TOKEN=${secret}` }],
  ['in a key', { [`--token=${secret}`]: 1 }],
  ['behind a flag', { args: ['agent', '--token', secret, '--debug'] }],
  ['in the environment of a container', { env: [{ name: 'DB_PASSWORD', value: secret }] }],
  ['in a Secret', { kind: 'Secret', data: { anything: secret } }],
  ['in the plain data of a Secret', { stringData: { anything: { deeper: secret } } }],
])('a secret %s', (_, value) => {
  const before = structuredClone(value)
  const result = redactValue(value)
  expect(JSON.stringify(result.value)).not.toContain(secret)
  expect(JSON.stringify(result.value)).toContain('[redacted: ')
  expect(result.redacted).toBeGreaterThan(0)
  expect(value, 'the value itself was changed').toEqual(before)
  expect(redactValue(result.value)).toEqual({ value: result.value, redacted: 0 })
})

test.each([
  [{ name: 'pi01', ready: true, count: 3, none: null, list: [1, 'a'] }],
  [{ secretName: 'longhorn-backup', tokenExpirationSeconds: 3607, password: '' }],
  [{ volumes: [{ secret: { secretName: 'x', defaultMode: 420 } }] }],
  [{ kind: 'ConfigMap', data: { a: 'plain' } }],
  [{ env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'x', key: 'password' } } }] }],
  [{ args: ['--token-file', '/etc/token', '--debug', 'x'] }],
])('%j stays', (value) => {
  expect(redactValue(value)).toEqual({ value, redacted: 0 })
})

test('a value that is nested without end is cut, not followed', () => {
  const value: { inner?: unknown } = {}
  value.inner = value
  expect(JSON.stringify(redactValue(value).value)).toContain('[too deep]')
})
