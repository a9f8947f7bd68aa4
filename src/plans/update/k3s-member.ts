import { clusterError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { datastore } from '#src/model/facts/node.ts'
import type { RestsOn } from '#src/model/plan.ts'
import { isServer } from '#src/rules/ready-nodes.ts'
import {
  compareK3sVersions,
  type K3sVersion,
  parseK3sVersion,
} from '#src/rules/versions/k3s-version.ts'
import type { UnitOnNode } from '#src/steps/k3s-unit.ts'
import type { Around } from '../draft.ts'
import { nodeOf, nodeRestsOn } from '../node-facts.ts'
import { serviceOf } from '../service-facts.ts'

/** A node of the cluster, and how far its K3s is from the wanted one. */
export interface Member {
  readonly name: string
  readonly on: UnitOnNode
  readonly from: string
  readonly version: K3sVersion
  readonly isServer: boolean
  readonly isOwn: boolean
  readonly isBehind: boolean
  readonly isNewer: boolean
  /** Whether its kubelet goes to another minor version. */
  readonly isMinor: boolean
  /** Of a server. */
  readonly datastore: 'sqlite' | 'etcd' | 'external' | 'none' | undefined
  readonly restsOn: readonly RestsOn[]
}

interface Wanted {
  readonly to: string
  readonly around: Around
}

/** @throws those of `nodeOf` and `serviceOf`; cluster error `update-k3s-unseen` */
export function memberOf(name: string, index: EvidenceIndex, { to, around }: Wanted): Member {
  const node = nodeOf(name, index)
  const { on, restsOn } = serviceOf(name, index, around)
  const version = parseK3sVersion(node.version ?? '')
  const wanted = parseK3sVersion(to)
  if (!version || !wanted || node.version === undefined)
    throw clusterError('update-k3s-unseen', `${name} runs "${node.version ?? 'nothing known'}".`, {
      next: 'Only releases of K3s are updated, such as v1.36.3+k3s1.',
    })
  const distance = compareK3sVersions(version, wanted)
  const server = isServer(node)
  return {
    ...{ name, on, version, from: node.version },
    isServer: server,
    isOwn: name === around.ownNode,
    isBehind: distance < 0,
    isNewer: distance > 0,
    isMinor: version[0] !== wanted[0] || version[1] !== wanted[1],
    datastore: server ? datastoreOf(name, index) : undefined,
    restsOn: [...nodeRestsOn(node), ...restsOn, { fact: `node/${name} runs`, is: node.version }],
  }
}

function datastoreOf(name: string, index: EvidenceIndex): Member['datastore'] {
  const found = factsOf(index, datastore).find((one) => one.node === name)
  if (found && found.kind !== 'none') return found.kind
  throw clusterError('update-k3s-datastore', `${name} did not say what its datastore is.`, {
    next: `Does sudo work there without a password? \`ssh ${name} sudo -n true\``,
  })
}
