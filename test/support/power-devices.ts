import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** Devices of a house on this machine's loopback, as their vendors document them. */
export interface Device {
  /** `127.0.0.1:40123` */
  readonly address: string
  readonly requests: { method: string; path: string; body: string }[]
  close(): Promise<void>
}

interface Reply {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Relay {
  on: boolean
  watts: number | undefined
  /** A relay whose contacts are welded says off, and the current flows on. */
  welded?: boolean
}

type Answering = (
  url: URL,
  request: IncomingMessage,
  body: string,
) => Reply | 'silence' | Promise<Reply | 'silence'>

export async function startDevice(
  answer: Answering,
  tls?: { readonly cert: string; readonly key: string },
): Promise<Device> {
  const requests: Device['requests'] = []
  const server: Server = tls ? createTlsServer(tls) : createServer()
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { url: path = '', method = '' } = request
    requests.push({ method, path, body })
    const reply = await answer(new URL(path, 'http://device'), request, body)
    if (reply === 'silence') return
    response.writeHead(reply.status ?? 200, reply.headers)
    response.end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)))
  }
  server.on('request', (request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** https://shelly-api-docs.shelly.cloud/gen2 : Switch, Authentication, Common Errors. */
export function shelly(relay: Relay, password?: string, millisecondsInASecond = 1000): Answering {
  const realm = 'shellyplusplugs-f008d1d8b8b8'
  const nonce = randomBytes(4).toString('hex')
  return (url, request) => {
    if (password !== undefined && !isDigest(request, { realm, nonce, password }))
      return {
        status: 401,
        headers: {
          'www-authenticate': `Digest qop="auth", realm="${realm}", nonce="${nonce}", algorithm=SHA-256`,
        },
      }
    const id = Number(url.searchParams.get('id'))
    if (id !== 0)
      return {
        status: 500,
        json: { code: -105, message: `Argument 'id', value ${id} not found!` },
      }
    switch (url.pathname) {
      case '/rpc/Switch.Set': {
        const was_on = relay.on
        relay.on = url.searchParams.get('on') === 'true'
        const after = Number(url.searchParams.get('toggle_after') ?? 0)
        if (after > 0)
          setTimeout(() => (relay.on = !relay.on), after * millisecondsInASecond).unref()
        return { json: { was_on } }
      }
      case '/rpc/Switch.GetStatus':
        return {
          json: {
            id: 0,
            source: 'HTTP_in',
            output: relay.on,
            ...(relay.watts !== undefined && { apower: drawn(relay), voltage: 230.1 }),
          },
        }
      default:
        return { status: 404, json: { code: 404, message: 'No handler' } }
    }
  }
}

function drawn(relay: Relay): number {
  return relay.on || relay.welded ? (relay.watts ?? 0) : 0
}

function isDigest(
  { headers, method = '', url = '' }: IncomingMessage,
  { realm, nonce, password }: { realm: string; nonce: string; password: string },
): boolean {
  const given = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)=(?:"([^"]*)"|([^\s,"]+))/g)].map(
      ([, name = '', quoted, bare]) => [name, quoted ?? bare ?? ''],
    ),
  )
  const secret = hash(`${given['username']}:${realm}:${password}`)
  const what = hash(`${method}:${url}`)
  const { nc, cnonce, uri, response } = given
  return uri === url && response === hash(`${secret}:${nonce}:${nc}:${cnonce}:auth:${what}`)
}

