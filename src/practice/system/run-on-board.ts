import type { Board } from '../world/board.ts'
import { runNodeProgram } from './node-program.ts'
import { nodeProgramIn } from './node-program-text.ts'
import { BoardShell } from './shell.ts'

/** What a client of a board's SSH server asks for. */
export interface Asked {
  /** As it was given on the client's command line. */
  readonly command: string
  readonly input: Uint8Array
  /** Logind's name of the session it belongs to. */
  readonly session?: string
  readonly onOutput: (bytes: Uint8Array) => void
  readonly onError: (bytes: Uint8Array) => void
  /** Ends what runs: the client is gone, or the board. */
  readonly signal?: AbortSignal
}

/** A shell that reads its program from its standard input. */
const shellOnInput = /^(?:exec )?(?:nice -n \d+ )?(?:\/bin\/)?(?:sh|bash)(?: -s)?$/

/** Runs a command on a board as its first user, and returns its exit status. */
export async function runOnBoard(board: Board, asked: Asked): Promise<number> {
  const { command, signal, session, onOutput, onError } = asked
  const variables = session === undefined ? {} : { XDG_SESSION_ID: session }
  const input = Buffer.from(asked.input)
  const isProgram = shellOnInput.test(command.trim())
  const program = isProgram ? nodeProgramIn(input.toString('utf8')) : undefined
  if (program) {
    const write = (text: string) => onOutput(Buffer.from(text, 'latin1'))
    const open = () => new BoardShell(board, 'pi')
    const rest = { variables, ...(signal && { signal }) }
    await runNodeProgram(program, { board, write, open, ...rest })
    return 0
  }
  const end = await new BoardShell(board, 'pi').run(isProgram ? input.toString('utf8') : command, {
    input: isProgram ? '' : input.toString('latin1'),
    variables,
    ...(signal && { signal }),
  })
  onOutput(Buffer.from(end.out, 'latin1'))
  onError(Buffer.from(end.error, 'latin1'))
  return end.code
}
