import { createHash, randomBytes } from 'node:crypto'

interface DigestWish {
  readonly method: string
  /** Path and query, as they stand in the request. */
  readonly uri: string
  readonly user: string
  readonly password: string
  /** Random if absent. */
  readonly cnonce?: string
}

/**
 * The `Authorization` for a challenge of RFC 7616 with SHA-256 and `qop="auth"`, as Shelly wants
 * it (https://shelly-api-docs.shelly.cloud/gen2/General/Authentication). Undefined for any other
 * challenge: MD5 is not answered.
 */
export function digestAuthorization(challenge: string, wish: DigestWish): string | undefined {
  const given = parametersOf(challenge)
  const { realm, nonce, algorithm, qop, opaque } = given
  if (realm === undefined || nonce === undefined) return undefined
  if (algorithm?.toUpperCase() !== 'SHA-256' || !/(?:^|[\s,])auth(?:$|[\s,])/.test(qop ?? ''))
    return undefined
  const { cnonce = randomBytes(16).toString('hex') } = wish
  const count = '00000001'
  const secret = hash(`${wish.user}:${realm}:${wish.password}`)
  const what = hash(`${wish.method}:${wish.uri}`)
  const response = hash(`${secret}:${nonce}:${count}:${cnonce}:auth:${what}`)
  const quoted = { username: wish.user, realm, nonce, uri: wish.uri, cnonce, response, opaque }
  const fields = Object.entries(quoted).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${value.replace(/["\\]/g, '\\$&')}"`],
  )
  return `Digest ${[...fields, 'algorithm=SHA-256', 'qop=auth', `nc=${count}`].join(', ')}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function parametersOf(challenge: string): Readonly<Record<string, string>> {
  if (!/^digest\s/i.test(challenge) || challenge.length > 4096) return {}
  const found = challenge.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)
  return Object.fromEntries(
    [...found].map(([, name = '', quoted, bare]) => [
      name.toLowerCase(),
      quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '',
    ]),
  )
}
