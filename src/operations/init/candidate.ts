import { usageError } from '#src/model/error.ts'
import type { InitNode } from '#src/model/init.ts'
import type { ConfiguredHost } from '#src/transport/ssh/ssh-config.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'

/** A node that may belong to the cluster, and how it would be reached. */
export interface Candidate {
  /** Its name in the cluster; absent until the node says its own. */
  readonly name?: string
  readonly address: string
  readonly port?: number
  readonly user?: string
  readonly identityFile?: string
  readonly jump?: string
  readonly role?: InitNode['role']
  readonly roleFrom?: InitNode['roleFrom']
}

const nodeName = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/

/**
 * Reads `pi01=10.0.0.11`, `10.0.0.11`, `10.0.0.11:2222`, `[fd00::11]:2222`, or a Host of the ssh
 * configuration.
 *
 * @throws usage error `init-address`
 */
export function candidateIn(word: string): Candidate {
  const [, name, place = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(word) ?? []
  const found = placeIn(place)
  if (found && (name === undefined || nodeName.test(name)))
    return { ...(name !== undefined && { name }), ...found }
  throw usageError('init-address', `"${word.slice(0, 80)}" is no node: expected NAME=ADDRESS`, {
    next: 'bramble init pi01=10.0.0.11 pi02=10.0.0.12',
  })
}

/** An address, with or without a port; undefined for what ssh would take for something else. */
function placeIn(place: string): Pick<Candidate, 'address' | 'port'> | undefined {
  // More than one colon and no bracket: an IPv6 address alone.
  const alone = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%\w+)?$/.test(place)
  if (alone) return { address: place }
  const parts = /^(?:\[([0-9A-Fa-f:.%\w]+)\]|([\p{L}\p{N}_.][\p{L}\p{N}_.-]*))(?::(\d{1,5}))?$/u
  const [, bracketed, plain, digits] = parts.exec(place) ?? []
  const address = bracketed ?? plain
  if (address === undefined) return undefined
  if (digits === undefined) return { address }
  const port = Number(digits)
  return port >= 1 && port <= 65_535 ? { address, port } : undefined
}

/** What the ssh configuration says of a candidate: that counts where nothing else was said. */
export function withHost(candidate: Candidate, hosts: readonly ConfiguredHost[]): Candidate {
  const found =
    hosts.find(({ host }) => host === candidate.address) ??
    hosts.find(({ resolved }) => resolved.includes(candidate.address))
  if (!found) return candidate
  const { host, address, user, port, identityFile, jump } = found
  const isAlias = host === candidate.address
  return {
    ...(isAlias && nodeName.test(host) && { name: host }),
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(identityFile !== undefined && { identityFile }),
    ...(jump !== undefined && { jump }),
    ...candidate,
    ...(isAlias && { address }),
  }
}

/**
 * A name for each: its own, else the one that the node said, else one made of the address.
 *
 * @throws usage error `init-name-twice`
 */
export function namesOf(
  candidates: readonly Candidate[],
  hostnames: readonly (string | undefined)[],
): string[] {
  const names = candidates.map(({ name, address }, place) => {
    const said = hostnames[place]
    if (name !== undefined) return name
    if (said !== undefined && nodeName.test(said)) return said
    return `node-${address.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '')
  })
  const second = names.findIndex((name, place) => names.indexOf(name) !== place)
  const [one, other] = [candidates[names.indexOf(names[second] ?? '')], candidates[second]]
  if (one && other)
    throw usageError(
      'init-name-twice',
      `${one.address} and ${other.address} both go by the name ${names[second]}`,
      { next: `bramble init pi01=${one.address} pi02=${other.address}` },
    )
  return names
}

export function targetOf(candidate: Candidate, knownHostsFile?: string): SshTarget {
  const { name, address, port, user, identityFile, jump } = candidate
  return {
    node: name ?? address,
    address,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(identityFile !== undefined && { identityFile }),
    ...(jump !== undefined && { jump }),
    ...(knownHostsFile !== undefined && { knownHostsFile }),
  }
}
