import type { Fact } from '#src/model/facts/define.ts'
import * as kubernetes from '#src/model/facts/kubernetes.ts'
import * as longhorn from '#src/model/facts/longhorn.ts'
import { classSource } from '#src/transport/kubernetes/class-manifest.ts'
import type { KubernetesObject } from '#src/transport/kubernetes/door.ts'
import { type Resource, resources } from '#src/transport/kubernetes/resources.ts'
import { newest, projectEvent } from './project-event.ts'
import {
  projectLonghornEngine,
  projectLonghornNode,
  projectLonghornReplica,
  projectLonghornSetting,
  projectLonghornVolume,
} from './project-longhorn.ts'
import { projectCsiNode, projectNode } from './project-node.ts'
import { projectClassSource, projectHelmChart } from './project-owner.ts'
import { projectPod } from './project-pod.ts'
import { projectIngress, projectService } from './project-service.ts'
import {
  projectAttachment,
  projectBudget,
  projectStorageClass,
  projectVolume,
} from './project-storage.ts'
import type { Words } from './words.ts'

/** One list of the API and the kind of fact that it becomes. */
export interface ListCollector {
  readonly kind: string
  readonly resource: Resource
  readonly project: (object: KubernetesObject, words: Words) => object | undefined
  /** True where a cluster may well not have it: its absence then costs nothing. */
  readonly optional: boolean
  /** The one object that is wanted of a resource with many. */
  readonly only?: { readonly namespace: string; readonly fieldSelector: string }
  /** Where there can be any number of them: how many are kept, and which. */
  readonly bound?: {
    readonly most: number
    readonly keep: (all: object[], most: number) => object[]
  }
}

/** Groups that a cluster may well not have. */
const optionalGroups: ReadonlySet<string> = new Set(['longhorn.io', 'helm.cattle.io'])

function collector<T extends object>(
  fact: Fact<T>,
  resource: Resource,
  project: (object: KubernetesObject, words: Words) => T | undefined,
): ListCollector {
  return { kind: fact.kind, resource, project, optional: optionalGroups.has(resource.group) }
}

const mostEvents = 2000

/** All lists of one observation: they are asked for at once. */
export const listCollectors: readonly ListCollector[] = [
  collector(kubernetes.nodes, resources.nodes, projectNode),
  collector(kubernetes.pods, resources.pods, projectPod),
  {
    ...collector(kubernetes.events, resources.events, projectEvent),
    bound: { most: mostEvents, keep: newest },
  },
  collector(kubernetes.disruptionBudgets, resources.disruptionBudgets, projectBudget),
  collector(kubernetes.persistentVolumes, resources.persistentVolumes, projectVolume),
  collector(kubernetes.volumeAttachments, resources.volumeAttachments, projectAttachment),
  collector(kubernetes.csiNodes, resources.csiNodes, projectCsiNode),
  collector(kubernetes.storageClasses, resources.storageClasses, projectStorageClass),
  collector(longhorn.longhornVolumes, resources.longhornVolumes, projectLonghornVolume),
  collector(longhorn.longhornReplicas, resources.longhornReplicas, projectLonghornReplica),
  collector(longhorn.longhornEngines, resources.longhornEngines, projectLonghornEngine),
  collector(longhorn.longhornNodes, resources.longhornNodes, projectLonghornNode),
  collector(longhorn.longhornSettings, resources.longhornSettings, projectLonghornSetting),
]

/** What only plans and questions before a change need: `check` and `diagnose` do without. */
export const planCollectors: readonly ListCollector[] = [
  collector(kubernetes.services, resources.services, projectService),
  collector(kubernetes.ingresses, resources.ingresses, projectIngress),
  collector(kubernetes.helmCharts, resources.helmCharts, projectHelmChart),
  {
    ...collector(kubernetes.longhornClassSources, resources.configMaps, projectClassSource),
    only: {
      namespace: classSource.namespace,
      fieldSelector: `metadata.name=${classSource.name}`,
    },
  },
]
