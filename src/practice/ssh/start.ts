import { createServer, type Socket } from 'node:net'
import ssh2 from 'ssh2'
import { listen } from '../listener.ts'
import type { Board } from '../world/board.ts'
import type { Door } from './access.ts'
import { newSshKey, type SshKey } from './keys.ts'
import { serve } from './session.ts'

export interface BoardSshOptions {
  /** Who may log in as `pi`. */
  readonly authorizedKey: string
  /** 0, the usual, takes a free one. */
  readonly port?: number
  /** The board's own address if absent: all of 127.0.0.0/8 is this machine. */
  readonly address?: string
  readonly hostKey?: SshKey
}

/** The SSH server of one board. */
export interface BoardSsh extends Door {
  /** Does with connections and listener what the board's state asks for; called now and then. */
  follow(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a real SSH server for a board, on loopback. A board that is off or cut off takes
 * connections and stays silent: no process can make its own address unreachable.
 */
export async function startBoardSsh(board: Board, options: BoardSshOptions): Promise<BoardSsh> {
  const hostKey = options.hostKey ?? newSshKey(`root@${board.name}`)
  const address = options.address ?? board.address
  const ssh = new ssh2.Server(
    { hostKeys: [hostKey.privateKey], ident: 'OpenSSH_10.0p2 Debian-7' },
    (connection) => serve(connection, board, options.authorizedKey),
  )
  const sockets = new Map<Socket, Accepted>()
  const server = createServer((socket) => {
    sockets.set(socket, { boot: board.boot.id, inDark: !board.isOn() })
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    // A socket that nobody reads notices no end of its client: it is read, and nothing is said.
    if (board.isReachable() && board.sshd === 'answers') ssh.injectSocket(socket)
    else socket.resume()
  })
  const listener = await listen(server, address, options.port ?? 0)
  return {
    address,
    port: listener.port,
    hostKey: hostKey.publicKey,
    async follow() {
      for (const [socket, accepted] of sockets) settle(board, socket, accepted)
      const refuses = board.isReachable() && (board.sshd === 'refuses' || !board.runs('ssh'))
      await listener.setServing(!refuses)
    },
    close: () => listener.close(),
  }
}

interface Accepted {
  readonly boot: string
  /** True where there was no board that could have taken it: nobody ends it either. */
  readonly inDark: boolean
}

/** A connection outlives neither its board's power nor its boot; a cut one is silent. */
function settle(board: Board, socket: Socket, { boot, inDark }: Accepted): void {
  const hasEnded = boot !== board.boot.id || (!board.isOn() && !inDark)
  if (hasEnded) socket.destroy()
  else if (board.network === 'cut') socket.pause()
  else socket.resume()
}
