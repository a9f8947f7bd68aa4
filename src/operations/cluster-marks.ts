import { readUid } from '#src/collect/kubernetes/api-health.ts'
import type { ClusterMarks } from '#src/journal/cluster-folder.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { apiHealth } from '#src/model/facts/kubernetes.ts'
import type { LookOptions } from './look-options.ts'
import type { Seen } from './observe.ts'
import type { Cluster } from './open-cluster.ts'

/** What a look at a cluster tells of which one it was. */
export function marksOf({ observation, index, authority }: Seen): ClusterMarks {
  const told = factsOf(index, apiHealth).find(({ clusterUid }) => clusterUid !== undefined)
  return { name: observation.cluster, uid: told?.clusterUid, authority }
}

/** An answer takes milliseconds; a silent API may not keep the journal from being read. */
const longestMilliseconds = 3000

/** Asks the API which cluster it is. Whoever does not tell is known by the authority alone. */
export async function askMarks(
  cluster: Cluster,
  { signal, timeoutMilliseconds }: Pick<LookOptions, 'signal' | 'timeoutMilliseconds'>,
): Promise<ClusterMarks> {
  const { name, authority } = cluster
  if (!cluster.hasKubernetes) return { name }
  const limit = Math.min(longestMilliseconds, timeoutMilliseconds)
  const kube = await cluster.kubernetes()
  const uid = await readUid(kube, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    timeoutMilliseconds: limit,
  })
  return { name, uid, authority }
}
