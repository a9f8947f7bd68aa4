import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PracticeCluster } from '#src/practice/cluster.ts'

/** What a trial's processes ask the trial itself. */
export interface TrialDoor {
  /** Lets practice time pass, as a wait would: milliseconds in the body. */
  readonly clock: string
  /** Answers when the board has lost its power. */
  readonly powerLoss: string
  close(): void
}

/** A minute of waiting of a run takes ten of practice time. */
const speed = 10

export async function startDoor(
  { world }: PracticeCluster,
  losePower: () => void,
): Promise<TrialDoor> {
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      if (request.url === '/power-loss') losePower()
      else world.clock.advance((Number(text) / 1000) * speed)
      setTimeout(() => response.end(), 20)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const at = `http://127.0.0.1:${port}`
  return {
    clock: `${at}/clock`,
    powerLoss: `${at}/power-loss`,
    close: () => void server.close(),
  }
}
