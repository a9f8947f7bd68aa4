import { doingAnnotation } from '#src/model/doing.ts'
import { BrambleError } from '#src/model/error.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'

interface MarkWish {
  readonly kube: KubernetesDoor
  readonly nodes: readonly string[]
  /** `pi@desk: drain pi03 (run 12)` */
  readonly words: string
}

/** Shorter than a step's own requests: a mark is told, never waited for. */
const timeoutMilliseconds = 5000

/**
 * Says on the Node objects that a run touches what is going on there, so that whoever looks, with
 * another Bramble or with kubectl, sees it. It keeps nobody out: that is what Lease and lock files
 * are for. Never rejects; a node that the API does not know or does not let be marked has none.
 *
 * @returns what takes away the marks again that still say these words
 */
export async function markNodes({ kube, nodes, words }: MarkWish): Promise<() => Promise<void>> {
  const mark = (text: string | null) => ({ metadata: { annotations: { [doingAnnotation]: text } } })
  const marked = await Promise.all(
    nodes.map(async (node) =>
      quietly(async () => void (await patchNode(kube, node, mark(words), { timeoutMilliseconds }))),
    ),
  )
  return async () => {
    await Promise.all(
      nodes
        .filter((_, place) => marked[place])
        .map((node) =>
          quietly(async () => {
            const found = await getNode(kube, node, { timeoutMilliseconds })
            if (found.annotations[doingAnnotation] !== words) return
            const { resourceVersion } = found
            await patchNode(kube, node, mark(null), { timeoutMilliseconds, resourceVersion })
          }),
        ),
    )
  }
}

/** Whether it went well. A defect of ours is none of what an API may answer. */
async function quietly(work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
    return false
  }
}
