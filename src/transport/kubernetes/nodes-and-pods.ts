import { BrambleError } from '#src/model/error.ts'
import type {
  CallOptions,
  KubernetesDoor,
  KubernetesObject,
  PatchOptions,
  PodName,
} from './door.ts'
import { defined, fieldAt, listAt, numberAt, ownerOf, textAt, textsAt, truthAt } from './fields.ts'
import { orAbsent } from './or-absent.ts'
import { pauseFor } from './pause.ts'
import { resources } from './resources.ts'

/** What steps ask of nodes and pods, in their words, over any door. */

interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: string
}

export interface NodeState {
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly unschedulable: boolean
  /** Equals /proc/sys/kernel/random/boot_id on the node, once its kubelet has reported. */
  readonly bootId: string | undefined
  readonly annotations: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  /** status.conditions by type: True, False or Unknown. */
  readonly conditions: Readonly<Record<string, string>>
}

export interface PodState {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly nodeName: string | undefined
  readonly phase: string | undefined
  /** A static pod of the kubelet: the API only mirrors it, and evicting it does nothing. */
  readonly mirror: boolean
  /** The controlling owner: DaemonSet, ReplicaSet, StatefulSet, Job… */
  readonly owner: { readonly kind: string; readonly name: string } | undefined
  /** emptyDir volumes that lie on the node's disk; those in memory are not listed. */
  readonly emptyDirs: readonly string[]
  /** When the API server was asked to delete it; ISO 8601 UTC. */
  readonly deletedAt: string | undefined
  readonly terminationGraceSeconds: number | undefined
  readonly priority: number | undefined
}

/** Annotation that marks the mirror of a static pod; kubernetes/pkg/kubelet/types. */
const mirrorAnnotation = 'kubernetes.io/config.mirror'

/** @throws BrambleError `api-not-found` where the API has no node of this name */
export async function getNode(
  door: KubernetesDoor,
  name: string,
  options?: CallOptions,
): Promise<NodeState> {
  return nodeState(await door.get(resources.nodes, { name }, options))
}

/** Names of all nodes. */
export async function listNodes(
  door: KubernetesDoor,
  options?: CallOptions,
): Promise<readonly string[]> {
  const { items } = await door.list(resources.nodes, {
    ...options,
    project: (node) => textAt(node, 'metadata.name'),
  })
  return items
}

/**
 * Patches a node, `{ spec: { unschedulable: true } }` for example, and returns it as it is then.
 *
 * @throws BrambleError `api-conflict` where `options.resourceVersion` is no longer the node's
 */
export async function patchNode(
  door: KubernetesDoor,
  name: string,
  patch: Readonly<Record<string, unknown>>,
  options?: PatchOptions,
): Promise<NodeState> {
  return nodeState(await door.mergePatch(resources.nodes, { name }, patch, options))
}

/** All pods bound to a node, in all namespaces, finished and mirrored ones included. */
export async function listPodsOnNode(
  door: KubernetesDoor,
  node: string,
  options?: CallOptions,
): Promise<readonly PodState[]> {
  const { items } = await door.list(resources.pods, {
    ...options,
    fieldSelector: `spec.nodeName=${node}`,
    project: (object) => podState(object),
  })
  return items
}

/** Pods bound to any node that use a claim, in all namespaces, but for those that have ended. */
export async function listVolumeUsers(
  door: KubernetesDoor,
  options?: CallOptions,
): Promise<readonly PodState[]> {
  const { items } = await door.list(resources.pods, {
    ...options,
    project(object) {
      const pod = podState(object)
      const uses = listAt(object, 'spec.volumes').some(
        (volume) => fieldAt(volume, 'persistentVolumeClaim') !== undefined,
      )
      const isOver = pod.phase === 'Succeeded' || pod.phase === 'Failed'
      return uses && pod.nodeName !== undefined && !isOver ? pod : undefined
    },
  })
  return items
}

