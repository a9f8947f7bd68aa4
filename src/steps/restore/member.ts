import * as z from 'zod'

/** A node of the cluster that is restored. */
export const Member = z.object({
  node: z.string().min(1),
  /** As others reach it. */
  address: z.string().min(1),
  role: z.enum(['server', 'agent']),
  unit: z.enum(['k3s.service', 'k3s-agent.service']),
  /** True where it belonged to another cluster than the backup's: it has another authority. */
  isForeign: z.boolean(),
})
export type Member = Readonly<z.infer<typeof Member>>
