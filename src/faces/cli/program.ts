import { Command as Program } from 'commander'
import { BrambleError, usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { columnsOfHelp } from './columns.ts'
import type { Command, Terminal } from './define-command.ts'
import { globalOptions } from './global-options.ts'
import { reflow } from './render/layout.ts'
import { inZone } from './render/time.ts'
import { say } from './view.ts'

interface Call {
  readonly argv: readonly string[]
  readonly terminal: Terminal
  readonly version: string
  readonly signal: AbortSignal
}

/** Reads the command line, runs one command and answers with its exit code. */
export async function runProgram(commands: readonly Command[], call: Call): Promise<ExitCode> {
  let code: ExitCode = exitCode.well
  const program = makeProgram(call)
  const argv = withHelpAsOption(call.argv)
  for (const command of commands)
    addCommand(program, command, {
      terminal: call.terminal,
      isWhole: argv.includes(command.meta.name),
      run: async (args, options) => {
        code = await command.run({ args, options, terminal: call.terminal, signal: call.signal })
      },
    })
  try {
    await program.parseAsync(withoutHelpOfNothing(argv, commands), { from: 'user' })
    return code
  } catch (error) {
    // What commander would do where only options were typed, or nothing.
    if ((error as { code?: unknown }).code === 'commander.help')
      return withoutCommand(program, call.terminal)
    return report(error, call.terminal, commands)
  }
}

const helpFlags: readonly string[] = ['-h', '--help']

/** `help status`, as other tools take it, is `status --help`. */
function withHelpAsOption(argv: readonly string[]): readonly string[] {
  const [first, ...about] = argv
  return first === 'help' ? [...about.slice(0, 1), '--help'] : argv
}

/** Asked for the help of a command that is none, commander shows that of all, as if it were one. */
function withoutHelpOfNothing(argv: readonly string[], commands: readonly Command[]): string[] {
  const [first = '-'] = argv
  const isKnown = first.startsWith('-') || commands.some(({ meta }) => meta.name === first)
  return argv.filter((word) => isKnown || !helpFlags.includes(word))
}

/** All of the help, but not on stdout: a script whose command is empty asked for nothing. */
function withoutCommand(program: Program, terminal: Terminal): ExitCode {
  terminal.err(program.helpInformation())
  terminal.err('\nbramble: no command given\nnext: bramble status\n')
  return exitCode.usage
}

function makeProgram({ terminal, version }: Call): Program {
  const program = new Program('bramble')
    .description('Builds, checks, explains, maintains and watches a small K3s + Longhorn cluster.')
    .version(version, '--version', 'print the version')
    .helpOption(helpFlags.join(', '), 'print this help')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      // Its own error line is not printed: report() says it once, in our form.
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => columnsOfHelp(terminal.columns),
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 well, 1 findings, 2 something not seen, 3 refused, 4 stopped midway,\n64 usage, 70 defect, 75 locked, 77 approval needed, 130 interrupted.\nnext: bramble status',
    )
  for (const { flags, summary } of globalOptions) program.option(flags, summary)
  return program
}

/** What --help prints, for one command or for all. */
export function helpOf(
  commands: readonly Command[],
  name: string | undefined,
  columns = 100,
): string {
  let text = ''
  const terminal = { columns, out: (part: string) => (text += part) } as unknown as Terminal
  const program = makeProgram({
    argv: [],
    terminal,
    version: '',
    signal: new AbortController().signal,
  })
  for (const command of commands)
    addCommand(program, command, {
      terminal,
      isWhole: command.meta.name === name,
      run: async () => {},
    })
  const chosen =
    name === undefined ? program : program.commands.find((command) => command.name() === name)
  chosen?.outputHelp()
  return text
}

interface Adding {
  readonly terminal: Terminal
  /** False where only its name and summary count: all options of all commands take 20 ms. */
  readonly isWhole: boolean
  readonly run: (args: string[], options: object) => Promise<void>
}

function addCommand(program: Program, command: Command, adding: Adding): void {
  const { meta } = command
  const sub = program
    .command(meta.name, { hidden: meta.hidden === true })
    .summary(meta.summary)
    .description(meta.summary)
  if (command.group !== undefined) sub.helpGroup(`${command.group}:`)
  if (meta.arguments) sub.arguments(meta.arguments)
  if (adding.isWhole) addOptions(sub, command, adding)
}

