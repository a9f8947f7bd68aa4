import { randomBytes, randomUUID } from 'node:crypto'
import type { Board } from './board.ts'

/** Another board, with a disk on which K3s never was, stands where this one stood, and is switched on. */
export function exchangeBoard(board: Board): void {
  board.losePower()
  for (const kept of [board.files, board.folders, board.links]) kept.clear()
  board.boots.length = 0
  board.units.delete(board.k3sUnit)
  Object.assign(board, {
    machineId: randomBytes(16).toString('hex'),
    rootUuid: randomUUID(),
    hasK3s: false,
    member: 'none',
    nodePassword: undefined,
    bootWords: [],
  })
  board.powerOn()
}
