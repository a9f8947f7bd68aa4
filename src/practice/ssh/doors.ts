import { openOnOnePort } from '../listener.ts'
import type { Board } from '../world/board.ts'
import { newSshKey, type SshKey } from './keys.ts'
import { type BoardSsh, startBoardSsh } from './start.ts'

/** The SSH servers of all boards, and the one key that opens them. */
export interface SshDoors {
  readonly userKey: SshKey
  /** The same on each board's own address. */
  readonly port: number
  readonly doors: readonly BoardSsh[]
  follow(): Promise<void>
  close(): Promise<void>
}

/** @throws Error where no port is free on all addresses */
export async function openSshDoors(boards: readonly Board[]): Promise<SshDoors> {
  const userKey = newSshKey('practice')
  const authorizedKey = userKey.publicKey
  const doors = await openOnOnePort(
    boards.map((board) => (port: number) => startBoardSsh(board, { authorizedKey, port })),
  )
  return doorsOf(userKey, doors)
}

function doorsOf(userKey: SshKey, doors: readonly BoardSsh[]): SshDoors {
  const all = async (act: (door: BoardSsh) => Promise<void>) => {
    await Promise.all(doors.map(act))
  }
  return {
    userKey,
    port: doors[0]?.port ?? 22,
    doors,
    follow: () => all((door) => door.follow()),
    close: () => all((door) => door.close()),
  }
}
