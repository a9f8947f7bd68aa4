import type { ServerChannel } from 'ssh2'
import { BoardShell } from '../system/shell.ts'
import type { Board } from '../world/board.ts'

const mostLetters = 4096
/** And whatever else a terminal sends as ESC [ … letter. */
const arrowKeys = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*[A-Za-z]`, 'g')

/**
 * A prompt for whoever logs in without a command: one line after the other, each in a shell of its
 * own that begins in the folder where the last one ended. Backspace, Ctrl-C and Ctrl-D work.
 */
export async function converse(
  stream: ServerChannel,
  board: Board,
  signal: AbortSignal,
): Promise<number> {
  let folder = '/home/pi'
  const show = (text: string) => stream.write(text.replaceAll('\n', '\r\n'))
  const prompt = () => show(`pi@${board.name}:${folder.replace('/home/pi', '~')} $ `)
  show(`Linux ${board.name} ${board.kernel} aarch64\n\n`)
  prompt()
  for await (const line of linesOf(stream)) {
    if (signal.aborted || line === undefined || /^\s*(?:exit|logout)\s*$/.test(line)) break
    const shell = new BoardShell(board, 'pi')
    const end = await shell.run(line, { folder, signal })
    folder = end.variables['PWD'] ?? folder
    show(Buffer.from(end.out + end.error, 'latin1').toString())
    if (!board.isOn()) break
    prompt()
  }
  return 0
}

/** What is typed, line by line, with its echo; undefined is the end. */
async function* linesOf(stream: ServerChannel): AsyncGenerator<string | undefined> {
  let line = ''
  for await (const chunk of stream as AsyncIterable<Buffer>)
    for (const key of chunk.toString('utf8').replaceAll(arrowKeys, '').split('')) {
      if (key === '\r' || key === '\n') {
        stream.write('\r\n')
        yield line
        line = ''
      } else if (key === '\u0004' && line === '') yield undefined
      else line = typed(stream, line, key)
    }
}

function typed(stream: ServerChannel, line: string, key: string): string {
  if (key === '\u0003') {
    stream.write('^C\r\n')
    return ''
  }
  if (key === '\u007f' || key === '\b') {
    if (line !== '') stream.write('\b \b')
    return line.slice(0, -1)
  }
  if (key < ' ' || line.length >= mostLetters) return line
  stream.write(key)
  return line + key
}