/** The pod, or undefined where it is gone: no pod of that name, or another one with that name. */
export async function getPod(
  door: KubernetesDoor,
  { namespace, name, uid }: PodName,
  options?: CallOptions,
): Promise<PodState | undefined> {
  const found = await orAbsent(door.get(resources.pods, { namespace, name }, options), undefined)
  const pod = found && podState(found)
  return uid === undefined || pod?.uid === uid ? pod : undefined
}

/** Trouble that a later question may outlast; a server node itself may just be draining. */
const passingCodes = new Set(['api-unreachable', 'api-timeout', 'api-overloaded', 'api-cut-off'])
const firstPauseMilliseconds = 250
const longestPauseMilliseconds = 2000

/**
 * Waits until the pod with this uid is gone. Returns false where it is still there in the end;
 * rejects where the API could not be asked any more.
 */
export async function waitPodGone(
  door: KubernetesDoor,
  pod: PodName & { readonly uid: string },
  options: CallOptions & { readonly withinMilliseconds: number },
): Promise<boolean> {
  const endsAt = performance.now() + options.withinMilliseconds
  let pause = firstPauseMilliseconds
  for (;;) {
    const { gone, trouble } = await askWhetherGone(door, pod, options)
    if (gone) return true
    const left = endsAt - performance.now()
    if (left <= 0) {
      if (trouble) throw trouble
      return false
    }
    await pauseFor(Math.min(pause, left), options.signal)
    pause = Math.min(pause * 2, longestPauseMilliseconds)
  }
}

async function askWhetherGone(
  door: KubernetesDoor,
  pod: PodName,
  options: CallOptions,
): Promise<{ gone: boolean; trouble?: BrambleError }> {
  try {
    return { gone: (await getPod(door, pod, options)) === undefined }
  } catch (error) {
    if (error instanceof BrambleError && passingCodes.has(error.code))
      return { gone: false, trouble: error }
    throw error
  }
}

function nodeState(node: KubernetesObject): NodeState {
  return {
    name: textAt(node, 'metadata.name') ?? '',
    uid: textAt(node, 'metadata.uid') ?? '',
    resourceVersion: textAt(node, 'metadata.resourceVersion') ?? '',
    unschedulable: truthAt(node, 'spec.unschedulable') ?? false,
    bootId: textAt(node, 'status.nodeInfo.bootID'),
    annotations: textsAt(node, 'metadata.annotations'),
    taints: listAt(node, 'spec.taints').map((taint) =>
      defined({
        key: textAt(taint, 'key') ?? '',
        value: textAt(taint, 'value'),
        effect: textAt(taint, 'effect') ?? '',
      }),
    ),
    conditions: Object.fromEntries(
      listAt(node, 'status.conditions').map((condition) => [
        textAt(condition, 'type'),
        textAt(condition, 'status'),
      ]),
    ),
  }
}

function podState(pod: KubernetesObject): PodState {
  return {
    namespace: textAt(pod, 'metadata.namespace') ?? '',
    name: textAt(pod, 'metadata.name') ?? '',
    uid: textAt(pod, 'metadata.uid') ?? '',
    nodeName: textAt(pod, 'spec.nodeName'),
    phase: textAt(pod, 'status.phase'),
    mirror: mirrorAnnotation in textsAt(pod, 'metadata.annotations'),
    owner: ownerOf(pod),
    emptyDirs: listAt(pod, 'spec.volumes')
      .filter((volume) => {
        const emptyDir = fieldAt(volume, 'emptyDir')
        return emptyDir !== undefined && textAt(emptyDir, 'medium') !== 'Memory'
      })
      .map((volume) => textAt(volume, 'name') ?? ''),
    deletedAt: textAt(pod, 'metadata.deletionTimestamp'),
    terminationGraceSeconds: numberAt(pod, 'spec.terminationGracePeriodSeconds'),
    priority: numberAt(pod, 'spec.priority'),
  }
}
