import { isScalar, parseDocument } from 'yaml'

/**
 * The StorageClass that Longhorn's ConfigMap `longhorn-storageclass` holds as text. Longhorn makes
 * the class anew where this text differs from it (longhorn-manager,
 * controller/kubernetes_configmap_controller.go), so only the number is changed and every other
 * byte stays.
 */
export const classSource = {
  namespace: 'longhorn-system',
  name: 'longhorn-storageclass',
  key: 'storageclass.yaml',
} as const

interface Place {
  readonly replicas: number
  readonly from: number
  readonly to: number
}

/** `numberOfReplicas` of the class; undefined where the text does not say it as a number. */
export function replicasIn(manifest: string): number | undefined {
  return placeIn(manifest)?.replicas
}

/** The text with another number; undefined where it has none to change. */
export function withReplicas(manifest: string, count: number): string | undefined {
  const place = placeIn(manifest)
  return place && `${manifest.slice(0, place.from)}"${count}"${manifest.slice(place.to)}`
}

function placeIn(manifest: string): Place | undefined {
  const document = parseDocument(manifest)
  if (document.errors.length > 0) return undefined
  const node = document.getIn(['parameters', 'numberOfReplicas'], true)
  if (!isScalar(node) || !node.range) return undefined
  const replicas = Number(node.value)
  const [from, to] = node.range
  return Number.isInteger(replicas) ? { replicas, from, to } : undefined
}
