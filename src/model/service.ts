import * as z from 'zod'

/** The contract of `service status NODE --json`: what systemd says of K3s on one node. */
export const Service = z.object({
  schema: z.literal('bramble/service/1'),
  node: z.string(),
  /** `k3s.service` or `k3s-agent.service`; absent where the node has neither. */
  unit: z.string().optional(),
  activeState: z.string().optional(),
  subState: z.string().optional(),
  /** systemd's word: enabled, disabled, masked… */
  atBoot: z.string().optional(),
  activeSince: z.string().optional(),
  inactiveSince: z.string().optional(),
  restarts: z.number().int().optional(),
  /** Why nothing is known. */
  reason: z.string().optional(),
})
export type Service = Readonly<z.infer<typeof Service>>
