import type * as z from 'zod'
import type {
  disruptionBudgets,
  persistentVolumes,
  storageClasses,
  volumeAttachments,
} from '#src/model/facts/kubernetes.ts'
import {
  defined,
  fieldAt,
  listAt,
  numberAt,
  textAt,
  textsAt,
  truthAt,
} from '#src/transport/kubernetes/fields.ts'
import { ownerMarksOf } from './project-owner.ts'
import type { Words } from './words.ts'

export function projectBudget(budget: unknown): z.infer<typeof disruptionBudgets.schema> {
  return defined({
    namespace: textAt(budget, 'metadata.namespace') ?? '',
    name: textAt(budget, 'metadata.name') ?? '',
    disruptionsAllowed: numberAt(budget, 'status.disruptionsAllowed') ?? 0,
    currentHealthy: numberAt(budget, 'status.currentHealthy'),
    desiredHealthy: numberAt(budget, 'status.desiredHealthy'),
    expectedPods: numberAt(budget, 'status.expectedPods'),
    minAvailable: countOrShare(budget, 'spec.minAvailable'),
    maxUnavailable: countOrShare(budget, 'spec.maxUnavailable'),
    selector: selectorOf(budget),
  })
}

function countOrShare(object: unknown, path: string): string | undefined {
  return textAt(object, path) ?? numberAt(object, path)?.toString()
}

/** The selector as labels; undefined where it says more than labels can. */
function selectorOf(budget: unknown): Record<string, string> | undefined {
  if (fieldAt(budget, 'spec.selector') === undefined) return undefined
  const selector = { ...textsAt(budget, 'spec.selector.matchLabels') }
  for (const expression of listAt(budget, 'spec.selector.matchExpressions')) {
    const key = textAt(expression, 'key')
    const [value, ...others] = listAt(expression, 'values')
    const single = textAt(expression, 'operator') === 'In' && others.length === 0
    if (key === undefined || !single || typeof value !== 'string') return undefined
    selector[key] = value
  }
  return selector
}

export function projectVolume(volume: unknown): z.infer<typeof persistentVolumes.schema> {
  return defined({
    name: textAt(volume, 'metadata.name') ?? '',
    phase: textAt(volume, 'status.phase'),
    storageClass: textAt(volume, 'spec.storageClassName'),
    claimNamespace: textAt(volume, 'spec.claimRef.namespace'),
    claimName: textAt(volume, 'spec.claimRef.name'),
    driver: textAt(volume, 'spec.csi.driver'),
    handle: textAt(volume, 'spec.csi.volumeHandle'),
    localPath: textAt(volume, 'spec.local.path') ?? textAt(volume, 'spec.hostPath.path'),
    nodeNames: nodeNamesOf(volume),
  })
}

/** The nodes to which a volume is bound by name, as local volumes are. */
function nodeNamesOf(volume: unknown): string[] | undefined {
  const names = listAt(volume, 'spec.nodeAffinity.required.nodeSelectorTerms')
    .flatMap((term) => [...listAt(term, 'matchExpressions'), ...listAt(term, 'matchFields')])
    .filter((one) => hostKeys.has(textAt(one, 'key') ?? '') && textAt(one, 'operator') === 'In')
    .flatMap((one) => listAt(one, 'values'))
    .filter((name) => typeof name === 'string')
  return names.length > 0 ? names : undefined
}

const hostKeys = new Set(['kubernetes.io/hostname', 'metadata.name'])

export function projectAttachment(
  attachment: unknown,
  words: Words,
): z.infer<typeof volumeAttachments.schema> {
  return defined({
    name: textAt(attachment, 'metadata.name') ?? '',
    attacher: textAt(attachment, 'spec.attacher') ?? '',
    nodeName: textAt(attachment, 'spec.nodeName') ?? '',
    volumeName: textAt(attachment, 'spec.source.persistentVolumeName'),
    attached: truthAt(attachment, 'status.attached') ?? false,
    attachError: words.at(attachment, 'status.attachError.message'),
    detachError: words.at(attachment, 'status.detachError.message'),
    createdAt: textAt(attachment, 'metadata.creationTimestamp'),
    deletedAt: textAt(attachment, 'metadata.deletionTimestamp'),
  })
}

const defaultClassAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

export function projectStorageClass(
  storageClass: unknown,
  words: Words,
): z.infer<typeof storageClasses.schema> {
  const annotations = textsAt(storageClass, 'metadata.annotations')
  return defined({
    name: textAt(storageClass, 'metadata.name') ?? '',
    provisioner: textAt(storageClass, 'provisioner') ?? '',
    isDefault: defaultClassAnnotations.some((name) => annotations[name] === 'true'),
    parameters: words.cleanAll(textsAt(storageClass, 'parameters')),
    ownerMarks: ownerMarksOf(storageClass),
  })
}
