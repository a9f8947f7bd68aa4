import type { Introduction } from '#src/collect/node/introduce.ts'
import { sudoersForReading } from '#src/collect/node/sudoers.ts'
import type { Init, InitNode } from '#src/model/init.ts'
import { fingerprintOf } from '#src/transport/ssh/known-hosts.ts'
import { namesOf } from './candidate.ts'
import { definedOnly } from './find.ts'
import type { SeenKey } from './host-keys.ts'

/** The API's word on a role, else the node's own, else the file's, else a guess: the first serves. */
export function describeNodes(seen: readonly SeenKey[], met: readonly Introduction[]): InitNode[] {
  const names = namesOf(
    seen.map(({ candidate }) => candidate),
    met.map(({ hostname }) => hostname),
  )
  const sure = seen.map(({ candidate }, place) => {
    const { role, roleFrom } = candidate
    const own = met[place]?.role
    if (role && roleFrom === 'api') return { role, roleFrom }
    if (own) return { role: own, roleFrom: 'node' as const }
    return role && roleFrom ? { role, roleFrom } : undefined
  })
  const hasServer = sure.some((one) => one?.role === 'server')
  const first = hasServer ? -1 : sure.findIndex((one, place) => !one && seen[place]?.key)
  return seen.map(({ candidate, key, state, failure }, place) => {
    const guess = { role: place === first ? 'server' : 'agent', roleFrom: 'guess' } as const
    const { root, failure: late } = met[place] ?? {}
    const problem = failure ?? late
    return {
      name: names[place] ?? candidate.address,
      address: candidate.address,
      ...definedOnly({ port: candidate.port }),
      ...(sure[place] ?? guess),
      ...(key && state && { hostKey: { type: key.type, fingerprint: fingerprintOf(key), state } }),
      ...(root && { root }),
      ...(problem && { problem: problem.reason, ...definedOnly({ next: problem.next }) }),
    }
  })
}

/** A file for each user that would need a password; none for names that sudoers does not take. */
export function sudoersFor(
  nodes: readonly InitNode[],
  met: readonly Introduction[],
): Init['sudoers'] {
  const users = new Map<string, string[]>()
  for (const [place, { name, root }] of nodes.entries()) {
    const user = met[place]?.user
    if (root === 'password' && user !== undefined && /^[a-z_][a-z0-9_-]{0,31}$/.test(user))
      users.set(user, [...(users.get(user) ?? []), name])
  }
  return [...users].map(([user, names]) => ({ user, nodes: names, text: sudoersForReading(user) }))
}
