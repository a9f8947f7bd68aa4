import { Bash } from 'just-bash/browser'
import type { Board } from '../world/board.ts'
import { BoardFiles, Refusal } from './board-files.ts'
import type { User } from './board-tree.ts'
import { runNodeProgram } from './node-program.ts'
import { readable } from './readable.ts'
import { quote } from './shell-words.ts'
import { commandOf, type Start } from './tool.ts'
import { toolsOn } from './tools/index.ts'
import { type Look, runningTools } from './tools/running.ts'

export interface ShellOptions {
  readonly variables?: Readonly<Record<string, string>>
  readonly folder?: string
  /** Bytes, one a character. */
  readonly input?: string
  readonly signal?: AbortSignal
}

/** How a script ended; its output as bytes, one a character. */
export interface ShellEnd {
  readonly out: string
  readonly error: string
  readonly code: number
  readonly variables: Readonly<Record<string, string>>
}

const homes = { root: '/root', pi: '/home/pi' } as const
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * A shell of one user on a board. Its files are those of the moment it was opened; what it writes
 * to the disk is the board's from then on. Nothing in it reaches this machine.
 */
export class BoardShell {
  readonly #bash: Bash
  readonly #user: User
  readonly #files: BoardFiles

  constructor(board: Board, user: User) {
    this.#user = user
    this.#files = new BoardFiles(board, user)
    const number = user === 'root' ? 0 : 1000
    this.#bash = new Bash({
      fs: this.#files,
      cwd: homes[user],
      env: { HOME: homes[user], USER: user, LOGNAME: user, PATH: path, SHELL: '/bin/bash' },
      processInfo: { pid: 4700, ppid: 4699, uid: number, gid: number },
      customCommands: [...toolsOn(board), ...runningTools(this.#start, this.#look)].map((tool) =>
        commandOf(tool, board, user),
      ),
    })
    this.#files.fill()
  }

  /** A program that this shell starts as somebody, in a shell of its own. */
  readonly #start: Start = async ({ board, user, context, input }, words, as) => {
    const shell = new BoardShell(board, as === 'root' ? 'root' : user)
    const variables = { ...context.exportedEnv }
    // What the interpreter is given itself it does not hand on to what it starts.
    const names = Object.keys(variables).filter((name) => /^[A-Za-z_]\w*$/.test(name))
    const exporting = names.length > 0 ? `export ${names.join(' ')}; ` : ''
    const { out, error, code } = await shell.run(exporting + words.map(quote).join(' '), {
      folder: context.cwd,
      input,
      variables,
      ...(context.signal && { signal: context.signal }),
    })
    await this.#files.renew()
    return { out, error, code }
  }

  /** Bramble's node program, where somebody became root for it. */
  readonly #look: Look = async ({ board, context }, program) => {
    let out = ''
    const user = this.#user
    await runNodeProgram(program, {
      board,
      write: (text) => (out += text),
      open: () => new BoardShell(board, user),
      ...(context.signal && { signal: context.signal }),
    })
    return { out }
  }

  async run(script: string, options: ShellOptions = {}): Promise<ShellEnd> {
    const { variables, folder = homes[this.#user], input = '', signal } = options
    try {
      const end = await this.#bash.exec(readable(script), {
        rawScript: true,
        cwd: folder,
        stdin: input,
        stdinKind: 'bytes',
        ...(variables && { env: { ...variables } }),
        ...(signal && { signal }),
      })
      const error = bytesOf(this.#files.withRefusals(end.stderr))
      return { out: bytesOf(end.stdout), error, code: end.exitCode, variables: end.env }
    } catch (error) {
      // The interpreter gives a script up whose output cannot be written to where it wants it.
      if (!(error instanceof Refusal)) throw error
      return { out: '', error: `sh: ${error.message}\n`, code: 1, variables: variables ?? {} }
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The interpreter hands over bytes, one a character, where it could not take them for text. */
function bytesOf(text: string): string {
  const bytes = Buffer.from(text, 'latin1')
  const isBytes = !/[^\0-\u00ff]/.test(text) && isUtf8(bytes)
  return isBytes ? text : Buffer.from(text).toString('latin1')
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes)
    return true
  } catch {
    return false
  }
}
