import type { GlobalOptions, Terminal } from './define-command.ts'
import type { View } from './render/diagnosis.ts'
import { makePaint } from './render/paint.ts'

/** How this reader wants to see an answer. Times in milliseconds since the epoch. */
export function viewOf(terminal: Terminal, options: { all?: boolean }, startedAt?: number): View {
  return {
    // A very narrow terminal gets long lines rather than words torn apart.
    columns: Math.max(60, Math.min(terminal.columns, 140)),
    paint: makePaint(terminal.colors),
    all: options.all === true,
    timeZone: terminal.timeZone,
    ...(startedAt !== undefined && { seconds: (Date.now() - startedAt) / 1000 }),
  }
}

/** Prints one JSON object on stdout, as `--json` promises. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value)}\n`)
}

export function wantsJson(options: GlobalOptions): boolean {
  return options.json === true
}
