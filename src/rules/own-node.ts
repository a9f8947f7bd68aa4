import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { observers } from '#src/model/facts/observer.ts'

interface Boot {
  readonly bootId?: string | undefined
}

/** The node that Bramble itself runs on, by its boot id; undefined where it is none that was seen. */
export function ownNodeOf(index: EvidenceIndex): string | undefined {
  const own = factsOf(index, observers)[0]
  const said = factsOf(index, nodeIdentity).find((identity) => isSameBoot(own, identity))
  return said?.node ?? factsOf(index, nodes).find((node) => isSameBoot(own, node))?.name
}

/** Whether both speak of one boot of one machine. What says none is nobody's. */
export function isSameBoot(one: Boot | undefined, other: Boot): boolean {
  return one?.bootId !== undefined && one.bootId === other.bootId
}
