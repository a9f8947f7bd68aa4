import { virtualMemory } from '../../../model/facts/virtual-memory.ts'
import type { Format } from './form.ts'

/** r b, swpd free buff cache, si so, bi bo, in cs, us sy id wa st; since procps 4 also gu. */
const row = /^\s*\d+(?:\s+\d+){16,17}\s*$/
const firstShare = 12

/** `vmstat`, with or without its header: the shares of the processor's time make a hundred. */
export const readVmstat: Format = ({ lines }) =>
  lines.flatMap((line, number) => {
    if (!row.test(line)) return []
    const cells = line.trim().split(/\s+/).map(Number)
    const shares = cells.slice(firstShare).reduce((sum, share) => sum + share, 0)
    if (Math.abs(shares - 100) > 3) return []
    const [, blocked, , , , , swapIn, swapOut] = cells
    const waitPercent = cells[firstShare + 3]
    const record = virtualMemory.schema.parse({ blocked, swapIn, swapOut, waitPercent })
    return [{ kind: virtualMemory.kind, record, lines: [number, number + 1] as const }]
  })
