import type { ClusterMarks } from '#src/journal/cluster-folder.ts'
import { BrambleError } from '#src/model/error.ts'
import { apiHealth } from '#src/model/facts/kubernetes.ts'
import { readClusterUid } from '#src/transport/kubernetes/cluster-uid.ts'
import type { LookOptions, Seen } from './observe.ts'
import type { Cluster } from './open-cluster.ts'

/** What a look at a cluster tells of which one it was. */
export function marksOf({ observation, index, authority }: Seen): ClusterMarks {
  const told = (index.facts.get(apiHealth.kind) ?? []).map(
    (record) => apiHealth.schema.safeParse(record).data?.clusterUid,
  )
  return {
    name: observation.cluster,
    uid: told.find((uid) => uid !== undefined),
    authority,
  }
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
  try {
    const uid = await readClusterUid(kube, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
      timeoutMilliseconds: limit,
    })
    return { name, uid, authority }
  } catch (error) {
    if (!(error instanceof BrambleError)) throw error
    return { name, authority }
  }
}
