import { type NodeFact, whyNotReady } from './ready-nodes.ts'

/** Asks K3s to take a server out of etcd (docs.k3s.io/datastore/ha-embedded). */
export const removeMemberAnnotation = 'etcd.k3s.cattle.io/remove'
/** K3s's answer, once the member is out. */
export const removedMemberAnnotation = 'etcd.k3s.cattle.io/removed-node-name'

export interface Membership {
  readonly own: NodeFact
  readonly members: number
  readonly ownAnswers: boolean
  /** Other members that answer. */
  readonly othersAnswer: number
}

export function hasLeftEtcd({ annotations }: Pick<NodeFact, 'annotations'>): boolean {
  return annotations?.[removedMemberAnnotation] !== undefined
}

/**
 * Etcd as its nodes show it; undefined where the node is no member of it, or no longer.
 *
 * @param now milliseconds since the epoch
 */
export function membershipOf(
  name: string,
  nodes: readonly NodeFact[],
  now: number,
): Membership | undefined {
  const members = nodes.filter((node) => node.roles.includes('etcd') && !hasLeftEtcd(node))
  const own = members.find((member) => member.name === name)
  if (!own) return undefined
  const answering = members.filter((member) => whyNotReady(member, now) === undefined)
  const ownAnswers = answering.includes(own)
  return {
    own,
    members: members.length,
    ownAnswers,
    othersAnswer: answering.length - (ownAnswers ? 1 : 0),
  }
}

export function quorumOf(members: number): number {
  return Math.floor(members / 2) + 1
}
