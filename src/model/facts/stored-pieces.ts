import * as z from 'zod'
import { defineFact } from './define.ts'

/** What would be lost with K3s on a node. Only looks before a cluster ends ask for it. */
export const storedPieces = defineFact(
  'stored-pieces',
  z.object({ path: z.string(), sizeBytes: z.number().nonnegative() }),
)
