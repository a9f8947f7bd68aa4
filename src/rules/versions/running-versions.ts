import type * as z from 'zod'
import type { nodes as nodesFact } from '#src/model/facts/kubernetes.ts'
import type { longhornSettings } from '#src/model/facts/longhorn.ts'
import type { nodeIdentity } from '#src/model/facts/node.ts'
import type { RunningVersion } from '#src/model/versions.ts'

interface Sources {
  readonly nodes: readonly Pick<
    z.infer<typeof nodesFact.schema>,
    'name' | 'version' | 'kernelRelease' | 'containerRuntime'
  >[]
  readonly nodeIdentity: readonly (Pick<
    z.infer<typeof nodeIdentity.schema>,
    'k3sVersion' | 'kernelRelease'
  > & { readonly node?: string | undefined })[]
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
  const told = nodes.map((node) => ({ ...node, node: node.name }))
  const own = (said: 'k3sVersion' | 'kernelRelease') =>
    nodeIdentity.map((one) => ({ node: one.node, version: one[said] }))
  const longhorn = longhornSettings.find(({ name }) => name === 'current-longhorn-version')?.value
  return [
    ...asVersions('k3s', [...told, ...own('k3sVersion')]),
    ...(longhorn ? [{ component: 'longhorn' as const, version: longhorn, nodes: [] }] : []),
    ...asVersions(
      'containerd',
      told.map(({ node, containerRuntime }) => ({
        node,
        version: /^containerd:\/\/(\S+)/.exec(containerRuntime ?? '')?.[1],
      })),
    ),
    ...asVersions('kernel', [
      ...told.map(({ node, kernelRelease }) => ({ node, version: kernelRelease })),
      ...own('kernelRelease'),
    ]),
  ]
}

interface Told {
  readonly node?: string | undefined
  readonly version?: string | undefined
}

/** The first that speaks of a node is believed. */
function asVersions(
  component: RunningVersion['component'],
  told: readonly Told[],
): RunningVersion[] {
  const known = new Map<string, string>()
  for (const { node, version } of told)
    if (node !== undefined && version !== undefined && !known.has(node)) known.set(node, version)
  const nodesOf = Map.groupBy(known.keys(), (node) => known.get(node) ?? '')
  return [...nodesOf]
    .toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
    .map(([version, nodes]) => ({ component, version, nodes: nodes.toSorted() }))
}
