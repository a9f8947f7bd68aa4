import * as z from 'zod'
import { Coverage } from './evidence.ts'

/** The contract of `certificates --json`: how long K3s's own certificates last, node by node. */
export const Certificates = z.object({
  schema: z.literal('bramble/certificates/1'),
  cluster: z.string(),
  takenAt: z.string(),
  nodes: z.array(
    z.object({
      node: z.string(),
      certificates: z.array(
        z.object({
          path: z.string(),
          notAfter: z.string(),
          daysLeft: z.number().int().describe('negative once it has expired'),
        }),
      ),
      /** Why none was read. */
      reason: z.string().optional(),
    }),
  ),
  coverage: z.array(Coverage),
})
export type Certificates = Readonly<z.infer<typeof Certificates>>
