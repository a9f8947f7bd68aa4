import type { CallOptions, KubernetesDoor } from './door.ts'
import { textAt } from './fields.ts'
import { resources } from './resources.ts'

interface ServerVersion {
  readonly name: string
  /** As its kubelet reports it: v1.36.3+k3s1. */
  readonly version: string | undefined
}

/** The nodes that run the API, and what they run. */
export async function listServerVersions(
  door: KubernetesDoor,
  options?: CallOptions,
): Promise<readonly ServerVersion[]> {
  const { items } = await door.list(resources.nodes, {
    ...options,
    labelSelector: 'node-role.kubernetes.io/control-plane',
    project: (object): ServerVersion => ({
      name: textAt(object, 'metadata.name') ?? '',
      version: textAt(object, 'status.nodeInfo.kubeletVersion'),
    }),
  })
  return items
}