/** https://tasmota.github.io/docs/Commands/ : Power, Backlog, Delay, Status 8. */
export function tasmota(relay: Relay, password?: string): Answering {
  const run = (command: string): Record<string, unknown> => {
    const [, number = '1', , wish] = /^power(\d*)( (on|off))?$/i.exec(command) ?? []
    if (/^power/i.test(command)) {
      if (number !== '1' && number !== '') return { Command: 'Unknown' }
      if (wish !== undefined) relay.on = wish.toLowerCase() === 'on'
      return { POWER: relay.on ? 'ON' : 'OFF' }
    }
    if (/^status 8$/i.test(command)) {
      const energy = relay.watts === undefined ? {} : { ENERGY: { Power: drawn(relay) } }
      return { StatusSNS: { Time: '2026-11-26T15:00:00', ...energy } }
    }
    return { Command: 'Unknown' }
  }
  return (url) => {
    const { searchParams } = url
    if (password !== undefined && searchParams.get('password') !== password)
      return { status: 401, json: { WARNING: 'Need user=<username>&password=<password>' } }
    const words = searchParams.get('cmnd') ?? ''
    const backlog = /^backlog (.*)$/i.exec(words)?.[1]
    if (backlog === undefined) return { json: run(words) }
    void runBacklog(backlog.split(';'), run)
    return { json: {} }
  }
}

async function runBacklog(commands: readonly string[], run: (command: string) => unknown) {
  for (const command of commands) {
    const tenths = /^delay (\d+)$/i.exec(command.trim())?.[1]
    if (tenths === undefined) run(command.trim())
    else await new Promise((resolve) => setTimeout(resolve, Number(tenths) * 100).unref())
  }
}

/** https://developers.home-assistant.io/docs/api/rest/ */
export function homeAssistant(relay: Relay, token: string, unit = 'W'): Answering {
  const entities: Readonly<Record<string, () => object>> = {
    'switch.pi03': () => ({ state: relay.on ? 'on' : 'off', attributes: {} }),
    'switch.lost': () => ({ state: 'unavailable', attributes: {} }),
    'sensor.pi03_power': () => ({
      state: relay.watts === undefined ? 'unavailable' : `${drawn(relay)}`,
      attributes: { unit_of_measurement: unit },
    }),
  }
  const serve = (service: string, body: string): Reply => {
    if (JSON.parse(body).entity_id === 'switch.pi03') relay.on = service === 'on'
    return { json: [] }
  }
  return ({ pathname }, { headers, method }, body) => {
    if (headers.authorization !== `Bearer ${token}`)
      return { status: 401, text: '401: Unauthorized' }
    const [, entity = ''] = /^\/api\/states\/(.+)$/.exec(pathname) ?? []
    const state = method === 'GET' ? entities[entity]?.() : undefined
    if (state) return { json: { entity_id: entity, ...state } }
    const [, service] = /^\/api\/services\/switch\/turn_(on|off)$/.exec(pathname) ?? []
    if (method === 'POST' && service !== undefined) return serve(service, body)
    return { status: 404, json: { message: 'Entity not found.' } }
  }
}

/** https://developer.ui.com/network : Get Adopted Device Details, Execute Port Action. */
export function unifi(relay: Relay, apiKey: string): Answering {
  const device = '/proxy/network/integration/v1/sites/site-1/devices/switch-1'
  return ({ pathname }, { headers, method }, body) => {
    if (headers['x-api-key'] !== apiKey)
      return {
        status: 401,
        json: { statusCode: 401, code: 'api.authentication.missing-credentials' },
      }
    if (method === 'GET' && pathname === device)
      return {
        json: {
          id: 'switch-1',
          interfaces: {
            ports: [
              { idx: 9, state: 'UP', connector: 'SFPPLUS', maxSpeedMbps: 10_000 },
              {
                idx: 3,
                state: relay.on ? 'UP' : 'DOWN',
                connector: 'RJ45',
                maxSpeedMbps: 1000,
                poe: {
                  standard: '802.3at',
                  type: 2,
                  enabled: true,
                  state: relay.on ? 'UP' : 'DOWN',
                },
              },
            ],
          },
        },
      }
    if (method === 'POST' && pathname === `${device}/interfaces/ports/3/actions`) {
      if (JSON.parse(body).action !== 'POWER_CYCLE') return { status: 400, json: {} }
      relay.on = false
      setTimeout(() => (relay.on = true), 3000).unref()
      return { json: {} }
    }
    return { status: 404, json: { statusCode: 404, code: 'api.err.NotFound' } }
  }
}
