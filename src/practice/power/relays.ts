import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Listener, listen } from '../listener.ts'
import type { Board } from '../world/board.ts'
import type { PracticeClock, Stop } from '../world/clock.ts'

interface Relay {
  readonly board: Board
  on: boolean
  /** The device's own timer, which turns it over again. */
  timer: Stop
}

type Answer = readonly [status: number, body: object]

/** What a board draws that runs, and one that was shut down and still has power. */
const runningWatts = 4.6
const haltedWatts = 1.2

/**
 * One device with a relay for each board, as a Shelly of generation 2 answers over HTTP. What a
 * relay does, its board feels: without power it ends without a last word.
 */
export async function startRelays(
  boards: readonly Board[],
  clock: PracticeClock,
  address: string,
): Promise<Listener> {
  const relays = boards.map((board): Relay => ({ board, on: true, timer: () => {} }))
  const server = createServer((request, response) => answer(request, response, relays, clock))
  return listen(server, address, 0)
}

function answer(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  relays: readonly Relay[],
  clock: PracticeClock,
): void {
  const { pathname, searchParams } = new URL(url, 'http://relays')
  const [status, body] = call(pathname, searchParams, relays, clock)
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function call(
  pathname: string,
  wish: URLSearchParams,
  relays: readonly Relay[],
  clock: PracticeClock,
): Answer {
  const id = wish.get('id') ?? ''
  const relay = /^\d$/.test(id) ? relays[Number(id)] : undefined
  if (!relay) return [500, { code: -105, message: `Argument 'id', value ${id} not found!` }]
  if (pathname === '/rpc/Switch.GetStatus') {
    const apower = relay.on ? (relay.board.isOn() ? runningWatts : haltedWatts) : 0
    return [200, { id: Number(id), source: 'HTTP_in', output: relay.on, apower }]
  }
  if (pathname !== '/rpc/Switch.Set') return [404, { code: 404, message: 'No handler' }]
  const was_on = relay.on
  turn(relay, wish.get('on') === 'true')
  const seconds = Number(wish.get('toggle_after') ?? 0)
  if (seconds > 0) relay.timer = clock.after(seconds, () => turn(relay, !relay.on))
  return [200, { was_on }]
}

function turn(relay: Relay, on: boolean): void {
  relay.timer()
  relay.on = on
  if (on) relay.board.powerOn()
  else relay.board.losePower()
}
