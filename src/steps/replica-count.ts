import * as z from 'zod'

/** Longhorn takes 1 to 20: longhorn-manager v1.12.1, types/types.go, ValidateReplicaCount. */
export const replicaCount = z.number().int().min(1).max(20)
