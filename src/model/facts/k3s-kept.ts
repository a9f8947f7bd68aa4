import * as z from 'zod'
import { defineFact } from './define.ts'

/** What lies on a node for going on to another K3s, and for going back. */
export const k3sKept = defineFact(
  'k3s-kept',
  z.object({
    /** K3s's programs that lie ready or are kept, by version. */
    programs: z.array(z.object({ version: z.string(), sizeBytes: z.number().int() })),
    /** Of the datastore, by name; a server's alone. */
    snapshots: z.array(z.object({ name: z.string(), sizeBytes: z.number().int() })),
  }),
)
