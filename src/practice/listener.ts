import type { AddressInfo, Server, Socket } from 'node:net'

/** A server that can be gone for a while, and comes back on the same port. */
export interface Listener {
  readonly address: string
  readonly port: number
  /** Cuts all connections now; the server goes on listening. */
  cut(): void
  /** As when a program stops: connections are cut, and new ones refused until it starts again. */
  setServing(serves: boolean): Promise<void>
  close(): Promise<void>
}

/** What of a server matters here; those of TLS and HTTP/2 are ones, too. */
type ListeningServer = Pick<Server, 'listen' | 'close' | 'address' | 'once' | 'off'> & {
  on(event: 'connection', listener: (socket: Socket) => void): unknown
}

/** @param port 0 takes a free one */
export async function listen(
  server: ListeningServer,
  address: string,
  port: number,
): Promise<Listener> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    cut()
    await closed
  }
  await listening(server, address, port)
  const taken = (server.address() as AddressInfo).port
  let serves = true
  // One change after the other: a server cannot listen before it has stopped.
  let last = Promise.resolve()
  let asked = true
  const change = async (wanted: boolean) => {
    if (wanted === serves) return
    serves = wanted
    await (wanted ? listening(server, address, taken) : stop())
  }
  const setServing = (wanted: boolean) => {
    // Asked each second: what is so already is no change to wait for.
    if (wanted !== asked) last = last.then(() => change(wanted))
    asked = wanted
    return last
  }
  return { address, port: taken, cut, setServing, close: () => setServing(false) }
}

function listening(server: ListeningServer, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

interface Door {
  readonly port: number
  close(): Promise<void>
}

const mostTries = 5

/**
 * Opens doors on several addresses, all on the port that the first one got.
 *
 * @throws Error where no port is free on all addresses
 */
export async function openOnOnePort<Opened extends Door>(
  openers: readonly ((port: number) => Promise<Opened>)[],
): Promise<readonly Opened[]> {
  for (let attempt = 1; ; attempt += 1) {
    const doors: Opened[] = []
    try {
      for (const open of openers) doors.push(await open(doors[0]?.port ?? 0))
      return doors
    } catch (error) {
      await Promise.all(doors.map((door) => door.close()))
      // A port that is free on one address may be taken on the next.
      if (attempt >= mostTries) throw error
    }
  }
}
