import { afterEach, describe, expect, test } from 'vitest'
import {
  type Device,
  type Relay,
  shelly,
  startDevice,
  tasmota,
} from '#test/support/power-devices.ts'
import { digestAuthorization } from './digest.ts'
import type { PowerDoor } from './door.ts'
import { openShelly, type PlugAccess } from './shelly.ts'
import { openTasmota } from './tasmota.ts'

const password = 'hunter2/&"+'
const never = new AbortController().signal
const options = { timeoutMilliseconds: 2000, signal: never }

let device: Device | undefined
afterEach(async () => {
  await device?.close()
  device = undefined
})

const kinds = {
  shelly: { serve: shelly, open: openShelly, port: 0 },
  tasmota: { serve: tasmota, open: openTasmota, port: 1 },
} as const

async function plug(
  kind: keyof typeof kinds,
  relay: Relay,
  access: Partial<PlugAccess> = {},
): Promise<PowerDoor> {
  const { serve, open, port } = kinds[kind]
  device = await startDevice(serve(relay, password))
  const { address } = device
  return open({ name: 'desk', address, port, user: 'admin', password, ...access })
}

describe.each(['shelly', 'tasmota'] as const)('%s', (kind) => {
  test('tells how it stands and what it measures', async () => {
    const door = await plug(kind, { on: true, watts: 4.2 })
    expect(await door.state(options)).toEqual({
      state: { outlet: 'on', flows: 'yes', watts: 4.2, words: 'on, 4.2 W' },
    })
  })

  test('goes off and on', async () => {
    const relay = { on: true, watts: 4.2 }
    const door = await plug(kind, relay)
    expect(await door.off(options)).toBeUndefined()
    expect(relay.on).toBe(false)
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'off', flows: 'no' } })
    expect(await door.on(options)).toBeUndefined()
    expect(relay.on).toBe(true)
  })

  test('turns on again by itself after a cycle', async () => {
    const relay = { on: true, watts: 4.2 }
    const door = await plug(kind, relay)
    expect(await door.cycle?.(0.3, options)).toBeUndefined()
    expect(relay.on).toBe(false)
    await expect.poll(() => relay.on, { timeout: 5000 }).toBe(true)
  })

  test('says off while power flows on: the measurement is told, not the word', async () => {
    const door = await plug(kind, { on: true, watts: 4.2, welded: true })
    expect(await door.off(options)).toBeUndefined()
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'off', flows: 'yes' } })
  })

  test('without a meter nobody knows whether power flows', async () => {
    const door = await plug(kind, { on: false, watts: undefined })
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'off', flows: 'unknown' } })
  })

  test.each([
    ['a wrong password', { password: 'hunter3' }, 'denied'],
    ['no password', { password: undefined }, 'denied'],
    ['a relay that it does not have', { port: 7 }, 'unknown-outlet'],
  ] as const)('refuses %s, and nothing is switched', async (_, access, kindOfFailure) => {
    const relay = { on: true, watts: 4.2 }
    const door = await plug(kind, relay, access)
    const answers = [
      (await door.state(options)).failure,
      await door.off(options),
      await door.on(options),
      await door.cycle?.(0.3, options),
    ]
    expect(answers.map((failure) => failure?.kind)).toEqual(Array(4).fill(kindOfFailure))
    expect(JSON.stringify(answers)).not.toContain('hunter')
    expect(relay.on).toBe(true)
  })

  test('a device that says nothing costs no more than the limit', async () => {
    device = await startDevice(() => 'silence')
    const door = kinds[kind].open({
      ...{ name: 'desk', address: device.address, port: 1, user: 'admin', password },
    })
    const { failure } = await door.state({ ...options, timeoutMilliseconds: 200 })
    expect(failure).toMatchObject({ kind: 'timeout', reason: 'no answer within 0.2 s' })
  })

  test('nobody at the address, a stop, and another kind of device are told apart', async () => {
    device = await startDevice(() => ({ text: '<html>' }))
    const access = { name: 'desk', address: device.address, port: 1, user: 'admin', password }
    const { failure } = await kinds[kind].open(access).state(options)
    expect(failure?.kind).toBe('bad-answer')
    const signal = AbortSignal.abort()
    expect(await kinds[kind].open(access).off({ ...options, signal })).toMatchObject({
      kind: 'aborted',
    })
    await device.close()
    expect(await kinds[kind].open(access).off(options)).toMatchObject({ kind: 'unreachable' })
  })
})

describe('a digest', () => {
  const wish = {
    method: 'GET',
    uri: '/dir/index.html',
    user: 'Mufasa',
    password: 'Circle of Life',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  }
  const challenge =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'

  test('is the one of RFC 7616, section 3.9.1', () => {
    expect(digestAuthorization(challenge, wish)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    )
  })

  test.each([
    ['MD5', challenge.replace('SHA-256', 'MD5')],
    ['integrity only', challenge.replace('auth, auth-int', 'auth-int')],
    ['Basic', 'Basic realm="x"'],
    ['no nonce', challenge.replace(/nonce="[^"]*"/, '')],
  ])('is not given for %s', (_, other) => {
    expect(digestAuthorization(other, wish)).toBeUndefined()
  })
})