function addOptions(sub: Program, { meta, options }: Command, { terminal, run }: Adding): void {
  for (const { flags, summary } of options) sub.option(flags, summary)
  sub.addHelpText('after', () => {
    const more = meta.more && reflow(inOneLine(meta.more), columnsOfHelp(terminal.columns))
    const examples = meta.examples.map((example) => `  ${example}`).join('\n')
    return `${more ? `\n${more}\n` : ''}\nExamples:\n${examples}`
  })
  sub.helpOption(helpFlags.join(', '), 'print this help').allowExcessArguments(false)
  sub.exitOverride((error) => {
    throw fromCommander(error, [], meta) ?? error
  })
  sub.action(async (...parsed: unknown[]) => {
    // commander passes each argument, then the options, then the command itself.
    const args = parsed.slice(0, -2).flatMap((arg) => (arg === undefined ? [] : arg)) as string[]
    await run(args, sub.optsWithGlobals())
  })
}

/** A line of the source that ends within a sentence goes on: only so each width breaks it once. */
function inOneLine(text: string): string {
  return text.replaceAll(/(?<![.:\n])\n(?!\n)/g, ' ')
}

/** One clear sentence with its next step; a defect keeps its stack for the report. */
function report(error: unknown, terminal: Terminal, commands: readonly Command[]): ExitCode {
  if (isHelp(error)) return exitCode.well
  const known = error instanceof BrambleError ? error : fromCommander(error, commands)
  if (!known) {
    terminal.err(`bramble: defect: ${error instanceof Error ? error.stack : String(error)}\n`)
    return exitCode.defect
  }
  const now = new Date().toISOString()
  say(terminal, `bramble: ${inZone(known.message, now, terminal)}`)
  if (known.next) say(terminal, `next: ${known.next}`)
  if (known.kind === 'defect') terminal.err(`${known.stack}\n`)
  return codeOf(known)
}

const approvalCodes = new Set(['approval-needed', 'code-old', 'code-used', 'code-wrong'])

function codeOf(error: BrambleError): ExitCode {
  if (error.code === 'interrupted') return exitCode.interrupted
  if (approvalCodes.has(error.code)) return exitCode.approvalNeeded
  if (error.code === 'locked') return exitCode.locked
  if (error.kind === 'usage') return exitCode.usage
  return error.kind === 'cluster' ? exitCode.notSeen : exitCode.defect
}

function isHelp(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === 'commander.helpDisplayed' || code === 'commander.version'
}

/** What commander says of a command line, and the nearest name that it knows. */
function fromCommander(
  error: unknown,
  commands: readonly Command[],
  command?: Command['meta'],
): BrambleError | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'string' || !code.startsWith('commander.') || isHelp(error)) return undefined
  const said = String(message).replace(/^error: /, '')
  const meant = code === 'commander.unknownCommand' ? meantBy(said, commands) : undefined
  if (meant !== undefined) return usageError(code, said.replace(/\s*\n.*/s, ''), { next: meant })
  const words = said.replace(/\s*\n\s*/g, ' ')
  if (command === undefined) return usageError(code, words, { next: 'bramble --help' })
  const { name, arguments: wanted } = command
  const form = code === 'commander.missingArgument' ? `: bramble ${name} ${wanted}` : ''
  return usageError(code, words + form, { next: `bramble ${name} --help` })
}

/** What other tools call it: the nearest word of ours would be another thing. */
const elsewhere: Readonly<Record<string, string>> = {
  describe: 'bramble diagnose',
  doctor: 'bramble check',
  get: 'bramble status',
  rollback: 'bramble undo --help',
  top: 'bramble status',
  version: 'bramble --version',
  watch: 'bramble status',
}

/** What comes next after a word that is no command; undefined where nothing is near. */
function meantBy(said: string, commands: readonly Command[]): string | undefined {
  const typed = /unknown command '([^']*)'/.exec(said)?.[1] ?? ''
  if (Object.hasOwn(elsewhere, typed)) return elsewhere[typed]
  const near = /\(Did you mean (?:one of )?([\w-]+)/.exec(said)?.[1]
  return near === undefined ? undefined : insteadOf(near, commands)
}

const lookingGroups: readonly (string | undefined)[] = ['See', 'Judge and explain']

/** A guess may be wrong, so what may change something is read about first. */
function insteadOf(near: string, commands: readonly Command[]): string {
  const group = commands.find(({ meta }) => meta.name === near)?.group
  return lookingGroups.includes(group) ? `bramble ${near}` : `bramble ${near} --help`
}
