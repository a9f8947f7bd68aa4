import { commands } from '#src/faces/cli/commands.ts'
import type { Terminal } from '#src/faces/cli/define-command.ts'
import { runProgram } from '#src/faces/cli/program.ts'
import { cliProgram } from './cli.ts'

/** Runs a command as a person would, without a terminal, at home in a folder; returns what it said. */
export async function runInProcess(argv: readonly string[], home: string) {
  const said = { out: '', err: '' }
  const terminal: Terminal = {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    inIsTerminal: false,
    inIsPiped: false,
    columns: Number.POSITIVE_INFINITY,
    errColumns: Number.POSITIVE_INFINITY,
    colors: false,
    timeZone: 'UTC',
    env: { HOME: home, XDG_STATE_HOME: home, PATH: process.env['PATH'] ?? '' },
    cwd: home,
    program: cliProgram,
  }
  const signal = new AbortController().signal
  const code = await runProgram(commands, { argv: [...argv], terminal, version: '', signal })
  return { code, ...said }
}
