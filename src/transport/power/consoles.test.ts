import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import {
  type Device,
  homeAssistant,
  type Relay,
  startDevice,
  unifi,
} from '#test/support/power-devices.ts'
import { type HomeAssistantAccess, openHomeAssistant } from './home-assistant.ts'
import { openUnifi, type UnifiAccess } from './unifi.ts'

const token = 'hunter2'
const options = { timeoutMilliseconds: 2000, signal: new AbortController().signal }

const folder = mkdtempSync(join(tmpdir(), 'bramble-consoles-'))
const own = selfSigned('own')
const other = selfSigned('other')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function selfSigned(name: string) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', '/CN=console', '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  )
  const text = readFileSync(cert, 'utf8')
  const { fingerprint256 } = new X509Certificate(text)
  return { cert: text, key: readFileSync(key, 'utf8'), fingerprint: fingerprint256 }
}

let device: Device | undefined
afterEach(async () => {
  await device?.close()
  device = undefined
})

describe('a Home Assistant', () => {
  const open = async (relay: Relay, access: Partial<HomeAssistantAccess> = {}, unit?: string) => {
    device = await startDevice(homeAssistant(relay, token, unit))
    return openHomeAssistant({
      name: 'house switch.pi03',
      url: `http://${device.address}`,
      token,
      fingerprint: undefined,
      entity: 'switch.pi03',
      meter: 'sensor.pi03_power',
      ...access,
    })
  }

  test('goes off and on, and its meter tells', async () => {
    const relay = { on: true, watts: 3.5 }
    const door = await open(relay)
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'on', flows: 'yes' } })
    expect(await door.off(options)).toBeUndefined()
    expect(await door.state(options)).toEqual({
      state: { outlet: 'off', flows: 'no', watts: 0, words: 'off, 0.0 W' },
    })
    expect(await door.on(options)).toBeUndefined()
    expect(relay.on).toBe(true)
  })

  test('says off while power flows on', async () => {
    const door = await open({ on: true, watts: 3.5, welded: true })
    expect(await door.off(options)).toBeUndefined()
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'off', flows: 'yes' } })
  })

  test('0.004 kW and a meter that is away measure nothing', async () => {
    const inKilowatts = await open({ on: true, watts: 0.004 }, {}, 'kW')
    expect((await inKilowatts.state(options)).state?.flows).toBe('unknown')
    await device?.close()
    const away = await open({ on: true, watts: undefined })
    expect((await away.state(options)).state?.flows).toBe('unknown')
  })

  test('an entity that is unavailable stands nobody knows how', async () => {
    const door = await open({ on: true, watts: 3 }, { entity: 'switch.lost', meter: undefined })
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'unknown' } })
  })

  test('a service call for an entity that is not there does not pass for done', async () => {
    const door = await open({ on: true, watts: 3 }, { entity: 'switch.pi99' })
    expect(await door.off(options)).toMatchObject({ kind: 'unknown-outlet' })
    expect((await door.state(options)).failure?.kind).toBe('unknown-outlet')
  })

  test('a wrong token is refused, and not shown', async () => {
    const relay = { on: true, watts: 3 }
    const door = await open(relay, { token: 'hunter3' })
    const failure = await door.off(options)
    expect(failure).toMatchObject({ kind: 'denied' })
    expect(JSON.stringify(failure)).not.toContain('hunter')
    expect(relay.on).toBe(true)
  })

  test('silence ends at the limit', async () => {
    device = await startDevice(() => 'silence')
    const door = openHomeAssistant({
      ...{ name: 'house', url: `http://${device.address}`, token, fingerprint: undefined },
      ...{ entity: 'switch.pi03', meter: undefined },
    })
    expect(await door.off({ ...options, timeoutMilliseconds: 200 })).toMatchObject({
      kind: 'timeout',
    })
  })
})

describe('a UniFi console', () => {
  const open = async (relay: Relay, access: Partial<UnifiAccess> = {}) => {
    device = await startDevice(unifi(relay, token), own)
    return openUnifi({
      ...{ name: 'office port 3', address: device.address, site: 'site-1', device: 'switch-1' },
      ...{ apiKey: token, fingerprint: own.fingerprint, port: 3, ...access },
    })
  }

  test('cycles a port and tells of its power', async () => {
    const relay = { on: true, watts: undefined }
    const door = await open(relay)
    expect(await door.state(options)).toEqual({
      state: { outlet: 'on', flows: 'yes', words: 'on, PoE up' },
    })
    expect(await door.cycle?.(10, options)).toBeUndefined()
    expect(await door.state(options)).toMatchObject({ state: { outlet: 'on', flows: 'no' } })
  })

  test('cannot keep a port off, and asks nothing of the console for that', async () => {
    const door = await open({ on: true, watts: undefined })
    expect(await door.off(options)).toMatchObject({ kind: 'unsupported' })
    expect(await door.on(options)).toMatchObject({ kind: 'unsupported' })
    expect(device?.requests).toEqual([])
  })

  test.each([
    ['a wrong key', { apiKey: 'hunter3' }, 'denied'],
    ['a port that it does not have', { port: 4 }, 'unknown-outlet'],
    ['another device', { device: 'switch-2' }, 'unknown-outlet'],
    ['another certificate', { fingerprint: other.fingerprint }, 'certificate'],
    ['a certificate that nobody signed', { fingerprint: undefined }, 'certificate'],
  ] as const)('refuses %s, and nothing is switched', async (_, access, kind) => {
    const relay = { on: true, watts: undefined }
    const door = await open(relay, access)
    const answers = [(await door.state(options)).failure, await door.cycle?.(10, options)]
    expect(answers.map((failure) => failure?.kind)).toEqual([kind, kind])
    expect(JSON.stringify(answers)).not.toContain('hunter')
    expect(relay.on).toBe(true)
    // Whoever shows a wrong certificate has not been sent the key.
    if (kind === 'certificate') expect(device?.requests).toEqual([])
  })

  test('a port without PoE gives no power', async () => {
    const door = await open({ on: true, watts: undefined }, { port: 9 })
    expect((await door.state(options)).failure).toMatchObject({
      kind: 'unsupported',
      reason: 'port 9 gives no power (no PoE)',
    })
  })

  test('silence ends at the limit', async () => {
    device = await startDevice(() => 'silence', own)
    const door = openUnifi({
      ...{ name: 'office port 3', address: device.address, site: 's', device: 'd', apiKey: token },
      ...{ fingerprint: own.fingerprint, port: 3 },
    })
    const { failure } = await door.state({ ...options, timeoutMilliseconds: 300 })
    expect(failure?.kind).toBe('timeout')
  })
})
