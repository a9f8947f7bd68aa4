import * as z from 'zod'
import { defineFact } from './define.ts'

/** Facts from Longhorn's custom resources (longhorn.io/v1beta2), fields as its CRDs name them. */

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
})

export const longhornVolumes = defineFact(
  'longhorn-volumes',
  z.object({
    name: z.string(),
    state: z.string().optional(),
    /** healthy, degraded, faulted, or unknown (normal while detached). */
    robustness: z.string().optional(),
    currentNode: z.string().optional(),
    wantedReplicas: z.number().int().optional(),
    dataLocality: z.string().optional(),
    accessMode: z.string().optional(),
    sizeBytes: z.number().optional(),
    actualSizeBytes: z.number().optional(),
    lastDegradedAt: z.string().optional(),
    createdAt: z.string().optional(),
    deletedAt: z.string().optional(),
    conditions: z.array(condition),
    claimNamespace: z.string().optional(),
    claimName: z.string().optional(),
    workloads: z.array(z.string()).optional(),
  }),
)

export const longhornReplicas = defineFact(
  'longhorn-replicas',
  z.object({
    name: z.string(),
    volume: z.string(),
    nodeName: z.string().optional(),
    diskId: z.string().optional(),
    healthyAt: z.string().optional(),
    failedAt: z.string().optional(),
    state: z.string().optional(),
    createdAt: z.string().optional(),
  }),
)

export const longhornEngines = defineFact(
  'longhorn-engines',
  z.object({
    name: z.string(),
    volume: z.string(),
    nodeName: z.string().optional(),
    state: z.string().optional(),
    /** Replica name to RW, WO or ERR. */
    replicaModes: z.record(z.string(), z.string()),
    rebuilding: z.array(z.object({ replica: z.string(), progressPercent: z.number() })),
    conditions: z.array(condition),
  }),
)

export const longhornNodes = defineFact(
  'longhorn-nodes',
  z.object({
    name: z.string(),
    allowScheduling: z.boolean(),
    evictionRequested: z.boolean().optional(),
    conditions: z.array(condition),
    disks: z.array(
      z.object({
        name: z.string(),
        path: z.string().optional(),
        allowScheduling: z.boolean().optional(),
        availableBytes: z.number().optional(),
        maximumBytes: z.number().optional(),
        scheduledBytes: z.number().optional(),
        reservedBytes: z.number().optional(),
        replicas: z.array(z.string()),
        conditions: z.array(condition),
      }),
    ),
  }),
)

export const longhornSettings = defineFact(
  'longhorn-settings',
  z.object({ name: z.string(), value: z.string(), applied: z.boolean().optional() }),
)
