import type * as z from 'zod'
import type { csiNodes, nodes } from '#src/model/facts/kubernetes.ts'
import { machineDigest } from '#src/model/machine-digest.ts'
import { defined, listAt, textAt, textsAt, truthAt } from '#src/transport/kubernetes/fields.ts'
import { parseBytes, parseMillicores } from './quantity.ts'
import type { Words } from './words.ts'

type Node = z.infer<typeof nodes.schema>
type Condition = Node['conditions'][number]

const rolePrefix = 'node-role.kubernetes.io/'

/** Annotations that others leave on purpose for people and tools; last-applied copies are bulk. */
const keptAnnotation =
  /(^|\.)(k3s\.io|k3s\.cattle\.io|bramble|longhorn\.io|flannel\.alpha\.coreos\.com)\b/

export function projectNode(node: unknown, words: Words): Node & { node: string } {
  const name = textAt(node, 'metadata.name') ?? ''
  const labels = textsAt(node, 'metadata.labels')
  return defined({
    name,
    node: name,
    conditions: listAt(node, 'status.conditions').map((one) => projectCondition(one, words)),
    unschedulable: truthAt(node, 'spec.unschedulable') ?? false,
    taints: listAt(node, 'spec.taints').map(projectTaint),
    roles: Object.keys(labels)
      .filter((label) => label.startsWith(rolePrefix))
      .map((label) => label.slice(rolePrefix.length)),
    version: textAt(node, 'status.nodeInfo.kubeletVersion'),
    addresses: listAt(node, 'status.addresses').flatMap((one) => textAt(one, 'address') ?? []),
    bootId: textAt(node, 'status.nodeInfo.bootID'),
    machineDigest: digestAt(node, 'status.nodeInfo.machineID'),
    kernelRelease: textAt(node, 'status.nodeInfo.kernelVersion'),
    operatingSystem: textAt(node, 'status.nodeInfo.osImage'),
    containerRuntime: textAt(node, 'status.nodeInfo.containerRuntimeVersion'),
    createdAt: textAt(node, 'metadata.creationTimestamp'),
    allocatableMemoryBytes: parseBytes(textAt(node, 'status.allocatable.memory')),
    allocatableCpuMillicores: parseMillicores(textAt(node, 'status.allocatable.cpu')),
    annotations: projectAnnotations(node, words),
    labels,
  })
}

/** A kubelet that could not read its machine id reports an empty text. */
function digestAt(node: unknown, path: string): string | undefined {
  const machineId = textAt(node, path)
  return machineId ? machineDigest(machineId) : undefined
}

function projectCondition(condition: unknown, words: Words): Condition {
  return defined({
    type: textAt(condition, 'type') ?? '',
    status: statusOf(textAt(condition, 'status')),
    reason: textAt(condition, 'reason'),
    message: words.at(condition, 'message'),
    lastHeartbeatAt: textAt(condition, 'lastHeartbeatTime'),
    lastTransitionAt: textAt(condition, 'lastTransitionTime'),
  })
}

function statusOf(status: string | undefined): Condition['status'] {
  return status === 'True' || status === 'False' ? status : 'Unknown'
}

function projectTaint(taint: unknown): Node['taints'][number] {
  return defined({
    key: textAt(taint, 'key') ?? '',
    value: textAt(taint, 'value'),
    effect: textAt(taint, 'effect') ?? '',
    addedAt: textAt(taint, 'timeAdded'),
  })
}

function projectAnnotations(node: unknown, words: Words): Record<string, string> {
  const kept = Object.entries(textsAt(node, 'metadata.annotations')).filter(([key]) =>
    keptAnnotation.test(key),
  )
  return words.cleanAll(Object.fromEntries(kept))
}

/** A Lease of kube-node-lease: the node's name and when its kubelet last said that it is alive. */
export function projectLease(lease: unknown): { node: string; renewedAt: string } | undefined {
  const node = textAt(lease, 'metadata.name')
  const renewedAt = textAt(lease, 'spec.renewTime')
  return node === undefined || renewedAt === undefined ? undefined : { node, renewedAt }
}

export function projectCsiNode(node: unknown): z.infer<typeof csiNodes.schema> {
  return {
    node: textAt(node, 'metadata.name') ?? '',
    drivers: listAt(node, 'spec.drivers').flatMap((driver) => textAt(driver, 'name') ?? []),
  }
}
