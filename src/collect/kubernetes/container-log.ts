import { BrambleError } from '#src/model/error.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { cleanText } from '#src/model/text.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import type { CollectOptions } from './collect.ts'
import { outcomeOf } from './outcome.ts'

interface Container {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly node?: string | undefined
  /** The words before its last restart. */
  readonly previous: boolean
}

/** The first error may stand far above the last word, but seldom further. */
const mostLines = 200
const mostBytes = 65_536

/**
 * What a container said, as evidence: the end of its log, redacted. An answer that is no log, and
 * a refusal, is evidence too.
 */
export async function collectContainerLog(
  door: KubernetesDoor,
  asked: Container,
  { clock, deadlineMilliseconds, signal, redact }: CollectOptions,
): Promise<Evidence> {
  const { namespace, pod, container, node } = asked
  const path = pathOf(asked)
  const piece = {
    id: `api/log/${namespace}/${pod}/${container}`,
    kind: 'container-log',
    ...(node !== undefined && { node }),
    source: `GET ${path}`,
    truncated: false,
    redacted: 0,
  }
  const now = () => new Date(clock.now()).toISOString()
  try {
    const { status, text } = await door.text(path, {
      signal,
      timeoutMilliseconds: deadlineMilliseconds,
    })
    if (status !== 200)
      return { ...piece, takenAt: now(), outcome: refusalOf(status), reason: `status ${status}` }
    const origin = namespace === 'longhorn-system' ? 'longhorn' : 'pods'
    const clean = redact(cleanText(text))
    // Its last lines only, read out of a log and not pasted: a table in it is the program's word.
    const log = { origin, complete: false } as const
    return { ...piece, ...clean, takenAt: now(), outcome: 'answered', log }
  } catch (error) {
    if (error instanceof BrambleError && error.code === 'interrupted') throw error
    return { ...piece, takenAt: now(), ...outcomeOf(error) }
  }
}

function pathOf({ namespace, pod, container, previous }: Container): string {
  const query = new URLSearchParams({
    container,
    previous: String(previous),
    tailLines: String(mostLines),
    limitBytes: String(mostBytes),
  })
  const [space, name] = [namespace, pod].map(encodeURIComponent)
  return `/api/v1/namespaces/${space}/pods/${name}/log?${query.toString()}`
}

/** 400: there was no container before this one; 404: the pod is gone. */
function refusalOf(status: number): Evidence['outcome'] {
  if (status === 400 || status === 404) return 'not-applicable'
  return status === 403 ? 'no-permission' : 'failed'
}
