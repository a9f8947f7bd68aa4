import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { apiHealth, nodes } from '#src/model/facts/kubernetes.ts'
import { isClosedDoor } from './api-error-codes.ts'

/**
 * Whether an API server works, may it let us in or not. One that is silent, refuses connections or
 * is not ready is none that could list anything: a broken cluster is what backups are for.
 */
export function hasApi(index: EvidenceIndex): boolean {
  if (factsOf(index, nodes).length > 0) return true
  return factsOf(index, apiHealth).some((answer) => answer.ready || isClosedDoor(answer))
}
