/** A board that is measured, and what it is to be. */
export interface BoardWish {
  readonly node: string
  readonly others: readonly { readonly node: string; readonly address: string }[]
  readonly datastore?: 'etcd' | 'sqlite' | undefined
}

export interface BoardMeasures {
  readonly pings: readonly Ping[]
  /** Milliseconds, each without what the programs themselves cost. */
  readonly writes: readonly number[]
}

interface Ping {
  readonly address: string
  readonly sent: number
  readonly received: number
  readonly unreachable: boolean
}

/** etcd.io/docs, hardware: 99 of 100 synced writes within 10 ms. */
const calmMilliseconds = 10
/** How often K3s's etcd has to hear of its leader (k3s, pkg/etcd: HeartbeatInterval). */
const heartbeatMilliseconds = 500
/** A fifth: what Energy-Efficient Ethernet loses at its worst (raspberrypi/linux#7511). */
const mostLost = 0.2

/** What a person should know of a board, and why it cannot be made a node. */
export function judgeMeasures(
  board: BoardWish,
  { pings, writes }: BoardMeasures,
): { readonly said: readonly string[]; readonly refused: readonly string[] } {
  const paths = board.others.map((other) => pathWords(board.node, other, pings))
  const disk = board.datastore === undefined ? {} : diskWords(board, writes)
  const all = [...paths, disk]
  return {
    said: all.flatMap(({ said }) => said ?? []),
    refused: all.flatMap(({ refused }) => refused ?? []),
  }
}

interface Words {
  readonly said?: string
  readonly refused?: string
}

function pathWords(
  node: string,
  other: BoardWish['others'][number],
  pings: readonly Ping[],
): Words {
  const path = `${node} to ${other.node}`
  const ping = pings.find(({ address }) => address === other.address)
  if (!ping || ping.sent === 0) return { said: `${path}: not measured` }
  const lost = ping.sent - ping.received
  if (ping.unreachable) return { refused: `${path}: nothing answers at ${other.address}` }
  if (ping.received === 0) return { said: `${path}: pings are not answered, or not let through` }
  const words = `${path}: ${lost} of ${ping.sent} pings are lost`
  if (lost >= ping.sent * mostLost)
    return { refused: `${words}: another cable or port, or EEE off in the switch` }
  return lost > 0 ? { said: words } : {}
}

function diskWords({ node, datastore }: BoardWish, writes: readonly number[]): Words {
  const slowest = writes[Math.ceil(writes.length * 0.99) - 1]
  if (slowest === undefined) return { said: `${node}: writes were not measured` }
  const milliseconds = slowest < 10 ? slowest.toFixed(1) : `${Math.round(slowest)}`
  const words = `${node}: ${writes.length} synced writes, 99 of 100 within ${milliseconds} ms`
  if (datastore === 'etcd' && slowest >= heartbeatMilliseconds)
    return { refused: `${words}, too slow for etcd: an SSD, or one server with SQLite` }
  if (slowest <= calmMilliseconds) return { said: words }
  return { said: `${words}; a datastore wants ${calmMilliseconds} ms, so the API will be slow` }
}
