import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Configuration } from '#src/model/config.ts'
import type { Acceptance } from '#src/model/plan.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import type { PowerDoor } from '#src/transport/power/door.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { type Device, homeAssistant, shelly, startDevice } from '#test/support/power-devices.ts'
import { nodeObject, podObject } from '#test/support/practice-drain.ts'
import { openSite } from '#test/support/run-site.ts'
import { makePlan } from './make-plan.ts'
import { resume } from './resume.ts'
import type { RunSite } from './site.ts'

/**
 * A node of a practice API whose power hangs on a device on loopback: what the relay does, the node
 * shows. Nothing here measures time; waits are short because the site makes them so.
 */
class Board {
  watts: number | undefined = 4
  /** The contacts are welded: the relay says off, and the current flows on. */
  welded = false
  /** Power comes, and nothing boots. */
  dead = false
  readonly switched: boolean[] = []
  #on = true
  #boot = 1
  #api: PracticeApi

  constructor(api: PracticeApi) {
    this.#api = api
  }

  get on(): boolean {
    return this.#on
  }

  set on(on: boolean) {
    this.switched.push(on)
    const was = this.#on
    this.#on = on
    if (this.welded || was === on) return
    if (on && this.dead) return
    if (on) this.#boot += 1
    show(this.#api, on ? 'True' : 'Unknown', `boot-${this.#boot}`)
  }
}

const nodeKind = kindOf('v1', 'Node')

interface Shown {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> }
  readonly spec: { readonly taints?: readonly { readonly key: string }[] }
  readonly status: Readonly<Record<string, unknown>>
}

function nodeOf({ store }: PracticeApi): Shown {
  const found = nodeKind && store.get({ kind: nodeKind, name: 'pi03' })
  if (!found) throw new Error('no pi03')
  return found as unknown as Shown
}

const taintsOf = (api: PracticeApi) => (nodeOf(api).spec.taints ?? []).map(({ key }) => key)
const outOfService = 'node.kubernetes.io/out-of-service'

function show(api: PracticeApi, ready: string, bootID: string): void {
  const { metadata, spec, status } = nodeOf(api)
  api.store.put({
    ...nodeObject('pi03'),
    metadata: { ...nodeObject('pi03').metadata, ...metadata },
    spec,
    status: {
      ...status,
      conditions: [{ type: 'Ready', status: ready, reason: 'x', message: 'y' }],
      nodeInfo: { bootID, kubeletVersion: 'v1.36.3+k3s1' },
    },
  } as never)
}

let folder: string
let api: PracticeApi
let board: Board
let device: Device
let site: RunSite & { close(): Promise<void> }
let events: RunEvent[]
let tainted: boolean

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-power-run-'))
  events = []
  tainted = false
  api = await startPracticeApi({
    objects: [
      ...['pi01', 'pi02', 'pi03'].map((name) => nodeObject(name)),
      podObject('web-1', 'pi03'),
    ],
    podEndMilliseconds: 10,
  })
  show(api, 'True', 'boot-1')
  api.store.onChange(() => {
    tainted ||= taintsOf(api).includes(outOfService)
  })
  board = new Board(api)
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig)
})

