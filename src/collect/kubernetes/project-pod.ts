import type * as z from 'zod'
import type { pods } from '#src/model/facts/kubernetes.ts'
import {
  defined,
  fieldAt,
  listAt,
  numberAt,
  ownerOf,
  textAt,
  textsAt,
  truthAt,
} from '#src/transport/kubernetes/fields.ts'
import { parseBytes } from './quantity.ts'
import type { Words } from './words.ts'

type Pod = z.infer<typeof pods.schema>
type Container = Pod['containers'][number]

const mirrorAnnotation = 'kubernetes.io/config.mirror'

export function projectPod(pod: unknown, words: Words): Pod {
  const mirror = textsAt(pod, 'metadata.annotations')[mirrorAnnotation] !== undefined
  return defined({
    namespace: textAt(pod, 'metadata.namespace') ?? '',
    name: textAt(pod, 'metadata.name') ?? '',
    uid: textAt(pod, 'metadata.uid'),
    nodeName: textAt(pod, 'spec.nodeName'),
    phase: textAt(pod, 'status.phase'),
    reason: textAt(pod, 'status.reason'),
    message: words.at(pod, 'status.message'),
    createdAt: textAt(pod, 'metadata.creationTimestamp'),
    deletedAt: textAt(pod, 'metadata.deletionTimestamp'),
    ...projectConditions(pod, words),
    owner: ownerOf(pod),
    labels: textsAt(pod, 'metadata.labels'),
    mirror: mirror || undefined,
    priority: numberAt(pod, 'spec.priority'),
    ...projectVolumes(pod),
    nodeSelector: unlessEmpty(textsAt(pod, 'spec.nodeSelector')),
    containers: projectContainers(pod, words),
  })
}

function projectConditions(pod: unknown, words: Words) {
  const conditions = listAt(pod, 'status.conditions')
  const ready = conditions.find((condition) => textAt(condition, 'type') === 'Ready')
  const scheduled = conditions.find((condition) => textAt(condition, 'type') === 'PodScheduled')
  const status = textAt(ready, 'status')
  return {
    ready: status === undefined ? undefined : status === 'True',
    readyReason: textAt(ready, 'reason'),
    unschedulableMessage:
      textAt(scheduled, 'status') === 'False' ? words.at(scheduled, 'message') : undefined,
  }
}

function projectVolumes(pod: unknown) {
  const name = textAt(pod, 'metadata.name')
  const volumes = listAt(pod, 'spec.volumes')
  return {
    claims: unlessNone(
      volumes.flatMap((volume) => {
        // The claim of an ephemeral volume is named after its pod and itself.
        if (fieldAt(volume, 'ephemeral')) return `${name}-${textAt(volume, 'name')}`
        return textAt(volume, 'persistentVolumeClaim.claimName') ?? []
      }),
    ),
    emptyDirs: unlessNone(
      volumes.flatMap((volume) => {
        const emptyDir = fieldAt(volume, 'emptyDir')
        const inMemory = textAt(emptyDir, 'medium') === 'Memory'
        return emptyDir === undefined || inMemory ? [] : (textAt(volume, 'name') ?? [])
      }),
    ),
    hostPaths: unlessNone(volumes.flatMap((volume) => textAt(volume, 'hostPath.path') ?? [])),
  }
}

function projectContainers(pod: unknown, words: Words): Container[] {
  const kinds = [
    { init: true, specs: 'spec.initContainers', statuses: 'status.initContainerStatuses' },
    { init: undefined, specs: 'spec.containers', statuses: 'status.containerStatuses' },
  ]
  return kinds.flatMap(({ init, specs, statuses }) => {
    const byName = new Map(listAt(pod, statuses).map((one) => [textAt(one, 'name'), one]))
    return listAt(pod, specs).map((spec) =>
      projectContainer(spec, byName.get(textAt(spec, 'name')), init, words),
    )
  })
}

const states = ['waiting', 'running', 'terminated'] as const

function projectContainer(
  spec: unknown,
  status: unknown,
  init: boolean | undefined,
  words: Words,
): Container {
  const state = states.find((name) => fieldAt(status, `state.${name}`) !== undefined)
  const now = state && fieldAt(status, `state.${state}`)
  return defined({
    name: textAt(spec, 'name') ?? '',
    init,
    image: textAt(spec, 'image'),
    ready: truthAt(status, 'ready'),
    restarts: numberAt(status, 'restartCount'),
    state,
    reason: textAt(now, 'reason'),
    message: words.at(now, 'message'),
    exitCode: numberAt(now, 'exitCode'),
    startedAt: textAt(now, 'startedAt'),
    lastReason: textAt(status, 'lastState.terminated.reason'),
    lastExitCode: numberAt(status, 'lastState.terminated.exitCode'),
    lastFinishedAt: textAt(status, 'lastState.terminated.finishedAt'),
    memoryRequestBytes: parseBytes(textAt(spec, 'resources.requests.memory')),
    memoryLimitBytes: parseBytes(textAt(spec, 'resources.limits.memory')),
  })
}

function unlessNone(list: string[]): string[] | undefined {
  return list.length > 0 ? list : undefined
}

function unlessEmpty(map: Readonly<Record<string, string>>): Record<string, string> | undefined {
  return Object.keys(map).length > 0 ? { ...map } : undefined
}
