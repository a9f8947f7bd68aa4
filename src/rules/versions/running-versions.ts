import type * as z from 'zod'
import type { nodes as nodesFact } from '#src/model/facts/kubernetes.ts'
import type { longhornSettings } from '#src/model/facts/longhorn.ts'
import type { nodeIdentity } from '#src/model/facts/node.ts'
import type { RunningVersion } from '#src/model/versions.ts'

interface Sources {
  readonly nodes: readonly Pick<z.infer<typeof nodesFact.schema>, 'name' | 'version'>[]
  readonly nodeIdentity: readonly (Pick<z.infer<typeof nodeIdentity.schema>, 'k3sVersion'> & {
    readonly node?: string | undefined
  })[]
  readonly longhornSettings: readonly Pick<
    z.infer<typeof longhornSettings.schema>,
    'name' | 'value'
  >[]
}

/** What runs, as the API says it, and the nodes themselves where the API is silent; newest last. */
export function runningVersions({
  nodes,
  nodeIdentity,
  longhornSettings,
}: Sources): RunningVersion[] {
  const byVersion = new Map<string, Set<string>>()
  const note = (version: string | undefined, node: string | undefined) => {
    if (version === undefined || node === undefined) return
    byVersion.set(version, (byVersion.get(version) ?? new Set()).add(node))
  }
  for (const { name, version } of nodes) note(version, name)
  const known = new Set(nodes.flatMap(({ name, version }) => (version === undefined ? [] : [name])))
  for (const { node, k3sVersion } of nodeIdentity)
    if (node === undefined || !known.has(node)) note(k3sVersion, node)
  const longhorn = longhornSettings.find(({ name }) => name === 'current-longhorn-version')?.value
  return [
    ...[...byVersion]
      .toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
      .map(([version, names]) => ({
        component: 'k3s' as const,
        version,
        nodes: [...names].toSorted(),
      })),
    ...(longhorn ? [{ component: 'longhorn' as const, version: longhorn, nodes: [] }] : []),
  ]
}
