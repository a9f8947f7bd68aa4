import { type BrambleError, clusterError } from '#src/model/error.ts'

/**
 * What a failed connection means, by the code that Node or undici gave it.
 * TLS codes: https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const meanings: Readonly<Record<string, Meaning>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'notYetValid',
  SELF_SIGNED_CERT_IN_CHAIN: 'notTrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'notTrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'notTrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'notTrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'notTrusted',
  CERT_SIGNATURE_FAILURE: 'notTrusted',
  CERT_UNTRUSTED: 'notTrusted',
  INVALID_CA: 'notTrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrongName',
  HOSTNAME_MISMATCH: 'wrongName',
  CERT_REVOKED: 'rejected',
  CERT_REJECTED: 'rejected',
  INVALID_PURPOSE: 'rejected',
  CERT_CHAIN_TOO_LONG: 'rejected',
}

type Meaning = 'expired' | 'notYetValid' | 'notTrusted' | 'wrongName' | 'rejected'

const certificateWords: Readonly<Record<Meaning, { code: string; says: string; next: string }>> = {
  expired: {
    code: 'certificate-expired',
    says: 'has expired',
    next: 'Compare the clocks here and on the server (`timedatectl`). K3s renews its certificates when it starts: restart k3s on that server.',
  },
  notYetValid: {
    code: 'certificate-not-yet-valid',
    says: 'is not valid yet',
    next: 'One clock is wrong: compare `timedatectl` here and on the server.',
  },
  notTrusted: {
    code: 'certificate-not-trusted',
    says: 'was not signed by the authority in the kubeconfig',
    next: 'The cluster was made anew, or something else answers at this address. Copy the kubeconfig from the server again.',
  },
  wrongName: {
    code: 'certificate-wrong-name',
    says: 'does not hold this name or address',
    next: 'Add it as tls-san in the server’s /etc/rancher/k3s/config.yaml, or use an address that the certificate holds.',
  },
  rejected: {
    code: 'certificate-rejected',
    says: 'is not fit for a server',
    next: 'Copy the kubeconfig from the server again, and look at the certificate with `openssl s_client`.',
  },
}

const nextForSilence =
  'See whether the node answers (`ping`), and whether k3s runs there (`systemctl status k3s`).'

/** Node's or undici's code of an error, wherever in its chain of causes it stands. */
export function nodeCodeOf(error: unknown): string | undefined {
  let current = error
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    const { code } = current as NodeJS.ErrnoException
    // Our own errors have lower-case codes; what we look for is the first foreign one.
    if (typeof code === 'string' && code === code.toUpperCase()) return code
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return undefined
}

export interface FailureContext {
  readonly address: string
  /** False where the connection itself failed: then the server never saw the request. */
  readonly sent: boolean
  /** What the certificate itself says of its dates, where somebody looked. */
  readonly dates?: { readonly notBefore: string; readonly notAfter: string } | undefined
}

/** Turns an error of Node or undici into ours. */
export function connectionFailure(cause: unknown, context: FailureContext): BrambleError {
  const { address, sent } = context
  const code = nodeCodeOf(cause) ?? 'UNKNOWN'
  const meaning = meanings[code]
  if (meaning !== undefined) return certificateFailure(cause, meaning, context)
  if (sent)
    return clusterError('api-cut-off', `${address} broke the connection off (${code}).`, {
      next: nextForSilence,
      cause,
    })
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return clusterError('api-unreachable', `${address} answers, but not with TLS (${code}).`, {
      next: 'Something else listens on this port: correct the server in the kubeconfig.',
      cause,
    })
  return clusterError('api-unreachable', `${address} ${silence(code)} (${code}).`, {
    next: nextForSilence,
    cause,
  })
}

function silence(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refuses connections: nothing listens there'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'has a name that cannot be resolved'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'cannot be reached over the network'
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'does not answer'
    default:
      return 'cannot be reached'
  }
}

function certificateFailure(
  cause: unknown,
  meaning: Meaning,
  { address, dates }: FailureContext,
): BrambleError {
  const { code, says, next } = certificateWords[meaning]
  const when =
    dates === undefined
      ? ''
      : meaning === 'expired'
        ? ` on ${dates.notAfter}`
        : meaning === 'notYetValid'
          ? ` before ${dates.notBefore}`
          : ''
  return clusterError(
    code,
    `The certificate of ${address} ${says}${when} (${nodeCodeOf(cause)}).`,
    { next, cause },
  )
}

export function timedOut(address: string, milliseconds: number, what: string): BrambleError {
  return clusterError(
    'api-timeout',
    `${address} did not answer ${what} within ${(milliseconds / 1000).toFixed(1)} s.`,
    { next: nextForSilence },
  )
}
