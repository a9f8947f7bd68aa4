import { Command as Program } from 'commander'
import { BrambleError, usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import type { Command, Terminal } from './define-command.ts'

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
  for (const command of commands)
    addCommand(program, command, async (args, options) => {
      code = await command.run({ args, options, terminal: call.terminal, signal: call.signal })
    })
  try {
    await program.parseAsync([...call.argv], { from: 'user' })
    return code
  } catch (error) {
    return report(error, call.terminal)
  }
}

function makeProgram({ terminal, version }: Call): Program {
  return new Program('bramble')
    .description('Builds, checks, explains, maintains and watches a small K3s + Longhorn cluster.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .option('--config <file>', 'bramble.yaml to use')
    .option('--kubeconfig <file>', 'kubeconfig to use')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--timeout <duration>', 'how long looking may take, for example 10s')
    .option('--json', 'print one documented JSON object')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .option('--quiet', 'no progress')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      // Its own error line is not printed: report() says it once, in our form.
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => terminal.columns,
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 well, 1 findings, 2 something not seen, 3 refused, 4 stopped midway,\n64 usage, 70 defect, 75 locked, 77 approval needed, 130 interrupted.\nnext: bramble status',
    )
    .action(() => {
      throw usageError('no-command', 'no command given', { next: 'bramble --help' })
    })
}

type Run = (args: string[], options: object) => Promise<void>

function addCommand(program: Program, command: Command, run: Run): void {
  const { meta } = command
  const sub = program.command(meta.name).summary(meta.summary).description(meta.summary)
  if (meta.arguments) sub.arguments(meta.arguments)
  for (const option of command.options) sub.option(option.flags, option.summary)
  const examples = meta.examples.map((example) => `  ${example}`).join('\n')
  sub.addHelpText('after', `${meta.more ? `\n${meta.more}\n` : ''}\nExamples:\n${examples}`)
  sub.helpOption('--help', 'print this help')
  sub.action(async (...parsed: unknown[]) => {
    // commander passes each argument, then the options, then the command itself.
    const args = parsed.slice(0, -2).flatMap((arg) => (arg === undefined ? [] : arg)) as string[]
    await run(args, sub.optsWithGlobals())
  })
}

/** One clear sentence with its next step; a defect keeps its stack for the report. */
export function report(error: unknown, terminal: Terminal): ExitCode {
  if (isHelp(error)) return exitCode.well
  const known = error instanceof BrambleError ? error : fromCommander(error)
  if (!known) {
    terminal.err(`bramble: defect: ${error instanceof Error ? error.stack : String(error)}\n`)
    return exitCode.defect
  }
  terminal.err(`bramble: ${known.message}\n`)
  if (known.next) terminal.err(`next: ${known.next}\n`)
  if (known.kind === 'defect') terminal.err(`${known.stack}\n`)
  return codeOf(known)
}

function codeOf(error: BrambleError): ExitCode {
  if (error.code === 'interrupted') return exitCode.interrupted
  if (error.code === 'journal-locked') return exitCode.locked
  if (error.kind === 'usage') return exitCode.usage
  return error.kind === 'cluster' ? exitCode.notSeen : exitCode.defect
}

function isHelp(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return (
    code === 'commander.helpDisplayed' || code === 'commander.version' || code === 'commander.help'
  )
}

function fromCommander(error: unknown): BrambleError | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'string' || !code.startsWith('commander.')) return undefined
  const sentence = String(message)
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
  return usageError(code, sentence, { next: 'bramble --help' })
}
