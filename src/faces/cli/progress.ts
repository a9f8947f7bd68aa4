import type { Progress } from '#src/operations/observe.ts'
import type { Terminal } from './define-command.ts'

/**
 * Progress on stderr: one line that is written anew on a terminal. Elsewhere nothing, since the
 * answer says who was seen; a log full of half-finished lines helps nobody.
 */
export function progressOn(terminal: Terminal, quiet: boolean): (progress: Progress) => void {
  if (quiet || !terminal.errIsTerminal) return () => {}
  return ({ parts, done }) => {
    const line = parts
      .map(
        ({ name, seconds, state }) =>
          `${name} ${state === 'ok' ? '✓' : state === 'failed' ? '✗' : '…'} ${seconds.toFixed(1)} s`,
      )
      .join('   ')
    const room = Math.max(20, Math.min(terminal.errColumns, 1000) - 1)
    terminal.err(done ? '\r\x1b[K' : `\r\x1b[K${`seeing  ${line}`.slice(0, room)}`)
  }
}
