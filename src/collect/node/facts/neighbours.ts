import { neighbours as fact } from '#src/model/facts/restarts.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

/** A node that others are asked about. */
export interface Neighbour {
  readonly node: string
  readonly address: string
}

/** Four numbers, or hexadecimal ones and colons: a name would have to be looked up on the node. */
const isAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:)[0-9a-f:]{2,39})$/i

/** Two pings to each take two seconds; more would not fit into one section. */
const mostAsked = 3

/**
 * What a node hears of others: two pings, and then what its neighbour table says, which answers
 * for a node that drops pings. Names and addresses are words of `set --`, addresses only as such.
 */
export function neighbourSection(asked: readonly Neighbour[]): Section {
  const words = asked
    .filter(({ address }) => isAddress.test(address))
    .slice(0, mostAsked)
    .flatMap(({ node, address }) => [node, address])
  return {
    name: 'neighbours',
    command: `set -- ${words.map(quoteWord).join(' ')}
while [ $# -ge 2 ]; do
  printf '@ %s %s\\n' "$2" "$1"
  command -v ping >/dev/null && ping -q -n -c 2 -W 1 -- "$2" 2>/dev/null | grep -a transmitted
  command -v ip >/dev/null && ip -s neigh show to "$2" 2>/dev/null
  shift 2
done`,
    seconds: 4,
    maxBytes: 4000,
    keep: 'head',
    disk: false,
  }
}

export const neighbours: FactReader = {
  kind: fact.kind,
  source: 'ping, ip neigh',
  section: 'neighbours',
  read(answers) {
    const { text } = answerTo(answers, 'neighbours')
    const records = text.split(/^@ /m).slice(1).flatMap(neighbourIn)
    return records.length > 0
      ? records
      : absent('not-applicable', 'no address of another node is known')
  },
}

const states = /\b(PERMANENT|NOARP|REACHABLE|STALE|NONE|INCOMPLETE|DELAY|PROBE|FAILED)\b/i

/** iputils and busybox word the sum of their pings alike but for one word. */
const sum = /(\d{1,6}) packets transmitted, (\d{1,6}) (?:packets )?received/

function neighbourIn(part: string): object[] {
  const [head = '', ...lines] = part.split('\n')
  const found = /^(\S+) (\S.*)$/.exec(head)
  if (!found) return []
  const rest = lines.join('\n')
  const pinged = sum.exec(rest)
  const entry = lines.find((line) => states.test(line) && / dev /.test(line))
  return [
    known({
      target: found[2],
      address: found[1],
      state: states.exec(entry ?? '')?.[1]?.toUpperCase(),
      confirmedAgeSeconds: confirmedIn(entry),
      linkAddress: / lladdr ([0-9a-f:]{17})\b/i.exec(entry ?? '')?.[1],
      sent: numberIn(pinged?.[1]),
      received: numberIn(pinged?.[2]),
    }),
  ]
}

/** `ip -s`: seconds since the entry was used, confirmed and updated. */
function confirmedIn(entry: string | undefined): number | undefined {
  return numberIn(/ used \d{1,9}\/(\d{1,9})\/\d/.exec(entry ?? '')?.[1])
}