afterEach(async () => {
  await site.close()
  await device.close()
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(kind: keyof typeof switches, meter = true): Promise<void> {
  device = await startDevice(
    kind === 'shelly' ? shelly(board, 'hunter2', 5) : homeAssistant(board, 'hunter2'),
  )
  writeFileSync(join(folder, 'secret'), 'hunter2\n')
  const configuration = Configuration.parse({
    switches: { desk: switches[kind](device.address, { file: join(folder, 'secret') }) },
    nodes: {
      pi03: {
        ...{ address: '10.0.0.13', role: 'agent' },
        power: {
          switch: 'desk',
          ...(kind === 'homeAssistant' && { entity: 'switch.pi03' }),
          ...(kind === 'homeAssistant' && meter && { meter: 'sensor.pi03_power' }),
        },
      },
    },
  })
  site = await openSite({
    ...{ kubeconfig: join(folder, 'kubeconfig'), folder: join(folder, 'journal'), configuration },
    events: (event) => events.push(event),
    longestSleepMilliseconds: 5,
  })
}

const switches = {
  shelly: (address: string, password: object) => ({ shelly: { address, password } }),
  homeAssistant: (address: string, token: object) => ({
    homeAssistant: { url: `http://${address}`, token },
  }),
  unifi: (address: string, apiKey: object) => ({
    unifi: { address, site: 's', device: 'd', apiKey },
  }),
  person: () => ({ person: {} }),
}

const yes = async () => 'pi@desk'
const holding = { hold: true }

async function carryOut(
  name: string,
  options: Record<string, boolean> = {},
  accept: Acceptance[] = [],
) {
  const made = await makePlan({ goal: { name, target: 'pi03', options }, accept }, site)
  const result = await applyHere(made.digest, site, yes)
  return result.kind === 'ended' ? result : { ...result, outcome: result.kind, reason: '' }
}

const happenings = (run = 1) => site.journal.entries({ run }).map(({ happening }) => happening)
const remembered = () =>
  happenings().flatMap((one) => (one.kind === 'step-started' ? [one.remembered] : []))[0]

/** The site, whose power devices do some things in another way. */
function withDoor(change: (door: PowerDoor) => Partial<PowerDoor>): RunSite {
  const inner = site
  const power: RunSite['power'] = async (node, say) => {
    const door = await inner.power(node, say)
    return { ...door, ...change(door) }
  }
  return { ...inner, power }
}

/** The site with a way to the board, which tells the boot that it runs; dark, it is silent. */
function withShell(inner: RunSite): RunSite {
  const answer = { errorText: '', truncated: false, times: {} } as const
  const run = async () => {
    const { bootID } = nodeOf(api).status['nodeInfo'] as { readonly bootID: string }
    if (board.on) return { ...answer, output: Buffer.from(`${bootID}\n`), exitStatus: 0 }
    const failure = { kind: 'timeout', reason: 'no answer', next: 'wait' } as const
    return { ...answer, output: Buffer.alloc(0), failure }
  }
  const targets = [{ node: 'pi03', address: '127.0.0.1' }]
  return { ...inner, ssh: { ...inner.ssh, targets, run } as unknown as RunSite['ssh'] }
}

describe('a cycle', () => {
  test('by a device that turns on again itself ends with a new boot, and what was seen is kept', async () => {
    await open('shelly')
    const result = await carryOut('power-cycle')
    expect(result).toMatchObject({ outcome: 'done' })
    const orders = device.requests.filter(({ path }) => path.includes('Switch.Set'))
    expect(orders.every(({ path }) => path.endsWith('on=false&toggle_after=10'))).toBe(true)
    expect(board.switched).toEqual([false, true])
    expect(nodeOf(api).status['nodeInfo']).toMatchObject({ bootID: 'boot-2' })
    expect(tainted).toBe(false)
    expect(remembered()).toMatchObject({
      bootId: 'boot-1',
      conditions: [expect.stringContaining('Ready=True')],
      outlet: 'desk: on, 4.0 W',
      flowed: 'yes',
    })
    expect(JSON.stringify(site.journal.entries())).not.toContain('hunter2')
  })

  test('by a device that cannot is off and on', async () => {
    await open('homeAssistant')
    expect(await carryOut('power-cycle')).toMatchObject({ outcome: 'done' })
    expect(board.switched).toEqual([false, true])
    expect(tainted).toBe(false)
  })

  test('that the device calls done while power flows on fails, and power is on', async () => {
    await open('homeAssistant')
    board.welded = true
    const result = await carryOut('power-cycle')
    expect(result).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('power did not fall: off, 4.0 W'),
    })
    expect(board.on).toBe(true)
  })

  /** A run that wrote down what it was about to ask of the device, and ended there. */
  async function killedAtRequest(): Promise<number> {
    const goal = { name: 'power-cycle', target: 'pi03', options: {} }
    const { digest } = await makePlan({ goal, accept: [] }, site)
    const { id: approval } = site.journal.append({
      kind: 'plan-approved',
      ...{ digest, goal, approvedBy: 'pi@desk' },
    })
    const started = { digest, goal, approvedBy: 'pi@desk', approval, accepted: [] }
    const run = site.journal.startRun({ kind: 'run-started', ...started })
    const seen = { bootId: 'boot-1', conditions: [], heard: [], outlet: 'x', flowed: 'yes' }
    const place = { place: 0, step: 'cycle-power' } as const
    site.journal.append({ kind: 'step-started', ...place, remembered: seen }, run)
    const asked = { request: 'cycle house', subject: 'boot-to-end/boot-1' }
    site.journal.append({ kind: 'request-intended', place: 0, ...asked }, run)
    return run
  }

  test('whose run was killed in the dark gives power back, and cuts no second time', async () => {
    await open('homeAssistant')
    const run = await killedAtRequest()
    board.on = false
    board.switched.splice(0)
    expect(await resume(run, withShell(site))).toMatchObject({ outcome: 'done' })
    expect(board.switched).toEqual([true])
  })

  test('whose run was killed before the device was asked cuts where the board says that it runs on', async () => {
    await open('homeAssistant')
    const run = await killedAtRequest()
    expect(await resume(run, withShell(site))).toMatchObject({ outcome: 'done' })
    expect(board.switched).toEqual([true, false, true])
    expect(nodeOf(api).status['nodeInfo']).toMatchObject({ bootID: 'boot-2' })
  })

  test('whose run was killed cuts no second time where the board is silent', async () => {
    await open('homeAssistant')
    const run = await killedAtRequest()
    const stop = new AbortController()
    const events = ({ kind }: RunEvent) => kind === 'waiting' && stop.abort()
    const impatient: RunSite = { ...site, stop: stop.signal, events }
    expect(await resume(run, impatient)).toMatchObject({ outcome: 'stopped' })
    expect(board.switched).toEqual([true])
  })

  test('whose run was killed in the dark and is refused by a gate then is lit again by undo', async () => {
    await open('homeAssistant')
    const goal = { name: 'power-cycle', target: 'pi03', options: {} }
    const { digest } = await makePlan({ goal, accept: [] }, site)
    const killed = withDoor(() => ({ on: async () => Promise.reject(new Error('killed here')) }))
    await expect(applyHere(digest, killed, yes)).rejects.toThrow('killed here')
    expect(board.on).toBe(false)
    api.store.put({
      ...nodeObject('pi02'),
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    })
    expect(await resume(1, site)).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('node/pi02'),
      next: expect.stringContaining('bramble undo 1'),
    })
    expect(await undoHere(1, site)).toMatchObject({
      outcome: 'undone',
      reason: expect.stringMatching(/gives the power back .* stay$/),
    })
    expect(board.on).toBe(true)
  })

  test('that is stopped in the dark gives power back', async () => {
    await open('homeAssistant')
    const inner = site
    const stop = new AbortController()
    const { digest } = await makePlan(
      { goal: { name: 'power-cycle', target: 'pi03', options: {} }, accept: [] },
      site,
    )
    const stopping: RunSite = {
      ...inner,
      signal: stop.signal,
      async sleep() {
        // Whoever presses Ctrl-C twice while the board is dark.
        if (!board.on) stop.abort()
        stop.signal.throwIfAborted()
      },
    }
    expect(await applyHere(digest, stopping, yes)).toMatchObject({ outcome: 'stopped' })
    expect(board.switched).toEqual([false, true])
  })

  test('the third within the hour is refused by the journal', async () => {
    await open('homeAssistant')
    await carryOut('power-cycle')
    await carryOut('power-cycle')
    expect(await carryOut('power-cycle')).toMatchObject({
      outcome: 'refused',
      refusals: [{ gate: 'power-was-seldom-cut', subject: 'power/pi03' }],
    })
    expect(board.switched).toEqual([false, true, false, true])
  })
})

