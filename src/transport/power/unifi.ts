import { type PowerDoor, type PowerFailure, type PowerOptions, type PowerState } from './door.ts'
import { badAnswer, denied, fieldOf, type HttpCall, httpCall } from './http.ts'

export interface UnifiAccess {
  readonly name: string
  /** `10.0.0.1` or `unifi.home.arpa:8443` */
  readonly address: string
  readonly site: string
  readonly device: string
  readonly apiKey: string
  readonly fingerprint: string | undefined
  readonly port: number
}

type Answer =
  | { readonly json: unknown; readonly failure?: undefined }
  | { readonly json?: undefined; readonly failure: PowerFailure }

/**
 * A port of a UniFi switch by the official integration API, which knows one action for it:
 * POWER_CYCLE (https://developer.ui.com/network). It cannot keep a port off. The older API can, by
 * writing all ports' overrides at once; that may undo what somebody else set, and is not used.
 */
export function openUnifi(access: UnifiAccess): PowerDoor {
  const cannot = async (): Promise<PowerFailure> => ({
    kind: 'unsupported',
    reason: 'UniFi cycles a port, but cannot keep it off or turn it on',
    next: 'Turn the port off in UniFi itself.',
  })
  return {
    name: access.name,
    async state(options) {
      const { json, failure } = await ask(access, { method: 'GET', path: '' }, options)
      if (failure) return { failure }
      const ports = fieldOf(fieldOf(json, 'interfaces'), 'ports')
      if (!Array.isArray(ports)) return { failure: badAnswer('it did not list its ports') }
      const found: unknown = ports.find((one) => fieldOf(one, 'idx') === access.port)
      return found === undefined ? { failure: unknownPort(access) } : stateIn(found, access)
    },
    off: cannot,
    on: cannot,
    async cycle(_, options) {
      const path = `/interfaces/ports/${access.port}/actions`
      const body = { action: 'POWER_CYCLE' }
      const { failure } = await ask(access, { method: 'POST', path, body }, options)
      return failure
    },
  }
}

function stateIn(port: unknown, access: UnifiAccess) {
  const poe = fieldOf(port, 'poe')
  if (poe === undefined)
    return {
      failure: {
        kind: 'unsupported',
        reason: `port ${access.port} gives no power (no PoE)`,
      } as const,
    }
  const enabled = fieldOf(poe, 'enabled')
  const said = fieldOf(poe, 'state')
  const outlet = enabled === true ? 'on' : enabled === false ? 'off' : 'unknown'
  const flows = said === 'UP' ? 'yes' : said === 'DOWN' ? 'no' : 'unknown'
  const words = `${outlet}, PoE ${flows === 'yes' ? 'up' : flows === 'no' ? 'down' : 'not known'}`
  return { state: { outlet, flows, words } satisfies PowerState }
}

async function ask(
  access: UnifiAccess,
  { path, ...call }: Pick<HttpCall, 'method' | 'body'> & { readonly path: string },
  options: PowerOptions,
): Promise<Answer> {
  const { address, site, device, apiKey, fingerprint } = access
  const folder = `sites/${encodeURIComponent(site)}/devices/${encodeURIComponent(device)}`
  const url = new URL(`https://${address}/proxy/network/integration/v1/${folder}${path}`)
  const headers = { 'x-api-key': apiKey }
  const { reply, failure } = await httpCall({ ...call, url, headers, fingerprint }, options)
  if (failure) return { failure }
  if (reply.status === 401 || reply.status === 403) return { failure: denied(true) }
  if (reply.status === 404) return { failure: unknownPort(access) }
  if (reply.status === 400 || reply.status === 422)
    return { failure: { kind: 'refused', reason: `it refused with HTTP ${reply.status}` } }
  if (reply.status < 200 || reply.status > 299)
    return { failure: badAnswer(`it answered with HTTP ${reply.status}`) }
  return { json: reply.json }
}

function unknownPort({ port }: UnifiAccess): PowerFailure {
  return {
    kind: 'unknown-outlet',
    reason: `it knows no port ${port} of this device and site`,
    next: 'Compare site and device in bramble.yaml with what UniFi lists.',
  }
}
