import { runOnBoard } from '#src/practice/system/run-on-board.ts'
import { Board } from '#src/practice/world/board.ts'
import { PracticeClock } from '#src/practice/world/clock.ts'

type NewBoard = ConstructorParameters<typeof Board>[1]

/** A board that runs, in its second boot since half an hour. */
export function runningBoard(options: Partial<NewBoard> = {}) {
  const clock = new PracticeClock(Date.now() - 3_645_000)
  const board = new Board(clock, {
    name: 'pi01',
    address: '10.0.0.11',
    role: 'server',
    serverAddress: '10.0.0.11',
    ...options,
  })
  board.powerOn()
  clock.advance(1800)
  board.reboot(45)
  clock.advance(1845)
  return { clock, board }
}

/** Runs a command as somebody who logged in would. */
export async function onBoard(board: Board, command: string, input: string | Uint8Array = '') {
  const out: Uint8Array[] = []
  const error: Uint8Array[] = []
  const code = await runOnBoard(board, {
    command,
    input: Buffer.from(input),
    onOutput: (chunk) => void out.push(chunk),
    onError: (chunk) => void error.push(chunk),
  })
  return {
    bytes: Buffer.concat(out),
    out: Buffer.concat(out).toString(),
    error: Buffer.concat(error).toString(),
    code,
  }
}
