import { setTimeout as delay } from 'node:timers/promises'
import { allClusterFolders } from '#src/journal/cluster-folder.ts'
import { holderOf } from '#src/journal/lock.ts'

const lookMilliseconds = 100
/** A runner that is asked to stop ends its step first; one of a cluster that goes away need not. */
const graceLooks = 30
const mostLooks = 100

/**
 * Ends all runs whose journals lie in this environment's state folder, for a cluster that is about
 * to be no more: each is asked to stop, and killed if it still goes on three seconds later.
 *
 * @returns how many there were
 */
export async function endRuns(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const ended = await Promise.all(allClusterFolders(env).map(endRun))
  return ended.filter(Boolean).length
}

async function endRun(folder: string): Promise<boolean> {
  const holder = holderOf(folder)
  if (!holder) return false
  send(holder.pid, 'SIGTERM')
  for (let look = 0; look < mostLooks && holderOf(folder)?.pid === holder.pid; look += 1) {
    if (look === graceLooks) send(holder.pid, 'SIGKILL')
    await delay(lookMilliseconds)
  }
  return true
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}
