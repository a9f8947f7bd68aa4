import {
  measured,
  type PowerDoor,
  type PowerFailure,
  type PowerOptions,
  type PowerState,
} from './door.ts'
import { badAnswer, denied, fieldOf, httpCall } from './http.ts'
import type { PlugAccess } from './shelly.ts'

type Answer =
  | { readonly json: unknown; readonly failure?: undefined }
  | { readonly json?: undefined; readonly failure: PowerFailure }

/** `Delay` counts tenths of a second, at most 3600 of them. */
const mostDelay = 3600

/**
 * A Tasmota plug by its web requests (https://tasmota.github.io/docs/Commands/). `Backlog` runs
 * several commands in a row on the device itself, so that it turns on again alone.
 */
export function openTasmota(access: PlugAccess): PowerDoor {
  const relay = `Power${access.port}`
  const set = async (wish: 'On' | 'Off', options: PowerOptions) => {
    const { json, failure } = await command(`${relay} ${wish}`, access, options)
    if (failure) return failure
    const outlet = outletIn(json, access.port)
    if (outlet === undefined) return unknownRelay(access.port)
    if (outlet === wish.toLowerCase()) return undefined
    return { kind: 'refused', reason: `asked for ${wish}, it says ${outlet}` } as const
  }
  return {
    name: access.name,
    async state(options) {
      const switched = await command(relay, access, options)
      if (switched.failure) return switched
      const outlet = outletIn(switched.json, access.port)
      if (outlet === undefined) return { failure: unknownRelay(access.port) }
      const sensors = await command('Status 8', access, options)
      if (sensors.failure) return sensors
      return { state: measured(outlet, wattsIn(sensors.json)) }
    },
    off: (options) => set('Off', options),
    on: (options) => set('On', options),
    async cycle(seconds, options) {
      const delay = Math.min(mostDelay, Math.max(2, Math.round(seconds * 10)))
      // Asked first, because a Backlog answers nothing and an unknown relay would pass for done.
      const before = await command(relay, access, options)
      if (before.failure) return before.failure
      if (outletIn(before.json, access.port) === undefined) return unknownRelay(access.port)
      const order = `Backlog ${relay} Off;Delay ${delay};${relay} On`
      const { failure } = await command(order, access, options)
      return failure
    },
  }
}

async function command(
  words: string,
  { address, user, password }: PlugAccess,
  options: PowerOptions,
): Promise<Answer> {
  const url = new URL(`http://${address}/cm`)
  const login =
    password === undefined ? [] : [['user', user] as const, ['password', password] as const]
  // Tasmota decodes %20 and not the plus sign that URLSearchParams writes for a blank.
  url.search = [...login, ['cmnd', words] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  const { reply, failure } = await httpCall({ method: 'GET', url }, options)
  if (failure) return { failure }
  if (reply.status === 401 || fieldOf(reply.json, 'WARNING') !== undefined)
    return { failure: denied(password !== undefined) }
  if (reply.status !== 200 || typeof reply.json !== 'object' || reply.json === null)
    return { failure: badAnswer(`it answered with HTTP ${reply.status}, and not as Tasmota does`) }
  return { json: reply.json }
}

/** With one relay it is called POWER, with several POWER1, POWER2. */
function outletIn(json: unknown, relay: number): 'on' | 'off' | undefined {
  const said = fieldOf(json, `POWER${relay}`) ?? (relay === 1 ? fieldOf(json, 'POWER') : undefined)
  return said === 'ON' ? 'on' : said === 'OFF' ? 'off' : undefined
}

/** One figure for the whole device; several, for one relay each, are left out: their order varies. */
function wattsIn(json: unknown): PowerState['watts'] {
  const watts = fieldOf(fieldOf(fieldOf(json, 'StatusSNS'), 'ENERGY'), 'Power')
  return typeof watts === 'number' ? watts : undefined
}

function unknownRelay(relay: number): PowerFailure {
  return { kind: 'unknown-outlet', reason: `it has no relay ${relay}` }
}
