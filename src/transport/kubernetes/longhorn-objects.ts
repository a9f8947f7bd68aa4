import { classSource } from './class-manifest.ts'
import type { CallOptions, KubernetesDoor, KubernetesObject } from './door.ts'
import { fieldAt, numberAt, textAt, truthAt } from './fields.ts'
import { resources } from './resources.ts'

/** What steps ask of Longhorn's objects, in their words, over any door. */

const namespace = 'longhorn-system'

/**
 * The number of replicas that a volume is to have.
 *
 * @throws BrambleError `api-not-found` where Longhorn has no such volume
 */
export async function wantedReplicasOf(
  door: KubernetesDoor,
  volume: string,
  options?: CallOptions,
): Promise<number | undefined> {
  return wantedIn(await door.get(resources.longhornVolumes, { namespace, name: volume }, options))
}

/** Sets that number and returns what the API then shows. */
export async function setWantedReplicas(
  door: KubernetesDoor,
  volume: string,
  count: number,
  options?: CallOptions,
): Promise<number | undefined> {
  return wantedIn(
    await door.mergePatch(
      resources.longhornVolumes,
      { namespace, name: volume },
      { spec: { numberOfReplicas: count } },
      options,
    ),
  )
}

function wantedIn(volume: KubernetesObject): number | undefined {
  return numberAt(volume, 'spec.numberOfReplicas')
}

/** A setting's value as it is stored. */
export async function settingValueOf(
  door: KubernetesDoor,
  name: string,
  options?: CallOptions,
): Promise<string> {
  const setting = await door.get(resources.longhornSettings, { namespace, name }, options)
  return textAt(setting, 'value') ?? ''
}

export async function setSettingValue(
  door: KubernetesDoor,
  name: string,
  value: string,
  options?: CallOptions,
): Promise<void> {
  await door.mergePatch(resources.longhornSettings, { namespace, name }, { value }, options)
}

/** Whether a node is to take new replicas, and whether its replicas are to leave it. */
export interface StorageWish {
  readonly allowScheduling: boolean
  readonly evictionRequested: boolean
}

/** @throws BrambleError `api-not-found` where Longhorn has no such node */
export async function storageWishOf(
  door: KubernetesDoor,
  node: string,
  options?: CallOptions,
): Promise<StorageWish> {
  return storageWishIn(await door.get(resources.longhornNodes, { namespace, name: node }, options))
}

/**
 * Sets both at once and returns what the API then shows: Longhorn's webhook refuses an eviction
 * from a node that takes replicas (longhorn-manager v1.12.1, webhook/resources/node/validator.go).
 */
export async function setStorageWish(
  door: KubernetesDoor,
  node: string,
  { allowScheduling, evictionRequested }: StorageWish,
  options?: CallOptions,
): Promise<StorageWish> {
  const patch = { spec: { allowScheduling, evictionRequested } }
  return storageWishIn(
    await door.mergePatch(resources.longhornNodes, { namespace, name: node }, patch, options),
  )
}

function storageWishIn(node: KubernetesObject): StorageWish {
  return {
    allowScheduling: truthAt(node, 'spec.allowScheduling') ?? false,
    evictionRequested: truthAt(node, 'spec.evictionRequested') ?? false,
  }
}

interface ClassManifest {
  readonly text: string
  readonly resourceVersion: string | undefined
}

/** The StorageClass that Longhorn's ConfigMap holds; undefined where it holds none. */
export async function classManifestOf(
  door: KubernetesDoor,
  options?: CallOptions,
): Promise<ClassManifest | undefined> {
  const configMap = await door.get(resources.configMaps, classSource, options)
  const data = fieldAt(configMap, 'data')
  // The key has a dot, so that a path of fields does not reach it.
  const text: unknown =
    typeof data === 'object' && data !== null ? Reflect.get(data, classSource.key) : undefined
  if (typeof text !== 'string') return undefined
  return { text, resourceVersion: textAt(configMap, 'metadata.resourceVersion') }
}

/** @throws BrambleError `api-conflict` where somebody has changed it in the meantime */
export async function setClassManifest(
  door: KubernetesDoor,
  { text, resourceVersion }: ClassManifest,
  options?: CallOptions,
): Promise<void> {
  const patch = { data: { [classSource.key]: text } }
  await door.mergePatch(resources.configMaps, classSource, patch, { ...options, resourceVersion })
}

/**
 * Names of the replicas that a node holds.
 *
 * @throws BrambleError `api-not-found` where the cluster has no Longhorn
 */
export async function replicasOnNode(
  door: KubernetesDoor,
  node: string,
  options?: CallOptions,
): Promise<readonly string[]> {
  const { items } = await door.list(resources.longhornReplicas, {
    ...options,
    namespace,
    project: (replica) =>
      textAt(replica, 'spec.nodeID') === node ? textAt(replica, 'metadata.name') : undefined,
  })
  return items
}
