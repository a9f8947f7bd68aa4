import type { CallOptions, KubernetesDoor } from './door.ts'
import { textAt } from './fields.ts'
import { resources } from './resources.ts'

/**
 * What no two clusters share: the uid of the namespace kube-system, which every cluster has and
 * nobody can delete. It is part of the datastore, so it comes back with a restored one. Undefined
 * where the answer holds none.
 *
 * @throws cluster errors of `KubernetesDoor.get`
 */
export async function readClusterUid(
  kube: KubernetesDoor,
  options: CallOptions,
): Promise<string | undefined> {
  const found = await kube.get(resources.namespaces, { name: 'kube-system' }, options)
  const uid = textAt(found, 'metadata.uid')
  return uid !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(uid) ? uid : undefined
}