describe('a person', () => {
  const pulls = (asked: RegExp, act: () => void) => {
    const inner = site
    const site2: RunSite = {
      ...inner,
      events(event) {
        inner.events(event)
        if (event.kind === 'said' && asked.test(event.text)) act()
      },
    }
    return site2
  }
  const asked = () => events.flatMap((event) => (event.kind === 'said' ? [event.text] : []))

  test('who is asked to cycle is done when the node shows a new boot', async () => {
    await open('person')
    const goal = { name: 'power-cycle', target: 'pi03', options: {} }
    const { digest } = await makePlan({ goal, accept: [] }, site)
    const pulling = pulls(/take the power away/, () => {
      board.on = false
      board.on = true
    })
    expect(await applyHere(digest, pulling, yes)).toMatchObject({ outcome: 'done' })
    expect(asked()).toEqual([
      'Please take the power away from pi03 now, and give it back after 10 s.',
    ])
  })

  test('who is asked to switch off is done when its kubelet falls silent', async () => {
    await open('person')
    const goal = { name: 'power-off', target: 'pi03', options: {} }
    const { digest } = await makePlan({ goal, accept: [] }, site)
    const pulling = pulls(/leave it off/, () => {
      board.on = false
    })
    expect(await applyHere(digest, pulling, yes)).toMatchObject({ outcome: 'done' })
  })
})

