import type { Board } from './board.ts'

/** The embedded etcd of several servers: who is in its list, and whether enough of them answer. */

type Boards = { readonly boards: readonly Board[] }

/** In the list of members, running or not. */
export function etcdMembers({ boards }: Boards): readonly Board[] {
  return boards.filter(({ etcd }) => etcd === 'member')
}

/** Members that the others reach. */
export function etcdVoters(world: Boards): readonly Board[] {
  return etcdMembers(world).filter((board) => board.runsKubelet() && board.isReachable())
}

/** More than half of the list; true where K3s keeps its things in SQLite. */
export function hasQuorum(world: Boards): boolean {
  const members = etcdMembers(world)
  return members.length === 0 || etcdVoters(world).length > members.length / 2
}

/** Whether this board answers for the API: a member that is cut off, or without a majority, does not. */
export function answersApi(world: Boards, board: Board): boolean {
  if (board.role !== 'server' || !board.runsKubelet()) return false
  return board.etcd === 'none' || (board.isReachable() && hasQuorum(world))
}
