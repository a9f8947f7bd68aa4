import { X509Certificate } from 'node:crypto'

/** What tells one authority from another: of its first certificate, however its PEM is written. */
export function fingerprintOf(certificates: string | undefined): string | undefined {
  return certificates === undefined
    ? undefined
    : new X509Certificate(certificates).fingerprint256.replaceAll(':', '').toLowerCase()
}
