import { doingAnnotation } from '#src/model/doing.ts'
import { BrambleError } from '#src/model/error.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'

interface MarkWish {
  readonly kube: KubernetesDoor
  readonly nodes: readonly string[]
  /** `pi@desk: drain pi03 (run 12)` */
  readonly words: string
  /** What earlier runs of this journal said: none of them goes on. */
  readonly over: readonly string[]
}

/** Shorter than a step's own requests: a mark is told, never waited for. */
const timeoutMilliseconds = 5000

/**
 * Says on the Node objects that a run touches what is going on there, so that whoever looks, with
 * another Bramble or with kubectl, sees it. It keeps nobody out: that is what Lease and lock files
 * are for. Never rejects; a node that the API does not know or does not let be marked has none.
 *
 * @returns what takes away the marks again that still say these words, and those of runs that are
 *   over: a run that stops the API itself, or that was killed, leaves them to the next one
 */
export async function markNodes({
  kube,
  nodes,
  words,
  over,
}: MarkWish): Promise<() => Promise<void>> {
  const mark = (text: string | null) => ({ metadata: { annotations: { [doingAnnotation]: text } } })
  await Promise.all(
    nodes.map((node) =>
      quietly(async () => void (await patchNode(kube, node, mark(words), { timeoutMilliseconds }))),
    ),
  )
  const own = new Set([words, ...over])
  return async () => {
    await Promise.all(
      nodes.map((node) =>
        quietly(async () => {
          const found = await getNode(kube, node, { timeoutMilliseconds })
          if (!own.has(found.annotations[doingAnnotation] ?? '')) return
          const { resourceVersion } = found
          await patchNode(kube, node, mark(null), { timeoutMilliseconds, resourceVersion })
        }),
      ),
    )
  }
}

/** What an API may answer keeps no run from going on; a defect of ours is none of that. */
async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
  }
}
