import type { ExitCode } from '#src/model/exit-code.ts'

/** Where a command writes and reads; a test gives its own. */
export interface Terminal {
  /** The answer. */
  out(text: string): void
  /** Progress and errors. */
  err(text: string): void
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly inIsTerminal: boolean
  /** True where somebody put a pipe or a file into standard input. */
  readonly inIsPiped: boolean
  /** Of standard output; `Infinity` where it is no terminal, so that no line is broken there. */
  readonly columns: number
  /** Of standard error, in the same way. */
  readonly errColumns: number
  readonly colors: boolean
  /** IANA name, for example Europe/Zurich. */
  readonly timeZone: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** How this program is started: Node, its options and its main file. */
  readonly program: readonly string[]
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string
  readonly kubeconfig?: string
  readonly context?: string
  readonly timeout?: string
  readonly json?: boolean
  readonly quiet?: boolean
  /** commander's spelling of --no-color. */
  readonly color?: boolean
}

export interface CommandCall<O> {
  readonly args: readonly string[]
  readonly options: O & GlobalOptions
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

interface CommandParts<O> {
  readonly meta: {
    readonly name: string
    /** Arguments in commander's notation: `<id>`, `[file...]`. */
    readonly arguments?: string
    /** One line of the table of commands. */
    readonly summary: string
    /** Shown below the options in the command's own --help. */
    readonly more?: string
    readonly examples: readonly string[]
    /** True for what Bramble itself calls: it stands on no page. */
    readonly hidden?: boolean
  }
  readonly options: readonly { readonly flags: string; readonly summary: string }[]
  run(call: CommandCall<O>): Promise<ExitCode>
}

/** A command with its option types forgotten, as the table holds it. */
export interface Command extends Omit<CommandParts<object>, 'run'> {
  /** Heading in --help that it stands under. */
  readonly group?: string
  // commander hands options over untyped; the command's own type names them.
  // oxlint-disable-next-line typescript/no-explicit-any
  run(call: CommandCall<any>): Promise<ExitCode>
}

/**
 * Defines a command of the CLI: parse, call one operation, render. `run` imports its operation
 * itself, so that `--help` loads none.
 */
export function defineCommand<O extends object>(parts: CommandParts<O>): Command {
  return parts
}
