import type { Isolation } from '../model/isolation.ts'

/** What one look at an isolated board saw. */
export interface IsolationLook {
  /** Since the watch began. */
  readonly afterSeconds: number
  /** As the board itself says it; undefined where it did not answer over SSH. */
  readonly bootId: string | undefined
  /** Whether another node's pings reached it; undefined where nobody could say. */
  readonly answersPings?: boolean | undefined
}

interface IsolationVerdict {
  readonly verdict: NonNullable<Isolation['verdict']>
  readonly words: string
}

/**
 * Whether it was the board or K3s. A board that goes down although nothing of K3s runs on it goes
 * down by itself; one that holds does not prove that its supply also bears K3s's load.
 *
 * @param bootId of the boot that is watched
 */
export function isolationVerdict(
  node: string,
  bootId: string,
  looks: readonly IsolationLook[],
): IsolationVerdict {
  const other = looks.find((look) => look.bootId !== undefined && look.bootId !== bootId)
  if (other)
    return {
      verdict: 'restarted',
      words: `${node} started anew within ${timeOf(other)} with nothing of K3s running: it is the board, its supply, disk, memory or heat`,
    }
  const silent = looks.filter((look) => look.bootId === undefined)
  const last = looks.at(-1)
  if (!last || last.bootId === undefined) return silentVerdict(node, looks)
  if (silent.length > 0)
    return {
      verdict: 'lapses',
      words: `${node} ran in one boot for ${timeOf(last)}, and ${silent.length} of ${looks.length} looks had no answer: look at its link, and not at K3s`,
    }
  return {
    verdict: 'stayed-up',
    words: `${node} stayed up for ${timeOf(last)} without K3s, in one boot: look at K3s and what runs on it, or at a supply that fails only under load`,
  }
}

function silentVerdict(node: string, looks: readonly IsolationLook[]): IsolationVerdict {
  const since = looks.slice(looks.findLastIndex((look) => look.bootId !== undefined) + 1)
  const [first] = since
  const when = first ? `after ${timeOf(first)}` : 'from the beginning'
  const pings = since.at(-1)?.answersPings
  const how =
    pings === true
      ? 'it answers pings and no SSH, so it hangs'
      : pings === false
        ? 'neither SSH nor pings reach it'
        : 'SSH does not reach it, and nobody could ping it'
  return {
    verdict: 'silent',
    words: `${node} fell silent ${when} with nothing of K3s running: ${how}; it is the board, or its way to the network`,
  }
}

function timeOf({ afterSeconds }: IsolationLook): string {
  const minutes = Math.round(afterSeconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`
}
