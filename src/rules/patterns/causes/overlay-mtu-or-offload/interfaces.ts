import { type LogLine, pastedLines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'
import { statedLines } from '../../../told/stated-lines.ts'

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

/** The same as somebody noted it: `flannel.1 mtu 1450, wg0 mtu 1420`. */
export const noted = pastedLines(
  [' mtu ', ' MTU '],
  /(?<!: )\b(?:flannel\.1|flannel-wg|vxlan\.calico|cni0)\W{1,3}(?:mtu|MTU)\W{1,3}(?<tunnel>\d{4})\b.*\b(?:wg\d|tailscale0|tun\d|ppp\d|zt\w+|eth\d|en[ops]\w+)\W{1,3}(?:mtu|MTU)\W{1,3}(?<card>\d{4})\b/,
)

/** Docker inside a pod, which lets its containers send what the pod cannot. */
export const inner = pastedLines(
  [' mtu ', ' MTU '],
  /\beth0\W{1,3}(?:mtu|MTU)\W{1,3}(?<card>\d{4})\b.*\bdocker0\W{1,3}(?:mtu|MTU)\W{1,3}(?<bridge>\d{4})\b/,
)

export interface Interfaces {
  readonly inner: readonly LogLine[]
  readonly noted: readonly LogLine[]
  readonly tunnels: readonly LogLine[]
  readonly cards: readonly LogLine[]
}

/** VXLAN puts 50 bytes around each packet, WireGuard 60 over IPv4 and 80 over IPv6. */
const leastHeader = 50

/** The rows that show a tunnel without room for its header, whichever card it goes through. */
export function withoutRoom({ tunnels, cards, noted, inner }: Interfaces): Reason[] {
  const tight = statedLines(noted).filter(
    ({ groups }) => Number(groups['tunnel']) > Number(groups['card']) - leastHeader,
  )
  const within = statedLines(inner).filter(
    ({ groups }) => Number(groups['bridge']) > Number(groups['card']),
  )
  if (tight.length + within.length > 0) return [...tight, ...within]
  if (cards.length === 0) return []
  const largest = Math.max(...cards.map(sizeOf))
  const tooLarge = tunnels.filter((row) => sizeOf(row) > largest - leastHeader)
  return tooLarge.length > 0 ? [...tooLarge, ...cards] : []
}

function sizeOf({ groups }: LogLine): number {
  return Number(groups['size'])
}