test('a switch that cannot keep a port off is not asked to', async () => {
  await open('unifi')
  for (const name of ['power-off', 'power-on'])
    await expect(carryOut(name, name === 'power-off' ? holding : {})).rejects.toMatchObject({
      code: 'power-cannot-stay-off',
      kind: 'usage',
    })
  expect(device.requests).toEqual([])
})

describe('off', () => {
  test('without a hold stays off and sets no taint; undo gives power back', async () => {
    await open('homeAssistant')
    expect(await carryOut('power-off')).toMatchObject({ outcome: 'done' })
    expect(board.on).toBe(false)
    expect(tainted).toBe(false)
    expect(await undoHere(1, site)).toMatchObject({ outcome: 'undone' })
    expect(board.on).toBe(true)
  })

  test('with a hold taints after a measured fall, and on takes it away after a new boot', async () => {
    await open('homeAssistant')
    expect(await carryOut('power-off', holding)).toMatchObject({ outcome: 'done' })
    expect(taintsOf(api)).toEqual([outOfService])
    expect(nodeOf(api).metadata.annotations).toEqual({ 'bramble/boot-before-power-off': 'boot-1' })
    expect(await carryOut('power-on')).toMatchObject({ outcome: 'done' })
    expect(taintsOf(api)).toEqual([])
    expect(nodeOf(api).metadata.annotations ?? {}).toEqual({})
    expect(nodeOf(api).status['nodeInfo']).toMatchObject({ bootID: 'boot-2' })
  })

  test('on does not take the taint away from a node that shows no new boot', async () => {
    await open('homeAssistant')
    await carryOut('power-off', holding)
    board.dead = true
    expect(await carryOut('power-on')).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('no new boot'),
    })
    expect(board.on).toBe(true)
    expect(taintsOf(api)).toEqual([outOfService])
  }, 60_000)

  test('a relay that is welded gets no taint onto the node', async () => {
    await open('homeAssistant')
    board.welded = true
    expect(await carryOut('power-off', holding)).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('power did not fall'),
    })
    expect(tainted).toBe(false)
  })

  test('a meter that falls silent proves nothing: off, and no taint', async () => {
    await open('homeAssistant')
    const goal = { name: 'power-off', target: 'pi03', options: holding }
    const { digest } = await makePlan({ goal, accept: [] }, site)
    let asked = 0
    const losing = withDoor((door) => ({
      async off(options) {
        board.watts = undefined
        asked += 1
        return door.off(options)
      },
    }))
    expect(await applyHere(digest, losing, yes)).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('no fall of power was measured'),
    })
    expect(asked).toBe(1)
    expect(board.on).toBe(false)
    expect(tainted).toBe(false)
  })

  test('without a meter only somebody who gives the name can hold it', async () => {
    await open('homeAssistant', false)
    expect(await carryOut('power-off', holding)).toMatchObject({
      outcome: 'refused',
      refusals: [{ gate: 'power-fall-is-measured' }],
    })
    expect(board.switched).toEqual([])
    const accept = [{ subject: 'power/pi03', reason: 'I see that its lamp is dark' }]
    expect(await carryOut('power-off', holding, accept)).toMatchObject({ outcome: 'done' })
    expect(taintsOf(api)).toEqual([outOfService])
    expect(happenings()[0]).toMatchObject({ accepted: accept })
  })

  test('a hold that was killed before its taint still knows that power flowed', async () => {
    await open('homeAssistant')
    const goal = { name: 'power-off', target: 'pi03', options: holding }
    const { digest } = await makePlan({ goal, accept: [] }, site)
    const killed = withDoor((door) => ({
      async off(options) {
        await door.off(options)
        throw new Error('killed here')
      },
    }))
    await expect(applyHere(digest, killed, yes)).rejects.toThrow('killed here')
    expect([board.on, tainted]).toEqual([false, false])
    expect(await resume(1, site)).toMatchObject({ outcome: 'done' })
    expect(taintsOf(api)).toEqual([outOfService])
  })

  test('undo of a hold lights it, waits for the boot and takes the taint away', async () => {
    await open('homeAssistant')
    await carryOut('power-off', holding)
    expect(await undoHere(1, site)).toMatchObject({ outcome: 'undone' })
    expect(board.on).toBe(true)
    expect(taintsOf(api)).toEqual([])
  })
})
