import * as z from 'zod'
import { Coverage } from './evidence.ts'
import { LiveFinding } from './live-finding.ts'

/** The contracts of `status --json`, `nodes --json` and `volumes --json`. */

export const NodeStatus = z.object({
  name: z.string(),
  role: z.string(),
  ready: z.enum(['True', 'False', 'Unknown', 'not-seen']),
  /** Why not, in a few words. */
  trouble: z.string().optional(),
  cordoned: z.boolean(),
  /** What a Bramble does with it now: `pi@desk: drain pi03 (run 12)`. */
  doing: z.string().optional(),
  version: z.string().optional(),
  address: z.string().optional(),
  uptimeSeconds: z.number().optional(),
  /** The worst resource by pressure-stall information, with the share of the last minute. */
  pressure: z.object({ resource: z.string(), percent: z.number() }).optional(),
  memoryUsedBytes: z.number().optional(),
  memoryTotalBytes: z.number().optional(),
  diskUsedPercent: z.number().optional(),
  power: z.string().optional(),
  /** What the switch or plug says that the board hangs on; `nodes` alone asks it. */
  outlet: z.string().optional(),
  model: z.string().optional(),
  kernelRelease: z.string().optional(),
  pods: z.number().int().optional(),
  /** Whether the node itself answered over SSH. */
  ssh: z.enum(['answered', 'failed', 'not-asked']),
  sshReason: z.string().optional(),
})
export type NodeStatus = z.infer<typeof NodeStatus>

export const VolumeStatus = z.object({
  name: z.string(),
  claim: z.string().optional(),
  state: z.string().optional(),
  robustness: z.string().optional(),
  node: z.string().optional(),
  wantedReplicas: z.number().int().optional(),
  /** Where replicas lie: healthy ones have healthyAt set and failedAt empty. */
  replicas: z.array(z.object({ node: z.string(), healthy: z.boolean() })),
  sizeBytes: z.number().optional(),
  rebuildPercent: z.number().optional(),
  workloads: z.array(z.string()),
})
export type VolumeStatus = z.infer<typeof VolumeStatus>

/** A run that neither came to its end nor was settled by a person: until then nothing else begins. */
export const UnsettledRun = z.object({
  id: z.number().int().positive(),
  /** In the words that are typed: `reboot pi02`. */
  goal: z.string(),
  /** `goes-on`: its process lives; `stopped`: it said why; `died`: its process is gone. */
  state: z.enum(['goes-on', 'stopped', 'died']),
  /** When it last wrote something down. */
  lastAt: z.string(),
  /** The ways on and back, in a sentence. */
  next: z.string(),
})
export type UnsettledRun = Readonly<z.infer<typeof UnsettledRun>>

/** A finding that is remembered as open, and the run that was to cure it and ended well since. */
export const OpenFinding = LiveFinding.extend({
  cure: z.object({ run: z.number().int().positive(), at: z.string() }).optional(),
})
export type OpenFinding = Readonly<z.infer<typeof OpenFinding>>

export const Status = z.object({
  schema: z.literal('bramble/status/1'),
  cluster: z.string(),
  takenAt: z.string(),
  k3sVersion: z.string().optional(),
  longhornVersion: z.string().optional(),
  nodes: z.array(NodeStatus),
  /** Absent where the cluster has no Longhorn, or the API did not say. */
  volumes: z.array(VolumeStatus).optional(),
  pods: z
    .object({
      well: z.number().int(),
      troubled: z.array(z.object({ pod: z.string(), reason: z.string() })),
    })
    .optional(),
  /** What the diagnoses before found and none has cleared since; absent where there was none. */
  openFindings: z.array(OpenFinding).optional(),
  /** When the last diagnosis was made; absent where none is remembered. */
  diagnosedAt: z.string().optional(),
  /** The newest run that is not settled; absent where there is none. */
  unsettledRun: UnsettledRun.optional(),
  coverage: z.array(Coverage),
})
export type Status = z.infer<typeof Status>
