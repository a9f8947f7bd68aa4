import { type CollectOptions, collectKubernetes } from '#src/collect/kubernetes/collect.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'

/**
 * Looks at the cluster through its API alone: gates and verify of node steps read nothing else.
 *
 * @param cluster name that the observation carries
 */
export async function observeKubernetes(
  door: KubernetesDoor,
  cluster: string,
  options: CollectOptions,
): Promise<Observation> {
  const { evidence, coverage } = await collectKubernetes(door, options)
  // Taken at its end: a lease that was renewed meanwhile must not lie in the future.
  const takenAt = new Date(options.clock.now()).toISOString()
  return {
    schema: 'bramble/observation/1',
    cluster,
    takenAt,
    evidence: [...evidence],
    coverage: [...coverage],
  }
}
