import { cleanLine } from '#src/model/text.ts'
import { digestAuthorization } from './digest.ts'
import { measured, type PowerDoor, type PowerFailure, type PowerOptions } from './door.ts'
import { badAnswer, denied, fieldOf, type HttpReply, httpCall } from './http.ts'

export interface PlugAccess {
  readonly name: string
  /** `10.0.0.3` or `10.0.0.3:8080` */
  readonly address: string
  /** The relay: Shelly counts from 0, Tasmota from 1. */
  readonly port: number
  readonly user: string
  readonly password: string | undefined
}

type Answer =
  | { readonly json: unknown; readonly failure?: undefined }
  | { readonly json?: undefined; readonly failure: PowerFailure }

/**
 * A Shelly of generation 2 or later by its RPC over HTTP
 * (https://shelly-api-docs.shelly.cloud/gen2/ComponentsAndServices/Switch). `toggle_after` makes
 * the device itself turn on again.
 */
export function openShelly(access: PlugAccess): PowerDoor {
  const set = async (on: boolean, options: PowerOptions, after?: number) => {
    const timer = after === undefined ? {} : { toggle_after: `${after}` }
    const { failure } = await rpc('Switch.Set', { on: `${on}`, ...timer }, access, options)
    return failure
  }
  return {
    name: access.name,
    async state(options) {
      const { json, failure } = await rpc('Switch.GetStatus', {}, access, options)
      if (failure) return { failure }
      const output = fieldOf(json, 'output')
      if (typeof output !== 'boolean') return { failure: badAnswer('it did not say its output') }
      const watts = fieldOf(json, 'apower')
      return {
        state: measured(output ? 'on' : 'off', typeof watts === 'number' ? watts : undefined),
      }
    },
    off: (options) => set(false, options),
    on: (options) => set(true, options),
    cycle: (seconds, options) => set(false, options, seconds),
  }
}

async function rpc(
  method: string,
  parameters: Readonly<Record<string, string>>,
  access: PlugAccess,
  options: PowerOptions,
): Promise<Answer> {
  const url = new URL(`http://${access.address}/rpc/${method}`)
  url.search = new URLSearchParams({ id: `${access.port}`, ...parameters }).toString()
  const call = { method: 'GET', url } as const
  const first = await httpCall(call, options)
  if (first.failure) return first
  if (first.reply.status !== 401) return read(first.reply, access)
  const authorization =
    access.password === undefined
      ? undefined
      : digestAuthorization(first.reply.challenge, {
          method: 'GET',
          uri: `${url.pathname}${url.search}`,
          user: access.user,
          password: access.password,
        })
  if (authorization === undefined) return { failure: denied(access.password !== undefined) }
  const second = await httpCall({ ...call, headers: { authorization } }, options)
  return second.failure ? second : read(second.reply, access)
}

/** `-105`, not found: a relay that this device does not have. */
const notFound = -105

function read({ status, json }: HttpReply, { port, password }: PlugAccess): Answer {
  if (status === 200) return { json }
  if (status === 401 || status === 403) return { failure: denied(password !== undefined) }
  const code = fieldOf(json, 'code')
  if (code === notFound)
    return { failure: { kind: 'unknown-outlet', reason: `it has no switch ${port}` } }
  if (typeof code !== 'number') return { failure: badAnswer(`it answered with HTTP ${status}`) }
  const said = fieldOf(json, 'message')
  const words = typeof said === 'string' ? `: ${cleanLine(said).slice(0, 120)}` : ''
  return { failure: { kind: 'refused', reason: `it refused (${code})${words}` } }
}
