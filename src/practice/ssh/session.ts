import { createHash } from 'node:crypto'
import type { AuthContext, Connection, ServerChannel, Session } from 'ssh2'
import ssh2 from 'ssh2'
import { runOnBoard } from '../system/run-on-board.ts'
import type { Board } from '../world/board.ts'
import { gather } from './gather.ts'
import { inputOf } from './input.ts'
import { converse } from './prompt.ts'

const userName = 'pi'
const defect = 70
/** Numbers of processes that nothing else on a board has. */
const firstSessionPid = 20_000

/** One client that is connected: who it is, and what it starts. */
export function serve(connection: Connection, board: Board, authorizedKey: string): void {
  connection.on('authentication', (context) => authenticate(context, authorizedKey))
  connection.on('ready', () => {
    const session = noteLogin(board, authorizedKey)
    connection.on('session', (accept) => take(accept(), board, session))
  })
  // A client that breaks off is no trouble of the board's.
  connection.on('error', () => {})
}

/** As OpenSSH 10, PAM and logind write it into the journal; returns logind's name of the session. */
function noteLogin(board: Board, authorizedKey: string): string {
  board.boot.sessions = (board.boot.sessions ?? 0) + 1
  const number = board.boot.sessions
  const session = `${number}`
  const key = ssh2.utils.parseKey(authorizedKey)
  if (key instanceof Error) return session
  const print = createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')
  const pid = firstSessionPid + number
  const more = { unit: 'ssh.service', pid }
  board.say(
    'sshd-session',
    `Accepted publickey for ${userName} from 127.0.0.1 port 50022 ssh2: ED25519 SHA256:${print}`,
    more,
  )
  board.say(
    'sshd-session',
    `pam_unix(sshd:session): session opened for user ${userName}(uid=1000) by ${userName}(uid=0)`,
    more,
  )
  board.say('systemd-logind', `New session ${session} of user ${userName}.`, {
    unit: 'systemd-logind.service',
    pid: 640,
    fields: { SESSION_ID: session, LEADER: `${pid}` },
  })
  return session
}

/** sshd of Raspberry Pi OS as practice sets it up: one user, and public keys only. */
function authenticate(context: AuthContext, authorizedKey: string): void {
  const key = ssh2.utils.parseKey(authorizedKey)
  if (context.method !== 'publickey' || context.username !== userName || key instanceof Error)
    return context.reject(['publickey'])
  const isSame = key.type === context.key.algo && key.getPublicSSH().equals(context.key.data)
  const { signature, blob, hashAlgo } = context
  const isSigned =
    signature === undefined || (blob && key.verify(blob, signature, hashAlgo) === true)
  if (isSame && isSigned) context.accept()
  else context.reject(['publickey'])
}

function take(session: Session, board: Board, login: string): void {
  let hasTerminal = false
  session.on('pty', (accept) => {
    hasTerminal = true
    accept()
  })
  session.on('env', (accept: (() => void) | undefined) => accept?.())
  session.on('exec', (accept, _reject, { command }) => {
    const stream = accept()
    void finish(stream, (signal) => execute({ stream, board, command, signal, hasTerminal, login }))
  })
  session.on('shell', (accept) => {
    const stream = accept()
    void finish(stream, (signal) =>
      hasTerminal
        ? converse(stream, board, signal)
        : execute({ stream, board, command: 'bash -s', signal, hasTerminal, login }),
    )
  })
}

interface Execution {
  readonly stream: ServerChannel
  readonly board: Board
  readonly command: string
  readonly signal: AbortSignal
  readonly hasTerminal: boolean
  /** Logind's name of the session. */
  readonly login: string
}

async function execute({
  stream,
  board,
  command,
  signal,
  hasTerminal,
  login,
}: Execution): Promise<number> {
  const input = hasTerminal ? Buffer.alloc(0) : await inputOf(stream, command)
  const gathered = (to: NodeJS.WritableStream) =>
    gather((bytes) => {
      if (!signal.aborted) to.write(bytes)
    })
  const output = gathered(stream)
  const error = gathered(stream.stderr)
  try {
    return await runOnBoard(board, {
      command,
      input,
      session: login,
      onOutput: output.write,
      onError: error.write,
      signal,
    })
  } finally {
    output.flush()
    error.flush()
  }
}

/** Gives the client the status, and ends what runs when the client is gone. */
async function finish(
  stream: ServerChannel,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const gone = new AbortController()
  stream.once('close', () => gone.abort())
  stream.on('error', () => gone.abort())
  let status = defect
  try {
    status = await run(gone.signal)
  } catch (error) {
    // What the interpreter cannot do is no reason for the whole cluster to end.
    if (!gone.signal.aborted) stream.stderr.write(`practice: ${String(error)}\n`)
  }
  if (gone.signal.aborted) return
  stream.exit(status)
  stream.end()
}
