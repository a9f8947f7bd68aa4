import type * as z from 'zod'
import type {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornSettings,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import {
  defined,
  fieldAt,
  listAt,
  numberAt,
  textAt,
  textsAt,
  truthAt,
} from '#src/transport/kubernetes/fields.ts'
import type { Words } from './words.ts'

/** Longhorn's custom resources; fields as the CRDs of Longhorn 1.12.1 name them. */

export function projectLonghornVolume(
  volume: unknown,
  words: Words,
): z.infer<typeof longhornVolumes.schema> {
  return defined({
    name: nameOf(volume),
    state: textAt(volume, 'status.state'),
    robustness: textAt(volume, 'status.robustness'),
    currentNode: textAt(volume, 'status.currentNodeID'),
    wantedReplicas: numberAt(volume, 'spec.numberOfReplicas'),
    dataLocality: textAt(volume, 'spec.dataLocality'),
    accessMode: textAt(volume, 'spec.accessMode'),
    sizeBytes: bytesAt(volume, 'spec.size'),
    actualSizeBytes: bytesAt(volume, 'status.actualSize'),
    lastDegradedAt: textAt(volume, 'status.lastDegradedAt'),
    createdAt: textAt(volume, 'metadata.creationTimestamp'),
    deletedAt: textAt(volume, 'metadata.deletionTimestamp'),
    conditions: conditionsOf(volume, 'status.conditions', words),
    claimNamespace: textAt(volume, 'status.kubernetesStatus.namespace'),
    claimName: textAt(volume, 'status.kubernetesStatus.pvcName'),
    workloads: workloadsOf(volume),
  })
}

function workloadsOf(volume: unknown): string[] | undefined {
  const workloads = listAt(volume, 'status.kubernetesStatus.workloadsStatus').flatMap(
    (workload) => textAt(workload, 'workloadName') ?? textAt(workload, 'podName') ?? [],
  )
  return workloads.length > 0 ? workloads : undefined
}

export function projectLonghornReplica(replica: unknown): z.infer<typeof longhornReplicas.schema> {
  return defined({
    name: nameOf(replica),
    volume: textAt(replica, 'spec.volumeName') ?? '',
    nodeName: textAt(replica, 'spec.nodeID'),
    diskId: textAt(replica, 'spec.diskID'),
    healthyAt: textAt(replica, 'spec.healthyAt'),
    failedAt: textAt(replica, 'spec.failedAt'),
    state: textAt(replica, 'status.currentState'),
    createdAt: textAt(replica, 'metadata.creationTimestamp'),
  })
}

export function projectLonghornEngine(
  engine: unknown,
  words: Words,
): z.infer<typeof longhornEngines.schema> {
  return defined({
    name: nameOf(engine),
    volume: textAt(engine, 'spec.volumeName') ?? '',
    nodeName: textAt(engine, 'spec.nodeID'),
    state: textAt(engine, 'status.currentState'),
    replicaModes: { ...textsAt(engine, 'status.replicaModeMap') },
    rebuilding: rebuildingOf(engine),
    conditions: conditionsOf(engine, 'status.conditions', words),
  })
}

/** rebuildStatus goes by address (`tcp://10.42.1.5:10000`); we name the replica where we can. */
function rebuildingOf(engine: unknown): { replica: string; progressPercent: number }[] {
  const names = new Map(
    Object.entries(textsAt(engine, 'status.currentReplicaAddressMap')).map(([name, address]) => [
      address,
      name,
    ]),
  )
  return Object.entries(mapAt(engine, 'status.rebuildStatus'))
    .filter(([, status]) => truthAt(status, 'isRebuilding'))
    .map(([url, status]) => {
      const address = url.replace(/^\w+:\/\//, '')
      return {
        replica: names.get(address) ?? address,
        progressPercent: numberAt(status, 'progress') ?? 0,
      }
    })
}

export function projectLonghornNode(
  node: unknown,
  words: Words,
): z.infer<typeof longhornNodes.schema> & { node: string } {
  const name = nameOf(node)
  const statuses = mapAt(node, 'status.diskStatus')
  const specs = mapAt(node, 'spec.disks')
  const disks = new Set([...Object.keys(specs), ...Object.keys(statuses)])
  return defined({
    name,
    node: name,
    allowScheduling: truthAt(node, 'spec.allowScheduling') ?? false,
    evictionRequested: truthAt(node, 'spec.evictionRequested'),
    conditions: conditionsOf(node, 'status.conditions', words),
    disks: [...disks].map((disk) => projectDisk(disk, specs[disk], statuses[disk], words)),
  })
}

function projectDisk(name: string, spec: unknown, status: unknown, words: Words) {
  return defined({
    name,
    path: textAt(spec, 'path') ?? textAt(status, 'diskPath'),
    allowScheduling: truthAt(spec, 'allowScheduling'),
    availableBytes: bytesAt(status, 'storageAvailable'),
    maximumBytes: bytesAt(status, 'storageMaximum'),
    scheduledBytes: bytesAt(status, 'storageScheduled'),
    reservedBytes: bytesAt(spec, 'storageReserved'),
    replicas: Object.keys(mapAt(status, 'scheduledReplica')),
    conditions: conditionsOf(status, 'conditions', words),
  })
}

export function projectLonghornSetting(
  setting: unknown,
  words: Words,
): z.infer<typeof longhornSettings.schema> {
  return defined({
    name: nameOf(setting),
    value: words.at(setting, 'value') ?? '',
    applied: truthAt(setting, 'status.applied'),
  })
}

function nameOf(object: unknown): string {
  return textAt(object, 'metadata.name') ?? ''
}

function conditionsOf(object: unknown, path: string, words: Words) {
  return listAt(object, path).map((condition) =>
    defined({
      type: textAt(condition, 'type') ?? '',
      status: textAt(condition, 'status') ?? '',
      reason: textAt(condition, 'reason'),
      message: words.at(condition, 'message'),
    }),
  )
}

/** 64-bit numbers come as texts in some fields and as numbers in others. */
function bytesAt(object: unknown, path: string): number | undefined {
  const number = numberAt(object, path) ?? Number(textAt(object, path) ?? Number.NaN)
  return Number.isFinite(number) ? number : undefined
}

function mapAt(object: unknown, path: string): Readonly<Record<string, unknown>> {
  const value = fieldAt(object, path)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
