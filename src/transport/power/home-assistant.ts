import { measured, type PowerDoor, type PowerFailure, type PowerOptions } from './door.ts'
import { badAnswer, denied, fieldOf, type HttpCall, httpCall } from './http.ts'

export interface HomeAssistantAccess {
  readonly name: string
  readonly url: string
  readonly token: string
  readonly fingerprint: string | undefined
  /** `switch.pi03` */
  readonly entity: string
  /** `sensor.pi03_power` */
  readonly meter: string | undefined
}

type Answer =
  | { readonly json: unknown; readonly failure?: undefined }
  | { readonly json?: undefined; readonly failure: PowerFailure }

/**
 * An entity of Home Assistant by its REST API (https://developers.home-assistant.io/docs/api/rest/).
 * What it says of a switch is what it last heard of it; a meter of its own tells more.
 */
export function openHomeAssistant(access: HomeAssistantAccess): PowerDoor {
  const [domain = ''] = access.entity.split('.')
  const set = async (service: 'turn_on' | 'turn_off', options: PowerOptions) => {
    // A service call for an entity that is not there is answered with 200 and nothing done.
    const before = await entityState(access.entity, access, options)
    if (before.failure) return before.failure
    const { failure } = await ask(
      access,
      {
        method: 'POST',
        path: `/api/services/${domain}/${service}`,
        body: { entity_id: access.entity },
      },
      options,
    )
    return failure
  }
  return {
    name: access.name,
    async state(options) {
      const outlet = await entityState(access.entity, access, options)
      if (outlet.failure) return outlet
      const said = fieldOf(outlet.json, 'state')
      const stands = said === 'on' || said === 'off' ? said : 'unknown'
      if (access.meter === undefined) return { state: measured(stands, undefined) }
      const meter = await entityState(access.meter, access, options)
      return meter.failure ? meter : { state: measured(stands, wattsIn(meter.json)) }
    },
    off: (options) => set('turn_off', options),
    on: (options) => set('turn_on', options),
  }
}

async function entityState(
  entity: string,
  access: HomeAssistantAccess,
  options: PowerOptions,
): Promise<Answer> {
  const answer = await ask(access, { method: 'GET', path: `/api/states/${entity}` }, options)
  return answer.failure?.kind === 'unknown-outlet'
    ? { failure: { kind: 'unknown-outlet', reason: `it has no entity ${entity}` } }
    : answer
}

async function ask(
  { url, token, fingerprint }: HomeAssistantAccess,
  { path, ...call }: Pick<HttpCall, 'method' | 'body'> & { readonly path: string },
  options: PowerOptions,
): Promise<Answer> {
  const at = new URL(path, url)
  const headers = { authorization: `Bearer ${token}` }
  const { reply, failure } = await httpCall({ ...call, url: at, headers, fingerprint }, options)
  if (failure) return { failure }
  if (reply.status === 401 || reply.status === 403) return { failure: denied(true) }
  if (reply.status === 404) return { failure: { kind: 'unknown-outlet', reason: 'not found' } }
  if (reply.status !== 200 || reply.json === undefined)
    return { failure: badAnswer(`it answered with HTTP ${reply.status}`) }
  return { json: reply.json }
}

/** A meter that counts kilowatts, or is not available, measures nothing that decides. */
function wattsIn(json: unknown): number | undefined {
  if (fieldOf(fieldOf(json, 'attributes'), 'unit_of_measurement') !== 'W') return undefined
  const said = fieldOf(json, 'state')
  const watts = typeof said === 'string' && said.trim() !== '' ? Number(said) : Number.NaN
  return Number.isFinite(watts) ? watts : undefined
}
