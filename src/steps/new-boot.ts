import { BrambleError, clusterError } from '#src/model/error.ts'
import { getNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import type { StepContext } from './define-step.ts'

const looks = 180
const pauseMilliseconds = 5000

/** Codes of an API that is itself still coming back: asked again, within the limit. */
const passing = new Set(['api-unreachable', 'api-timeout', 'api-overloaded', 'api-cut-off'])

/**
 * Waits up to 15 minutes until a node reports another boot than `ended`.
 *
 * @throws cluster error `boot-not-seen`
 */
export async function waitForNewBoot(
  node: string,
  ended: string | undefined,
  { kube, signal, sleep, say }: Pick<StepContext, 'kube' | 'signal' | 'sleep' | 'say'>,
): Promise<void> {
  for (let look = 1; look <= looks; look += 1) {
    const now = await getNode(kube, node, { signal }).then(
      ({ bootId }) => bootId,
      (error: unknown) => {
        if (error instanceof BrambleError && passing.has(error.code)) return undefined
        throw error
      },
    )
    if (now !== undefined && now !== ended) return
    say(`waiting for a new boot of ${node}`)
    await sleep(pauseMilliseconds)
  }
  throw clusterError('boot-not-seen', `${node} reported no new boot within 15 minutes.`, {
    next: 'Has it power? Does its screen or serial line say something?',
  })
}
