import { fstatSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { ExitCode } from '#src/model/exit-code.ts'
import { columnsOfErrors, columnsOfOutput } from './columns.ts'
import { commands, hiddenCommands } from './commands.ts'
import type { Terminal } from './define-command.ts'
import { ownName, typeable } from './own-name.ts'
import { runProgram } from './program.ts'

/** Runs the command that this process was started for. */
export async function start(version: string): Promise<ExitCode> {
  const interrupt = new AbortController()
  // Why it aborts is part of the signal: Ctrl-C asks a run to stop, an end of the session does not.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => interrupt.abort(name))
  return runProgram([...commands, ...hiddenCommands], {
    argv: process.argv.slice(2),
    terminal: thisTerminal(),
    version,
    signal: interrupt.signal,
  })
}

function thisTerminal(): Terminal {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const colorTerminal = isatty(1) && TERM !== 'dumb'
  const colors = !NO_COLOR && (colorTerminal || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0'))
  const program = [process.execPath, ...process.execArgv, process.argv[1] ?? '']
  const name = () => ownName({ program, env: process.env, cwd: process.cwd() })
  // Who reads through a pipe calls a program by its own name.
  const said = (text: string, toPerson: boolean) => (toPerson ? typeable(text, name) : text)
  return {
    out: (text) => void process.stdout.write(said(text, isatty(1))),
    err: (text) => void process.stderr.write(said(text, isatty(2))),
    outIsTerminal: isatty(1),
    errIsTerminal: isatty(2),
    inIsTerminal: isatty(0),
    get inIsPiped() {
      return isPiped(0)
    },
    columns: columnsOfOutput(),
    errColumns: columnsOfErrors(),
    colors: colors && !process.argv.includes('--no-color'),
    // Looked up only where a time is printed: loading the zones takes 10 ms.
    get timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone
    },
    env: process.env,
    cwd: process.cwd(),
    program,
  }
}

/** A shell's `|` and `<`; neither a socket, as sshd gives, nor /dev/null. */
function isPiped(descriptor: number): boolean {
  try {
    const input = fstatSync(descriptor)
    return input.isFIFO() || (input.isFile() && input.size > 0)
  } catch {
    return false
  }
}
