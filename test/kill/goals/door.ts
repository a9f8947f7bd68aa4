import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { PracticeClock } from '#src/practice/world/clock.ts'

/** How a trial's processes wait: practice time passes, and hardly any other. */
export interface ClockDoor {
  /** For the process that is disturbed: milliseconds in the body of a POST. */
  readonly url: string
  /** For the trial's own process. */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Waits so far. */
  readonly waits: () => number
  close(): void
}

/** A minute of waiting of a run takes ten of practice time. */
const speed = 10
/** Doors open and close with what boards do: that takes a few turns of the event loop. */
const turnMilliseconds = 5

export async function startClockDoor(clock: PracticeClock): Promise<ClockDoor> {
  let waits = 0
  const sleep = async (milliseconds: number) => {
    waits += 1
    clock.advance((milliseconds / 1000) * speed)
    await delay(turnMilliseconds)
  }
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => void sleep(Number(text)).then(() => response.end(`${clock.now()}`)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/clock`
  return { url, sleep, waits: () => waits, close: () => void server.close() }
}
