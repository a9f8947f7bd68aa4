/** What the codes of Node, of undici and of Bramble's own client say of an API server that was asked. */

/** It answered and let nobody in: what it holds is not seen, and that is no proof of nothing. */
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

/** Nobody spoke in time, or not to the end: neither a refusal nor a word of what is not well. */
const silences: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'ECONNRESET',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  'api-timeout',
  'api-cut-off',
])

interface Answer {
  readonly errorCode?: string | undefined
}

export function isClosedDoor({ errorCode }: Answer): boolean {
  return errorCode !== undefined && closedDoors.has(errorCode)
}

export function isSilence({ errorCode }: Answer): boolean {
  return errorCode !== undefined && silences.has(errorCode)
}
