import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { apiHealth, nodes } from '#src/model/facts/kubernetes.ts'

/** An API that lets nobody in is one: what it holds is not seen, and that is no proof of nothing. */
const closedDoors: ReadonlySet<string> = new Set([
  'HTTP_401',
  'HTTP_403',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * Whether an API server works, may it let us in or not. One that is silent, refuses connections or
 * is not ready is none that could list anything: a broken cluster is what backups are for.
 */
export function hasApi(index: EvidenceIndex): boolean {
  if (factsOf(index, nodes).length > 0) return true
  return factsOf(index, apiHealth).some(
    ({ ready, errorCode = '' }) => ready || closedDoors.has(errorCode),
  )
}
