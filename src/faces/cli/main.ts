import manifest from '#package' with { type: 'json' }
import { commands, hiddenCommands } from './commands.ts'
import type { Terminal } from './define-command.ts'
import { runProgram } from './program.ts'

// A reader that has seen enough (`bramble logs pi01 | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const interrupt = new AbortController()
// Why it aborts is part of the signal: Ctrl-C asks a run to stop, an end of the session does not.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort(name))

const { NO_COLOR, FORCE_COLOR, TERM, COLUMNS } = process.env
const colorTerminal = process.stdout.isTTY === true && TERM !== 'dumb'
const colors = !NO_COLOR && (colorTerminal || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0'))
const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
  inIsTerminal: process.stdin.isTTY === true,
  columns: process.stdout.columns ?? (Number(COLUMNS) || 80),
  colors: colors && !process.argv.includes('--no-color'),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  env: process.env,
  cwd: process.cwd(),
  program: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
}

process.exitCode = await runProgram([...commands, ...hiddenCommands], {
  argv: process.argv.slice(2),
  terminal,
  version: manifest.version,
  signal: interrupt.signal,
})
