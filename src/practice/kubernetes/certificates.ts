import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP, isIPv4 } from 'node:net'
import * as der from './der.ts'

/**
 * X.509 certificates (RFC 5280) on P-256 keys. Node makes keys and signatures, but not the
 * certificate around them: these two hundred lines save the practice cluster a dependency.
 */

/** PEM texts. */
export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

interface Subject {
  readonly commonName: string
  /** Kubernetes reads the groups of a client from them. */
  readonly organizations?: readonly string[]
}

interface IssueOptions extends Subject {
  readonly use: 'server' | 'client'
  /** Names and addresses of a server. */
  readonly hosts?: readonly string[]
  readonly notBefore?: Date
  readonly notAfter?: Date
}

export interface Authority {
  /** PEM of the authority's own certificate. */
  readonly certificate: string
  issue(options: IssueOptions): KeyPair
}

const hourMilliseconds = 3_600_000
const yearMilliseconds = 365 * 24 * hourMilliseconds

const ids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const

const ecdsaWithSha256 = der.sequence(der.objectIdentifier(ids.ecdsaWithSha256))

/** A new authority that signs itself. Its keys never leave this process. */
export function createAuthority(commonName: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = encodeName({ commonName })
  const identifier = keyIdentifier(publicKey)
  const certificate = encodeCertificate({
    issuer: name,
    subject: name,
    publicKey,
    signingKey: privateKey,
    notBefore: new Date(Date.now() - hourMilliseconds),
    notAfter: new Date(Date.now() + 10 * yearMilliseconds),
    extensions: [
      extension(ids.basicConstraints, der.sequence(der.truth(true)), 'critical'),
      // digitalSignature, keyCertSign, cRLSign
      extension(ids.keyUsage, der.bits(Buffer.from([0b1000_0110]), 1), 'critical'),
      extension(ids.subjectKeyIdentifier, der.octets(identifier)),
    ],
  })
  return {
    certificate,
    issue: (options) => issue(options, { name, identifier, privateKey }),
  }
}

function issue(
  options: IssueOptions,
  authority: { name: Buffer; identifier: Buffer; privateKey: KeyObject },
): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const use = options.use === 'server' ? ids.serverAuth : ids.clientAuth
  const hosts = options.hosts ?? []
  const certificate = encodeCertificate({
    issuer: authority.name,
    subject: encodeName(options),
    publicKey,
    signingKey: authority.privateKey,
    notBefore: options.notBefore ?? new Date(Date.now() - hourMilliseconds),
    notAfter: options.notAfter ?? new Date(Date.now() + yearMilliseconds),
    extensions: [
      extension(ids.basicConstraints, der.sequence(), 'critical'),
      extension(ids.keyUsage, der.bits(Buffer.from([0b1000_0000]), 7), 'critical'),
      extension(ids.extendedKeyUsage, der.sequence(der.objectIdentifier(use))),
      extension(ids.subjectKeyIdentifier, der.octets(keyIdentifier(publicKey))),
      extension(
        ids.authorityKeyIdentifier,
        der.sequence(der.context(0, authority.identifier, 'plain')),
      ),
      ...(hosts.length > 0
        ? [extension(ids.subjectAltName, der.sequence(...hosts.map(encodeHost)))]
        : []),
    ],
  })
  return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

interface CertificateParts {
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly publicKey: KeyObject
  readonly signingKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
  readonly extensions: readonly Buffer[]
}

function encodeCertificate(parts: CertificateParts): string {
  const versionThree = der.context(0, der.integer(Buffer.from([2])), 'explicit')
  const signed = der.sequence(
    versionThree,
    der.integer(serialNumber()),
    ecdsaWithSha256,
    parts.issuer,
    der.sequence(der.time(parts.notBefore), der.time(parts.notAfter)),
    parts.subject,
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    der.context(3, der.sequence(...parts.extensions), 'explicit'),
  )
  const signature = der.bits(sign('sha256', signed, parts.signingKey))
  return pem(der.sequence(signed, ecdsaWithSha256, signature))
}

/** Fifteen random bytes; the first is kept from 0, which DER would have to drop. */
function serialNumber(): Buffer {
  return Buffer.concat([Buffer.from([1]), randomBytes(15)])
}

function encodeName({ commonName, organizations = [] }: Subject): Buffer {
  const attribute = (id: string, value: string) =>
    der.set(der.sequence(der.objectIdentifier(id), der.text(value)))
  return der.sequence(
    ...organizations.map((organization) => attribute(ids.organization, organization)),
    attribute(ids.commonName, commonName),
  )
}

function extension(id: string, value: Buffer, critical?: 'critical'): Buffer {
  const flag = critical ? [der.truth(true)] : []
  return der.sequence(der.objectIdentifier(id), ...flag, der.octets(value))
}

function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
}

/** A GeneralName: 2 a DNS name, 7 an address. */
function encodeHost(host: string): Buffer {
  return isIP(host) === 0
    ? der.context(2, Buffer.from(host, 'ascii'), 'plain')
    : der.context(7, addressBytes(host), 'plain')
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const groups = (half: string) => half.split(':').filter(Boolean)
  const first = groups(head)
  const last = groups(tail ?? '')
  const zeros = Array<string>(8 - first.length - last.length).fill('0')
  return Buffer.from(
    [...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  )
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
