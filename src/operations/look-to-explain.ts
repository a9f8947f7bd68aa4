import { decide, queries } from './deciding.ts'
import type { LookOptions } from './look-options.ts'
import { observe, type Seen } from './observe.ts'
import { withTrends } from './with-trends.ts'

/**
 * Looks at the cluster for all that an explanation rests on: what was seen, what decides where a
 * first look names no cause, and where the figures of the looks before have been going.
 */
export async function lookToExplain(options: LookOptions): Promise<Seen> {
  return withTrends(await observe(options, queries, { further: decide }), options)
}
