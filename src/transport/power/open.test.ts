import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { Switch } from '#src/model/config/power.ts'
import { usageError } from '#src/model/error.ts'
import { outletName } from '#src/model/power.ts'
import { shelly, startDevice } from '#test/support/power-devices.ts'
import type { PowerDoor } from './door.ts'
import { openPower } from './open.ts'

const options = { timeoutMilliseconds: 2000, signal: new AbortController().signal }
const folder = mkdtempSync(join(tmpdir(), 'bramble-power-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let said: string[] = []
beforeEach(() => {
  said = []
})

function open(one: unknown, power: object = {}, secret = async () => 'hunter2') {
  return openPower(
    { node: 'pi03', power: { switch: 'desk', ...power }, switch: Switch.parse(one) },
    { secret, env: process.env, say: (text) => said.push(text) },
  )
}

describe('a command', () => {
  const state = join(folder, 'state')
  const script = (text: string, ...args: string[]) => ['sh', '-c', text, 'sh', ...args]
  const hub = (more: object = {}) =>
    open({
      command: {
        off: script('printf off > "$1"', state),
        on: script('printf on > "$1"', state),
        state: script('cat "$1"', state),
        ...more,
      },
    })

  test('switches, and its state program tells', async () => {
    writeFileSync(state, 'on')
    const door = await hub()
    expect(await door.off(options)).toBeUndefined()
    expect(readFileSync(state, 'utf8')).toBe('off')
    expect(await door.state(options)).toEqual({
      state: { outlet: 'off', flows: 'unknown', words: 'off, not measured' },
    })
    expect(await door.on(options)).toBeUndefined()
    expect((await door.state(options)).state?.outlet).toBe('on')
    expect('cycle' in door).toBe(false)
  })

  test('gets its arguments as they stand: no shell reads them', async () => {
    const literal = '$(rm -rf /); *'
    const door = await hub({ off: ['sh', '-c', 'printf %s "$1" > "$2"', 'sh', literal, state] })
    expect(await door.off(options)).toBeUndefined()
    expect(readFileSync(state, 'utf8')).toBe(literal)
  })

  test('without a state program nobody knows', async () => {
    const door = await hub({ state: undefined })
    expect((await door.state(options)).state).toMatchObject({ outlet: 'unknown', flows: 'unknown' })
  })

  test.each([
    ['fails', ['sh', '-c', 'echo hunter2; exit 7'], 'refused', 'sh ended with 7'],
    ['is not there', [join(folder, 'none')], 'unreachable', `${folder}/none cannot be started`],
    ['does not end', ['sleep', '60'], 'timeout', 'sleep did not end within 0.3 s'],
    ['never stops printing', ['yes'], 'bad-answer', 'yes printed more than 4096 bytes'],
  ])('that %s is a failure', async (_, off, kind, reason) => {
    const door = await hub({ off })
    const failure = await door.off({ ...options, timeoutMilliseconds: 300 })
    expect(failure).toEqual({ kind, reason })
  })

  test('that prints neither on nor off says nothing', async () => {
    const door = await hub({ state: ['echo', 'maybe'] })
    expect((await door.state(options)).failure?.kind).toBe('bad-answer')
  })
})

describe('a person', () => {
  const note = join(folder, 'note')
  const act = (door: PowerDoor) => door.off(options)

  test('is asked, and a program passes it on', async () => {
    const door = await open({ person: { notify: ['sh', '-c', 'cat > "$1"', 'sh', note] } })
    expect(await act(door)).toBeUndefined()
    const asked = 'Please take the power away from pi03 now, and leave it off.'
    expect(said).toEqual([asked])
    expect(readFileSync(note, 'utf8')).toBe(`${asked}\n`)
    expect((await door.state(options)).state?.outlet).toBe('unknown')
  })

  test('who was perhaps not told is a failure', async () => {
    expect(await act(await open({ person: { notify: ['false'] } }))).toMatchObject({
      kind: 'refused',
    })
    expect(await act(await open({ person: { notify: [join(folder, 'none')] } }))).toMatchObject({
      kind: 'unreachable',
    })
  })

  test('needs no program', async () => {
    expect(await (await open({ person: {} })).cycle?.(10, options)).toBeUndefined()
    expect(said).toEqual(['Please take the power away from pi03 now, and give it back after 10 s.'])
  })
})

test('a secret goes to the device, and one that is missing opens nothing', async () => {
  const device = await startDevice(shelly({ on: true, watts: 3 }, 'hunter2'))
  const one = { shelly: { address: device.address, password: { env: 'SHELLY' } } }
  expect((await (await open(one)).state(options)).state?.outlet).toBe('on')
  const missing = async () => {
    throw usageError('secret-missing', 'it is not set')
  }
  await expect(open(one, {}, missing)).rejects.toMatchObject({ code: 'secret-missing' })
  await device.close()
})

test.each([
  [{ switch: 'closet', port: 3 }, 'closet port 3'],
  [{ switch: 'house', entity: 'switch.pi03' }, 'house switch.pi03'],
  [{ switch: 'desk' }, 'desk'],
])('%j is called %s', (power, name) => {
  expect(outletName(power)).toBe(name)
})
