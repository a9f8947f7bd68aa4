import { pressure } from '../../../model/facts/node.ts'
import { averagesIn } from '../../node/facts/pressure.ts'
import type { Format, Recognised } from './form.ts'

const resourceFile = /\/proc\/pressure\/(cpu|memory|io)\b/g

/**
 * /proc/pressure/*, printed by `cat`, `grep`, `head` or `tail`: whose file it is stands before the line or
 * above it. https://docs.kernel.org/accounting/psi.html
 */
export const readPressure: Format = ({ lines, command = '' }) => {
  const named = [command, ...lines].map((line) =>
    [...line.matchAll(resourceFile)].map(([, resource]) => resource),
  )
  // Several files that one command names come in that order.
  const order = named.shift() ?? []
  let above: string | undefined
  return lines.flatMap((line, number): Recognised[] => {
    above = named[number]?.[0] ?? above
    const some = averagesIn(line, 'some')
    if (!some) return []
    const resource = above ?? order.shift()
    const full = averagesIn(lines[number + 1], 'full')
    const record = pressure.schema.safeParse({ resource, ...some, ...full })
    if (!record.success) return []
    return [{ kind: pressure.kind, record: record.data, lines: [number, number + (full ? 2 : 1)] }]
  })
}
