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

const mostTries = 5

/** @throws Error where no port is free on all addresses */
export async function openSshDoors(boards: readonly Board[]): Promise<SshDoors> {
  const userKey = newSshKey('practice')
  for (let attempt = 1; ; attempt += 1) {
    const doors: BoardSsh[] = []
    try {
      for (const board of boards)
        doors.push(
          await startBoardSsh(board, {
            authorizedKey: userKey.publicKey,
            port: doors[0]?.port ?? 0,
          }),
        )
      return doorsOf(userKey, doors)
    } catch (error) {
      await Promise.all(doors.map((door) => door.close()))
      // A port that is free on one address may be taken on the next.
      if (attempt >= mostTries) throw error
    }
  }
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
