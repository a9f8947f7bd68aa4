import { measureBoards } from '#src/steps/up/measure-boards.ts'
import type { Draft } from '../draft.ts'
import type { Board } from './board.ts'
import { isAsked, isBare, placeOf, type Site } from './site.ts'

/**
 * Of boards that are to become nodes: on a node that works, figures are those of its pods. It comes
 * before every other step.
 *
 * @param boards those that are measured, against all of the site
 */
export function measureSteps(boards: readonly Board[], site: Site): Draft['steps'] {
  const bare = boards.filter((board) => isBare(board) && isAsked('boards', board, site))
  if (bare.length === 0) return []
  const wished = bare.map((board) => ({
    node: board.name,
    others: site.boards.filter((other) => other !== board).map(placeOf),
    ...(board.wish.role === 'server' && { datastore: site.hasEtcd ? 'etcd' : 'sqlite' }),
  }))
  const reason = 'lost packets and slow disks show only once pods run'
  return [{ step: measureBoards, input: { boards: wished }, reason }]
}
