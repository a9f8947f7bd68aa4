import type { TLSSocket } from 'node:tls'
import { Refusal } from './refusal.ts'

/** Who asks, and whether they may. */
export interface Identity {
  readonly user: string
  readonly groups: readonly string[]
}

/** One request in the words of an authorizer. */
export interface Action {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  /** For paths that are no objects: /metrics. */
  readonly path?: string
}

/**
 * Names the asker by bearer token or client certificate.
 *
 * @throws Refusal 401 where neither is known; as in K3s nobody is anonymous
 */
export function identify(
  socket: TLSSocket,
  authorization: string | undefined,
  tokens: ReadonlyMap<string, Identity>,
): Identity {
  const [, token] = /^Bearer (.+)$/.exec(authorization ?? '') ?? []
  const known = token === undefined ? undefined : tokens.get(token)
  if (known) return known
  // A wrong token is refused even where the certificate would do.
  if (token === undefined && socket.authorized) {
    const identity = identityOf(socket)
    if (identity) return identity
  }
  throw new Refusal(401, 'Unauthorized', 'Unauthorized')
}

/** A connection keeps its certificate, which takes longer to read than most answers to make. */
const certified = new WeakMap<TLSSocket, Identity>()

function identityOf(socket: TLSSocket): Identity | undefined {
  const known = certified.get(socket)
  if (known) return known
  const { CN, O } = socket.getPeerCertificate().subject
  const user = first(CN)
  if (user === undefined) return undefined
  const identity = { user, groups: typeof O === 'string' ? [O] : (O ?? []) }
  certified.set(socket, identity)
  return identity
}

/**
 * Whom the asker wants to be taken for: `kubectl --as`. Only administrators may.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export function impersonated(identity: Identity, wanted: string | undefined): Identity {
  if (wanted === undefined) return identity
  if (identity.groups.includes('system:masters')) return { user: wanted, groups: [] }
  throw new Refusal(
    403,
    'Forbidden',
    `users "${wanted}" is forbidden: User "${identity.user}" cannot impersonate resource "users" in API group "" at the cluster scope`,
    { details: { name: wanted, kind: 'users' } },
  )
}

function first(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}

/** The real server's words (rbac: `… cannot list resource "pods" in API group "" …`). */
export function forbidden({ user }: Identity, action: Action): Refusal {
  const { verb, group, resource, namespace, name, path } = action
  if (path !== undefined)
    return new Refusal(
      403,
      'Forbidden',
      `forbidden: User "${user}" cannot ${verb} path "${path}"`,
      {
        details: {},
      },
    )
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const [plural = ''] = resource.split('/')
  const what = group === '' ? plural : `${plural}.${group}`
  const which = name === undefined ? what : `${what} "${name}"`
  return new Refusal(
    403,
    'Forbidden',
    `${which} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
    {
      details: {
        ...(name !== undefined && { name }),
        ...(group !== '' && { group }),
        kind: plural,
      },
    },
  )
}
