import type { Board } from '../world/board.ts'
import { etcdMembers, etcdVoters, hasQuorum } from '../world/etcd.ts'
import type { World } from '../world/world.ts'
import type { Controller } from './controller.ts'

/**
 * What etcd says while no majority answers, and what becomes of a member whose Node is deleted.
 * Words: etcd 3.6, server/etcdserver/api/rafthttp/probing_status.go and peer.go, raft/v3 raft.go.
 */
export const etcdComplaints: Controller<World> = {
  name: 'etcd-complaints',
  step(world) {
    if (hasQuorum(world)) return
    const answering = etcdVoters(world)
    const away = etcdMembers(world).filter((board) => !answering.includes(board))
    for (const board of answering) complain(board, away)
  },
}

export const etcdMembership = 'etcd-membership'

/** As K3s on the other servers does: a server whose Node is deleted is no member any more. */
export function keepMembers(world: World): () => void {
  return world.store.onChange(({ type, object }) => {
    if (type !== 'DELETED' || object.kind !== 'Node') return
    const board = etcdMembers(world).find(({ name }) => name === object.metadata.name)
    if (!board) return
    say(board, 'error', {
      logger: 'etcdserver',
      msg: 'the member has been permanently removed from the cluster',
    })
    board.etcd = 'removed'
  })
}

const firstTerm = 3

function complain(board: Board, away: readonly Board[]): void {
  for (const peer of away)
    say(board, 'warn', {
      caller: 'rafthttp/probing_status.go:68',
      msg: 'prober detected unhealthy status',
      'round-tripper-name': 'ROUND_TRIPPER_RAFT_MESSAGE',
      'remote-peer-id': idOf(peer),
      rtt: '0s',
      error: `dial tcp ${peer.address}:2380: connect: ${peer.isReachable() ? 'connection refused' : 'no route to host'}`,
    })
  const term = firstTerm + Math.floor(board.uptimeSeconds() / 60)
  say(board, 'info', {
    logger: 'raft',
    caller: 'etcdserver/zap_raft.go:77',
    msg: `${idOf(board)} is starting a new election at term ${term}`,
  })
}

function say(board: Board, level: string, words: Readonly<Record<string, string>>): void {
  const ts = new Date(board.now()).toISOString().replace('Z', '000Z')
  board.sayK3s(JSON.stringify({ level, ts, ...words }))
}

/** A member's number, which etcd makes of its address and name. */
function idOf({ machineId }: Board): string {
  return machineId.slice(0, 16)
}
