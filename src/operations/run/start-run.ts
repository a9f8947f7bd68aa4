import type { Journal } from '#src/journal/journal.ts'
import { openProgress } from '#src/journal/progress.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import type { RootAccess } from '#src/steps/root-access.ts'
import type { Refused } from './apply.ts'
import { type FollowEnd, followRun } from './follow.ts'
import { type AskPassword, launchRunner } from './launch.ts'
import type { Order } from './order.ts'
import type { Starter } from './site.ts'

/** How somebody watches a run, and tells it to stop. */
export interface Watch {
  readonly onEvent: (event: RunEvent) => void
  /** What the runner does before the run begins: whom it waits for. */
  readonly onSaid: (text: string) => void
  /** Asks the person for the password of sudo; absent where there is none. */
  readonly askPassword?: AskPassword | undefined
  /** Aborts when the run is to stop at the next good place. */
  readonly stop: AbortSignal
  /** Aborts when the reader leaves; the run goes on. */
  readonly leave: AbortSignal
}

/**
 * Starts a runner for one order and follows its run to the end.
 *
 * @throws the runner's own errors, of before its run began; nothing was changed then
 */
export async function startRun(
  order: Order,
  { journal, launch, root }: Starter,
  watch: Watch,
): Promise<Refused | FollowEnd> {
  const progress = openProgress(journal.folder)
  try {
    const afterLine = progress.newest
    const { onSaid, stop: giveUp } = watch
    const askPassword = watch.askPassword && remembering(watch.askPassword, root)
    const launched = await launchRunner(order, { ...launch, onSaid, askPassword, giveUp })
    if (launched.kind !== 'started') return launched
    const { run, gone } = launched
    const ask = () => void journal.append({ kind: 'cancel-requested' }, run)
    if (watch.stop.aborted) ask()
    else watch.stop.addEventListener('abort', ask, { once: true })
    try {
      return await followRun(run, { journal, progress, afterLine, gone, ...watch })
    } finally {
      watch.stop.removeEventListener('abort', ask)
    }
  } finally {
    progress.close()
  }
}

/** What was typed while the plan was made is not asked for again; a runner tries it once. */
function remembering(ask: AskPassword, root: RootAccess | undefined): AskPassword {
  return async (nodes, again) =>
    (again ? undefined : root?.passwordOfAll(nodes)) ?? ask(nodes, again)
}

/** Tells what is kept of a run's progress, and follows it where it goes on. */
export async function watchRun(
  run: number,
  journal: Journal,
  watch: Pick<Watch, 'onEvent' | 'leave'>,
): Promise<FollowEnd> {
  const progress = openProgress(journal.folder)
  try {
    return await followRun(run, { journal, progress, ...watch })
  } finally {
    progress.close()
  }
}
