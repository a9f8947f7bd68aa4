import { defined } from '#src/transport/kubernetes/fields.ts'
import { linkCounters } from '../../../model/facts/link-counters.ts'
import type { Format, Recognised } from './form.ts'

const name = /^\d+: ([\w.-]+)(?:@\S+)?: </
const header = /^\s+(RX|TX):?\s+bytes\s+packets\s+errors\b/
const numbers = /^\s*\d+\s+(\d+)\s+(\d+)(?:\s+\d+)+\s*$/
/** The block of one interface, details of its kind included. */
const mostLines = 12

/** `ip -s link`: under each header stand its numbers, in iproute2's order of columns. */
export const readLinks: Format = ({ lines }) => {
  const found: Recognised[] = []
  for (const [number, line] of lines.entries()) {
    const link = name.exec(line)?.[1]
    if (link === undefined) continue
    const rest = lines.slice(number + 1, number + mostLines)
    const next = rest.findIndex((row) => name.test(row))
    const record = countersOf(link, next < 0 ? rest : rest.slice(0, next))
    if (record) found.push({ kind: linkCounters.kind, record, lines: [number, number + 1] })
  }
  return found
}

function countersOf(link: string, block: readonly string[]): object | undefined {
  const under = (way: string) => {
    const at = block.findIndex((row) => header.exec(row)?.[1] === way)
    const cells = at < 0 ? null : numbers.exec(block[at + 1] ?? '')
    return cells ? cells.slice(1, 3).map(Number) : []
  }
  const [receivedPackets, receiveErrors] = under('RX')
  const [sentPackets, sendErrors] = under('TX')
  if (receivedPackets === undefined) return undefined
  return linkCounters.schema.parse(
    defined({ interface: link, receivedPackets, receiveErrors, sentPackets, sendErrors }),
  )
}
