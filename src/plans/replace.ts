import type { Configuration } from '#src/model/config.ts'
import { usageError } from '#src/model/error.ts'
import type { Planner } from './draft.ts'
import { isReady, nodeOf, refuseOwnNode } from './node-facts.ts'
import { deadDraft } from './remove.ts'
import { type Board, boardsOf } from './up/board.ts'
import { joinDraft } from './up/join.ts'
import { measureSteps } from './up/measure.ts'
import { preparedDraft } from './up/prepare.ts'
import { refuseBoards } from './up/refusals.ts'
import { isBare, type Site } from './up/site.ts'

/**
 * Puts a new board in the place of one that is dead, under the same name: takes the old one out of
 * the cluster's books, and makes the bare board that answers at its address a node.
 *
 * @throws usage error `own-node`, `replace-no-configuration`, `node-not-configured`,
 *   `replace-same-board`, `replace-still-ready` or `replace-no-server`; errors `up-…` of that board
 */
export const planReplace: Planner = (goal, index, _accepted, around) => {
  refuseOwnNode(goal, around)
  const { configuration } = around
  if (!configuration?.k3s.version)
    throw usageError('replace-no-configuration', 'No bramble.yaml says which K3s a board gets.', {
      next: 'Add it: k3s: { version: v1.36.3+k3s1 }',
    })
  const node = nodeOf(goal.target, index)
  const boards = boardsOf(configuration, index)
  const board = newBoard(node.name, boards)
  if (isReady(node))
    throw usageError(
      'replace-still-ready',
      `${node.name} is Ready, and a bare board answers at its address: the old one runs elsewhere.`,
      { next: `Switch the old one off, or take it out: bramble remove ${node.name}` },
    )
  refuseBoards([board])
  const site = siteWith(board, boards, configuration, index)
  const dead = deadDraft(node, index)
  const prepared = preparedDraft({ ...site, boards: [board] })
  return {
    steps: [
      ...measureSteps([board], site),
      ...dead.steps,
      ...prepared.steps,
      ...joinDraft(site, true),
    ],
    restsOn: [
      ...dead.restsOn,
      { fact: `node/${board.name} machine`, is: board.preparation.machineId ?? 'not known' },
    ],
    leaves: prepared.leaves,
  }
}

function newBoard(name: string, boards: readonly Board[]): Board {
  const board = boards.find((one) => one.name === name)
  if (!board)
    throw usageError('node-not-configured', `bramble.yaml names no node "${name}".`, {
      next: `Name the new board there, under the old name and with its address.`,
    })
  if (isBare(board)) return board
  throw usageError(
    'replace-same-board',
    `At the address of ${name} a board answers that has K3s: no new one is there.`,
    {
      next: `While the old board lives: bramble remove ${name}, change the boards, bramble up. A used board: uninstall K3s there first.`,
    },
  )
}

/** The new board and the nodes that it joins; other bare boards are `up`'s. */
function siteWith(
  board: Board,
  boards: readonly Board[],
  configuration: Configuration,
  index: Site['index'],
): Site {
  const members = boards.filter((one) => one === board || !isBare(one))
  const servers = members.filter(({ wish }) => wish.role === 'server')
  if (!servers.some((one) => one !== board))
    throw usageError('replace-no-server', `No other server is there for ${board.name} to join.`, {
      next: 'A cluster whose only server is gone begins anew, from a snapshot: see its backups.',
    })
  const hasEtcd = servers.length > 1 || configuration.k3s.datastore === 'etcd'
  return { boards: members, configuration, index, hasEtcd, only: undefined }
}
