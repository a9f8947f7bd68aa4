import type { GlobalOptions, Terminal } from './define-command.ts'
import { reflow } from './render/layout.ts'
import { makePaint } from './render/paint.ts'
import type { View } from './render/view.ts'

/** How this reader wants to see an answer. Times in milliseconds since the epoch. */
export function viewOf(terminal: Terminal, options: { all?: boolean }, startedAt?: number): View {
  return {
    columns: comfortable(terminal.columns),
    paint: makePaint(terminal.colors),
    all: options.all === true,
    timeZone: terminal.timeZone,
    ...(startedAt !== undefined && { seconds: (Date.now() - startedAt) / 1000 }),
  }
}

/** Very narrow terminals get long lines rather than a word a line; on wide ones eyes get lost. */
function comfortable(columns: number): number {
  return Number.isFinite(columns) ? Math.max(60, Math.min(columns, 140)) : columns
}

/**
 * Shows lines of an answer that no renderer laid out. Back-ticks mark commands on a page; on a
 * terminal they are in the way of copying.
 */
export function show(terminal: Terminal, text: string): void {
  terminal.out(`${plain(text, terminal.columns)}\n`)
}

/** Says something beside the answer, on stderr: a failure, what comes next. */
export function say(terminal: Terminal, text: string): void {
  terminal.err(`${plain(text, terminal.errColumns)}\n`)
}

function plain(text: string, columns: number): string {
  return reflow(text, comfortable(columns)).replaceAll('`', '')
}

/** Prints one JSON object on stdout, as `--json` promises. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value)}\n`)
}

export function wantsJson(options: GlobalOptions): boolean {
  return options.json === true
}
