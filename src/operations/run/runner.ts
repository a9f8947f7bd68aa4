import { writeSync } from 'node:fs'
import { openProgress } from '#src/journal/progress.ts'
import { clusterError } from '#src/model/error.ts'
import { applyApproved, type Refused } from './apply.ts'
import { answerOf, type Order, PasswordAnswer, type RunnerAnswer } from './order.ts'
import { resume } from './resume.ts'
import { resumeAfterBoot } from './resume-after-boot.ts'
import type { RunSite } from './site.ts'
import { undo } from './undo.ts'

/** The pipe to whoever started the runner, as `launchRunner` makes it. */
const answerDescriptor = 3

/**
 * What a runner does: one order, told to whoever started it until the run has begun, and to
 * everybody from then on. Never rejects for what is expected of a cluster or of an order.
 */
export async function carryOutOrder(
  order: Order,
  site: RunSite,
  { answers }: { readonly answers: boolean },
): Promise<void> {
  // By hand there is no such pipe, and the descriptor may be anything.
  const answer = answers ? writeAnswer : () => {}
  const progress = openProgress(site.journal.folder)
  const own: RunSite = {
    ...site,
    events(event) {
      progress.add(event)
      site.events(event)
      if (event.kind === 'run-started') answer({ kind: 'started', run: event.run })
    },
    beforeRun: (text) => answer({ kind: 'said', text }),
    ...(answers && { askPassword }),
  }
  try {
    const refused = await carryOut(order, own)
    if (refused) answer(refused)
  } catch (error) {
    answer(answerOf(error))
    throw error
  } finally {
    progress.close()
  }
}

async function carryOut({ verb, id }: Order, site: RunSite): Promise<Refused | undefined> {
  if (site.stop.aborted) throw clusterError('interrupted', 'stopped before anything was changed')
  switch (verb) {
    case 'apply': {
      const result = await applyApproved(id, site)
      return result.kind === 'ended' ? undefined : result
    }
    case 'resume':
      await resume(id, site)
      return undefined
    case 'resume-after-boot':
      await resumeAfterBoot(id, site)
      return undefined
    case 'undo':
      await undo(id, site)
      return undefined
  }
}

/** Whoever started it may be gone, and a run does not depend on being listened to. */
function writeAnswer(line: RunnerAnswer): void {
  try {
    writeSync(answerDescriptor, `${JSON.stringify(line)}\n`)
  } catch {
    // EPIPE or EBADF: nobody listens.
  }
}

/** Longer than any password, and than a line of JSON around it. */
const mostPasswordBytes = 4096

async function askPassword(nodes: readonly string[], again: boolean): Promise<string | undefined> {
  writeAnswer({ kind: 'password-wanted', nodes, again })
  const line = await firstLineOfStdin()
  return line === undefined
    ? undefined
    : (PasswordAnswer.parse(JSON.parse(line)).password ?? undefined)
}

/** Undefined where whoever started it is gone. The stream is left alone again, and keeps nobody alive. */
async function firstLineOfStdin(): Promise<string | undefined> {
  const { stdin } = process
  return new Promise((resolve) => {
    let text = ''
    const settle = (line: string | undefined) => {
      stdin.off('data', take).off('end', gone).off('error', gone)
      stdin.pause()
      resolve(line)
    }
    const gone = () => settle(undefined)
    const take = (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const end = text.indexOf('\n')
      if (end >= 0) settle(text.slice(0, end))
      else if (text.length > mostPasswordBytes) settle(undefined)
    }
    stdin.on('data', take).on('end', gone).on('error', gone)
    stdin.resume()
  })
}
