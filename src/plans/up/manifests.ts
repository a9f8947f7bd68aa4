import type { Configuration } from '#src/model/config.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { artifacts } from '#src/model/facts/artifacts.ts'
import { keptByBramble, type NodeFilePath } from '#src/model/node-files.ts'
import type { NodeFile } from '#src/steps/up/node-file.ts'
import type { ChartSource } from './chart.ts'
import { dashboards } from './dashboards.ts'
import { longhornManifest, longhornMetricsPolicy } from './longhorn-manifest.ts'
import { monitoringManifest } from './monitoring-manifest.ts'
import type { Part } from './parts.ts'

interface ManifestWish {
  readonly configuration: Configuration
  readonly storageNodes: number
  readonly isNvme: boolean
  readonly hasOwnDisk: boolean
  readonly hasEtcd: boolean
}

/** What K3s applies by itself from a server's folder of manifests, by the part that asks for it. */
export function manifestFiles(
  { configuration, storageNodes, isNvme, hasOwnDisk, hasEtcd }: ManifestWish,
  index: EvidenceIndex,
): readonly { readonly part: Part; readonly file: NodeFile }[] {
  const { longhorn, monitoring } = configuration
  const found: { part: Part; file: NodeFile }[] = []
  if (longhorn.version !== undefined) {
    const source = sourceOf('longhorn', 'https://charts.longhorn.io', longhorn.version, index)
    const wish = { longhorn, source, isNvme, storageNodes, hasOwnDisk }
    const policy = monitoring ? `---\n${longhornMetricsPolicy}` : ''
    found.push(manifest('longhorn', 'bramble-longhorn.yaml', longhornManifest(wish) + policy))
  }
  if (monitoring) {
    const repo = 'https://prometheus-community.github.io/helm-charts'
    const source = sourceOf('kube-prometheus-stack', repo, monitoring.version, index)
    found.push(
      manifest(
        'monitoring',
        'bramble-monitoring.yaml',
        monitoringManifest(monitoring, source, hasEtcd),
      ),
      manifest('monitoring', 'bramble-dashboard.yaml', dashboards),
    )
  }
  return found
}

type ManifestName = NodeFilePath extends infer Path
  ? Path extends `/var/lib/rancher/k3s/server/manifests/${infer Name}`
    ? Name
    : never
  : never

function manifest(part: Part, name: ManifestName, text: string) {
  const path = `/var/lib/rancher/k3s/server/manifests/${name}` as const
  const whole = text.startsWith(keptByBramble) ? text : keptByBramble + text
  return { part, file: { path, mode: '0644' as const, text: whole } }
}

/** The chart's own bytes where they lie ready, else its repository. */
function sourceOf(
  chart: string,
  repo: string,
  version: string | undefined,
  index: EvidenceIndex,
): ChartSource {
  const plain = version?.replace(/^v/, '')
  const archive = factsOf(index, artifacts).find(
    ({ name }) =>
      name === `${chart}-${plain}.tgz` || (plain === undefined && name === `${chart}.tgz`),
  )
  if (archive?.contentBase64 !== undefined) return { contentBase64: archive.contentBase64 }
  return { repo, version: plain }
}
