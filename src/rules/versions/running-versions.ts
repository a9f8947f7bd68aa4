import type * as z from 'zod'
import type { nodes as nodesFact } from '#src/model/facts/kubernetes.ts'
import type { longhornSettings } from '#src/model/facts/longhorn.ts'
import type { boardState, nodeIdentity } from '#src/model/facts/node.ts'
import type { RunningVersion } from '#src/model/versions.ts'
import { dayOfBuild } from './defects/firmware.ts'

interface Sources {
  readonly nodes: readonly Pick<
    z.infer<typeof nodesFact.schema>,
    'name' | 'version' | 'kernelRelease' | 'containerRuntime'
  >[]
  readonly nodeIdentity: readonly (Pick<
    z.infer<typeof nodeIdentity.schema>,
    'k3sVersion' | 'kernelRelease' | 'model'
  > & { readonly node?: string | undefined })[]
  readonly longhornSettings: readonly Pick<
    z.infer<typeof longhornSettings.schema>,
    'name' | 'value'
  >[]
  /** Only some looks ask for it. */
  readonly boardState?: readonly (Pick<z.infer<typeof boardState.schema>, 'bootloaderBuiltAt'> & {
    readonly node?: string | undefined
  })[]
}

/** What runs, as the API says it, and the nodes themselves where the API is silent; newest last. */
export function runningVersions({
  nodes,
  nodeIdentity,
  longhornSettings,
  boardState = [],
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
    ...boardState.flatMap((board) => bootloaderOf(board, nodeIdentity)),
  ]
}

/** A bootloader has no version but the time of its build, and counts with what it starts. */
function bootloaderOf(
  { node, bootloaderBuiltAt }: NonNullable<Sources['boardState']>[number],
  nodeIdentity: Sources['nodeIdentity'],
): RunningVersion[] {
  const { model, kernelRelease } = nodeIdentity.find((one) => one.node === node) ?? {}
  const isKnown = model !== undefined && kernelRelease !== undefined
  if (node === undefined || bootloaderBuiltAt === undefined || !isKnown) return []
  const version = dayOfBuild(bootloaderBuiltAt)
  return [{ component: 'bootloader', version, nodes: [node], starts: { model, kernelRelease } }]
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
