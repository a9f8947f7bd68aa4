import type { PracticeObject, PracticeStore } from './store.ts'
import { parseObject, patchOf, type Target } from './writes.ts'

/** How many pods a workload wants and has, in the one form that `kubectl scale` knows. */

interface Scale {
  readonly metadata: { readonly resourceVersion?: string }
  readonly spec: { readonly replicas?: number }
}

interface Workload {
  readonly spec?: {
    readonly replicas?: number
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> }
  }
  readonly status?: { readonly replicas?: number }
}

export function scaleOf(store: PracticeStore, target: Target): object {
  return asScale(store.mustGet(target))
}

/** PUT or PATCH of …/scale. */
export function changeScale(
  store: PracticeStore,
  target: Target,
  { verb, contentType, text }: { verb: 'patch' | 'replace'; contentType: string; text: string },
): object {
  const change =
    verb === 'patch'
      ? patchOf(target.kind, { contentType, text })
      : () => parseObject(text, 'error decoding object')
  const changed = change(asScale(store.mustGet(target))) as Scale
  const { replicas = 0 } = changed.spec
  const scaled = store.update(
    target,
    (object) => ({ ...object, spec: { ...(object['spec'] as object), replicas } }),
    changed.metadata.resourceVersion,
  )
  return asScale(scaled)
}

function asScale(object: PracticeObject): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const { spec = {}, status = {} } = object as Workload
  const selector = Object.entries(spec.selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas ?? 1 },
    status: { replicas: status.replicas ?? 0, selector },
  }
}
