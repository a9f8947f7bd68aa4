import { defineCommand } from 'just-bash/browser'
import type { Board } from '../world/board.ts'
import type { User } from './board-tree.ts'

type Definition = ReturnType<typeof defineCommand>
type Context = Parameters<Definition['execute']>[1]

/** What a tool sees of the shell that runs it. */
export interface Call {
  readonly board: Board
  readonly user: User
  readonly words: readonly string[]
  readonly context: Context
  /** What came on its standard input. */
  readonly input: string
}

export interface Said {
  readonly out?: string
  readonly error?: string
  readonly code?: number
}

/** Starts another program with these words, as this or that user. */
export type Start = (call: Call, words: readonly string[], as: 'root' | 'same') => Promise<Said>

/** A program that a board has and the interpreter has not, or not as Debian has it. */
export interface Tool {
  readonly name: string
  run(call: Call): Said | Promise<Said>
}

/** The tool as the interpreter takes it. Bytes pass through it as they are. */
export function commandOf(tool: Tool, board: Board, user: User): Definition {
  return defineCommand(tool.name, async (words, context) => {
    const input = context.stdin as unknown as string
    const {
      out = '',
      error = '',
      code = 0,
    } = await tool.run({ board, user, words, context, input })
    return { stdout: out, stderr: error, exitCode: code, stdoutKind: 'bytes' }
  })
}

/** Short flags and their values, as getopt takes them. */
export interface Options {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
}

/** @param valued letters and long names that take a value */
export function optionsIn(words: readonly string[], valued: ReadonlySet<string>): Options {
  const flags = new Set<string>()
  const values = new Map<string, string[]>()
  const operands: string[] = []
  const give = (name: string, value: string) =>
    values.set(name, [...(values.get(name) ?? []), value])
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') return { flags, values, operands: [...operands, ...rest] }
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s, 2)
      if (!valued.has(name)) flags.add(name)
      else give(name, value ?? rest.shift() ?? '')
    } else if (word.startsWith('-') && word.length > 1) {
      takeCluster(word.slice(1), rest)
    } else operands.push(word)
  }
  return { flags, values, operands }

  function takeCluster(cluster: string, following: string[]): void {
    for (const [place, letter] of cluster.split('').entries()) {
      if (!valued.has(letter)) {
        flags.add(letter)
        continue
      }
      give(letter, cluster.slice(place + 1) || (following.shift() ?? ''))
      return
    }
  }
}
