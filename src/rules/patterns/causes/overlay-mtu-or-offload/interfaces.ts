import { type LogLine, pastedLines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'

/** Rows of `ip link`, which say how large a packet each interface sends. */

/** What the overlay sends by: its own header has to fit into the card's packets as well. */
export const tunnels = pastedLines(
  ' mtu ',
  /^\s*\d+: (?<name>flannel\.1|flannel-wg|vxlan\.calico|wireguard\.cali|kilo0):.* mtu (?<size>\d{3,5})\b/,
)
/** Cards that are up; of several, nobody knows here which one the tunnel takes. */
export const cards = pastedLines(
  ' mtu ',
  /^\s*\d+: (?:eth|en[dopsx]?|wlan|wl[opx]|bond|br)\w*: <(?=[^>]*\bUP\b).* mtu (?<size>\d{3,5})\b/,
)

export interface Interfaces {
  readonly tunnels: readonly LogLine[]
  readonly cards: readonly LogLine[]
}

/** VXLAN puts 50 bytes around each packet, WireGuard 60 over IPv4 and 80 over IPv6. */
const leastHeader = 50

/** The rows that show a tunnel without room for its header, whichever card it goes through. */
export function withoutRoom({ tunnels, cards }: Interfaces): Reason[] {
  if (cards.length === 0) return []
  const largest = Math.max(...cards.map(sizeOf))
  const tooLarge = tunnels.filter((row) => sizeOf(row) > largest - leastHeader)
  return tooLarge.length > 0 ? [...tooLarge, ...cards] : []
}

function sizeOf({ groups }: LogLine): number {
  return Number(groups['size'])
}
