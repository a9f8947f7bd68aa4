import type { Configuration } from '#src/model/config.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Board } from './board.ts'
import type { Part } from './parts.ts'

/** What every part of the plan looks at. */
export interface Site {
  readonly boards: readonly Board[]
  readonly configuration: Configuration
  readonly index: EvidenceIndex
  /** Whether the datastore is, or is to be, etcd. */
  readonly hasEtcd: boolean
  /** What `--only` names. */
  readonly only: readonly Part[] | undefined
}

/** A board on which K3s has not run. */
export function isBare({ preparation }: Board): boolean {
  return preparation.clusterAuthority === undefined
}

/** A node whose K3s was set up by somebody else: it is left as it is until somebody asks. */
function isAdopted(board: Board): boolean {
  const configuration = board.preparation.files.find(
    ({ path }) => path === '/etc/rancher/k3s/config.yaml',
  )
  return !isBare(board) && configuration?.ours !== true
}

/** Whether a part of a board is to be made as it should be. */
export function isAsked(part: Part, board: Board, { only }: Site): boolean {
  if (only !== undefined) return only.includes(part)
  return !isAdopted(board)
}

/** Whether Longhorn keeps replicas on a board: every agent, unless bramble.yaml says otherwise. */
export function keepsReplicas({ wish }: Board, { configuration }: Site): boolean {
  if (configuration.longhorn.version === undefined) return false
  return wish.storage ?? wish.role === 'agent'
}

/** Where others reach a board: where it has several addresses, by the one that was chosen. */
export function placeOf({ name, wish }: Board): { node: string; address: string } {
  return { node: name, address: wish.nodeIp ?? wish.address }
}
