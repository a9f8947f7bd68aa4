import { parseDuration } from '#src/model/duration.ts'
import { isEndOfSession } from '#src/model/end-of-session.ts'
import { usageError } from '#src/model/error.ts'
import type { Acceptance } from '#src/model/plan.ts'
import { cleanText } from '#src/model/text.ts'
import type { Watch } from '#src/operations/run/start-run.ts'
import type { StarterOptions } from '#src/operations/run/with-site.ts'
import type { CommandCall } from './define-command.ts'
import { hidden } from './hidden.ts'
import { lookFrom } from './look.ts'
import { renderRun } from './render/run.ts'
import { say, viewOf } from './view.ts'

export interface RunOptions {
  accept?: string
  reason?: string
  dryRun?: boolean
  wait?: string
  /** True where no limit was given. */
  whenReady?: string | true
}

export const acceptOptions = [
  {
    flags: '--accept <kind/name>',
    summary: 'accept what an availability gate named, with --reason; several with commas',
  },
  { flags: '--reason <text>', summary: 'why that is accepted; it is journalled' },
  {
    flags: '--when-ready [limit]',
    summary: 'wait until closed gates open, then ask all of them again; 1h if no limit is given',
  },
] as const

export const dryRunOption = {
  flags: '--dry-run',
  summary: 'show the plan and its gates, change nothing',
} as const

export const runOptions = [
  {
    flags: '--wait <duration>',
    summary: 'how long the step may wait, for example 20m; 10m if not given',
  },
  ...acceptOptions,
] as const

/** @throws usage error `accept-reason` where one stands without the other */
export function acceptances({ accept, reason }: RunOptions): Acceptance[] {
  if (accept === undefined && reason === undefined) return []
  if (accept === undefined || reason === undefined || !/\p{L}/u.test(reason))
    throw usageError('accept-reason', '--accept and --reason go together', {
      next: 'for example --accept budget/default/web --reason "the web may be away for a while"',
    })
  return accept.split(',').map((subject) => ({ subject: subject.trim(), reason: reason.trim() }))
}

/** @throws usage error `run-wait` for anything but a time from 1s to 30m */
export function goalOptions({ wait }: RunOptions): Record<string, number> {
  if (wait === undefined) return {}
  const timeoutSeconds = Math.round((parseDuration(wait) ?? 0) / 1000)
  if (timeoutSeconds >= 1 && timeoutSeconds <= 1800) return { timeoutSeconds }
  throw usageError(
    'run-wait',
    `--wait is "${wait.slice(0, 40)}"; expected a time from 1s to 30m, for example 20m`,
  )
}

const usualPatienceSeconds = 3600
const longestPatienceSeconds = 24 * 3600

/** @throws usage error `run-when-ready` for anything but a time from 1s to 24h */
export function patienceSeconds({ whenReady }: RunOptions): number | undefined {
  if (whenReady === undefined) return undefined
  if (whenReady === true) return usualPatienceSeconds
  const seconds = (parseDuration(whenReady) ?? 0) / 1000
  if (seconds >= 1 && seconds <= longestPatienceSeconds) return seconds
  throw usageError(
    'run-when-ready',
    `--when-ready is "${whenReady.slice(0, 40)}"; expected a time from 1s to 24h, for example 2h`,
  )
}

/** @throws usage error `run-number` for anything but a small number */
export function runNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw usageError('run-number', `"${text.slice(0, 40)}" is no run; expected a number`, {
    next: 'bramble runs',
  })
}

/** Undefined where there is nobody at a terminal. */
function asking({ inIsTerminal, errIsTerminal }: CommandCall<object>['terminal']) {
  return inIsTerminal && errIsTerminal ? sudoPassword : undefined
}

async function sudoPassword(nodes: readonly string[], again: boolean): Promise<string> {
  const where = nodes.length > 3 ? `${nodes.length} nodes` : nodes.join(', ')
  const words = `${again ? 'That is not it. ' : ''}Password of sudo on ${where}`
  return hidden(words, 'nothing was changed')
}

/** What starting a run needs from the command line. */
export function starterFrom({ options, terminal, signal }: CommandCall<object>): StarterOptions {
  return {
    ...lookFrom(options, terminal, signal),
    program: terminal.program,
    askPassword: asking(terminal),
  }
}

/**
 * How this terminal watches a run. The first Ctrl-C asks the run to stop after its step, the second
 * one only stops watching. An end of the session only stops watching as well.
 */
export function watchFrom({ terminal, signal }: CommandCall<object>): Watch {
  const stop = new AbortController()
  const leave = new AbortController()
  const interrupted = () => {
    if (isEndOfSession(signal)) return leave.abort()
    process.once('SIGINT', () => leave.abort())
    terminal.err('\nstopping after this step; Ctrl-C again to stop watching\n')
    stop.abort()
  }
  if (signal.aborted) interrupted()
  else signal.addEventListener('abort', interrupted, { once: true })
  return {
    onEvent: renderRun(terminal, viewOf(terminal, {})),
    onSaid: (text) => say(terminal, cleanText(text)),
    askPassword: asking(terminal),
    stop: stop.signal,
    leave: leave.signal,
  }
}
