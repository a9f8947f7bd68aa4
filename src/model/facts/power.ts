import * as z from 'zod'
import { defineFact } from './define.ts'

/** What a switch, plug or person tells of the power of one node's board. */
export const powerOutlets = defineFact(
  'power-outlets',
  z.object({
    /** `closet port 3` */
    name: z.string(),
    /** How its own switch stands: no proof, a welded relay says "off" as well. */
    outlet: z.enum(['on', 'off', 'unknown']),
    /** Whether power flows, as far as the device measures it. */
    flows: z.enum(['yes', 'no', 'unknown']),
    watts: z.number().optional(),
    words: z.string(),
    /** Why it is never switched; absent where it may be. */
    forbidden: z.string().optional(),
  }),
)

/** One time that Bramble took the power of a node away, from its journal. */
export const powerCuts = defineFact('power-cuts', z.object({ at: z.string(), run: z.number() }))

/** That bramble.yaml names what the power of a node's board hangs on: nobody was asked for it. */
export const namedOutlets = defineFact('named-outlets', z.object({ name: z.string() }))
