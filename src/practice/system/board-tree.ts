import type { Board } from '../world/board.ts'
import { file, type Tree } from './entry.ts'
import { diskFiles } from './files/disks.ts'
import { k3sFiles } from './files/k3s.ts'
import { procFiles } from './files/proc.ts'
import { sysFiles } from './files/sys.ts'
import { systemFiles } from './files/system.ts'

export type User = 'root' | 'pi'

/** A board's files of this moment, as a shell of this user finds them. */
export function treeOf(board: Board, user: User): Tree {
  const number = user === 'root' ? 0 : 1000
  return {
    '/proc/self/status': file(
      `Name:\tbash\nState:\tR (running)\nUid:\t${number}\t${number}\t${number}\t${number}\n`,
    ),
    ...procFiles(board),
    ...sysFiles(board),
    ...diskFiles(board),
    ...systemFiles(board),
    ...k3sFiles(board),
  }
}
