import type * as z from 'zod'
import type { helmCharts, longhornClassSources } from '#src/model/facts/kubernetes.ts'
import { classSource, replicasIn } from '#src/transport/kubernetes/class-manifest.ts'
import { defined, fieldAt, textAt, textsAt } from '#src/transport/kubernetes/fields.ts'

/** Who made an object says so in these; an ownerReference would mean garbage collection. */
const marks =
  /^(app\.kubernetes\.io\/managed-by|meta\.helm\.sh\/.+|(helm|kustomize)\.toolkit\.fluxcd\.io\/.+|argocd\.argoproj\.io\/(tracking-id|instance)|objectset\.rio\.cattle\.io\/(id|owner-.+))$/

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

export function ownerMarksOf(object: unknown): Record<string, string> | undefined {
  const all = { ...textsAt(object, 'metadata.labels'), ...textsAt(object, 'metadata.annotations') }
  const found = Object.entries(all).filter(([key]) => marks.test(key))
  // What was applied stands in it as a whole; that somebody did is enough.
  if (lastApplied in all) found.push([lastApplied, ''])
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

export function projectClassSource(
  configMap: unknown,
): z.infer<typeof longhornClassSources.schema> | undefined {
  const data = fieldAt(configMap, 'data')
  const manifest =
    typeof data === 'object' && data !== null ? Reflect.get(data, classSource.key) : undefined
  if (textAt(configMap, 'metadata.name') !== classSource.name) return undefined
  return defined({
    namespace: textAt(configMap, 'metadata.namespace') ?? '',
    name: classSource.name,
    replicas: typeof manifest === 'string' ? replicasIn(manifest) : undefined,
    ownerMarks: ownerMarksOf(configMap),
  })
}

export function projectHelmChart(chart: unknown): z.infer<typeof helmCharts.schema> {
  return defined({
    namespace: textAt(chart, 'metadata.namespace') ?? '',
    name: textAt(chart, 'metadata.name') ?? '',
    chart: textAt(chart, 'spec.chart'),
    ownerMarks: ownerMarksOf(chart),
  })
}
