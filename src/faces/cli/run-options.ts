import { parseDuration } from '#src/model/duration.ts'
import { usageError } from '#src/model/error.ts'
import type { Acceptance } from '#src/model/plan.ts'
import type { SiteOptions } from '#src/operations/run/with-site.ts'
import type { CommandCall } from './define-command.ts'
import { lookFrom } from './look.ts'
import { followRun } from './render/run.ts'
import { viewOf } from './view.ts'

export interface RunOptions {
  accept?: string
  reason?: string
  dryRun?: boolean
  wait?: string
}

export const runOptions = [
  {
    flags: '--wait <duration>',
    summary: 'how long the step may wait, for example 20m; 10m if not given',
  },
  {
    flags: '--accept <kind/name>',
    summary: 'accept what an availability gate named, with --reason; several with commas',
  },
  { flags: '--reason <text>', summary: 'why that is accepted; it is journalled' },
] as const

/** @throws usage error `accept-reason` where one stands without the other */
export function acceptances({ accept, reason }: RunOptions): Acceptance[] {
  if (accept === undefined && reason === undefined) return []
  if (accept === undefined || reason === undefined || reason.trim() === '')
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

/** @throws usage error `run-number` for anything but a small number */
export function runNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw usageError('run-number', `"${text.slice(0, 40)}" is no run; expected a number`, {
    next: 'bramble runs',
  })
}

/**
 * What a run needs from the command line. The first Ctrl-C asks it to stop after the current
 * step; the second one ends requests and waits at once, and `resume` settles the rest.
 */
export function siteFrom({ options, terminal, signal }: CommandCall<object>): SiteOptions {
  const hard = new AbortController()
  const { stop, again } = stops(signal)
  again.addEventListener('abort', () => hard.abort(), { once: true })
  const follow = followRun(terminal, viewOf(terminal, {}))
  stop.addEventListener(
    'abort',
    () => terminal.err('\nstopping after this step; Ctrl-C again to stop at once\n'),
    {
      once: true,
    },
  )
  return { ...lookFrom(options, terminal, hard.signal), onEvent: follow, stop }
}

function stops(first: AbortSignal): { stop: AbortSignal; again: AbortSignal } {
  const again = new AbortController()
  first.addEventListener('abort', () => process.once('SIGINT', () => again.abort()), { once: true })
  return { stop: first, again: again.signal }
}
