import { parseDuration } from '#src/model/duration.ts'
import { usageError } from '#src/model/error.ts'
import type { LookOptions } from '#src/operations/look-options.ts'
import type { GlobalOptions, Terminal } from './define-command.ts'
import { progressOn } from './progress.ts'
import { say } from './view.ts'

/** What an operation that looks at a cluster needs, from the command line. */
export function lookFrom(
  options: GlobalOptions,
  terminal: Terminal,
  signal: AbortSignal,
): LookOptions {
  return {
    ...(options.config !== undefined && { config: options.config }),
    ...(options.kubeconfig !== undefined && { kubeconfig: options.kubeconfig }),
    ...(options.context !== undefined && { context: options.context }),
    timeoutMilliseconds: parseTimeout(options.timeout),
    env: terminal.env,
    cwd: terminal.cwd,
    signal,
    onProgress: progressOn(terminal, options.quiet === true),
    onNote: (text) => say(terminal, text),
  }
}

/** @throws usage error `timeout` for anything but a time from 100 ms to 10 minutes */
function parseTimeout(text: string | undefined): number {
  if (text === undefined) return 12_000
  const milliseconds = parseDuration(text) ?? Number.NaN
  if (milliseconds >= 100 && milliseconds <= 600_000) return milliseconds
  throw usageError(
    'timeout',
    `--timeout is "${text.slice(0, 40)}"; expected a duration from 100ms to 10m, for example 10s`,
  )
}
