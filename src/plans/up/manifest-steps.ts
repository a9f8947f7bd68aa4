import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { nodePreparation } from '#src/model/facts/node.ts'
import type { Left } from '#src/model/plan.ts'
import { asTold, type NodeFile } from '#src/steps/up/node-file.ts'
import { writeNodeFiles } from '#src/steps/up/write-node-files.ts'
import type { Around, Draft } from '../draft.ts'
import { boardsOf } from './board.ts'
import { keptByOthers } from './kept-by-others.ts'
import { manifestFiles } from './manifests.ts'
import { isAsked, keepsReplicas, type Site } from './site.ts'

/** Longhorn and monitoring: K3s applies what lies in the first server's folder of manifests. */
export function manifestDraft(site: Site): {
  readonly steps: Draft['steps']
  readonly leaves: readonly Left[]
} {
  const server = site.boards.find(({ wish }) => wish.role === 'server')
  if (!server) return { steps: [], leaves: [] }
  const has = new Set(
    server.preparation.files.map(
      ({ path, sha256, mode, owner }) => `${path} ${sha256} ${mode} ${owner}`,
    ),
  )
  const updated = otherLonghorn(site)
  const wanted = manifestFiles(wishOf(site), site.index)
  const others = new Map(
    [...Map.groupBy(wanted, ({ part }) => part)].flatMap(([part, [chart]]) => {
      // The first file of a part is its chart.
      const kept = chart && keptByOthers(part, chart.file, { server, site })
      return kept ? [[part, kept] as const] : []
    }),
  )
  const differing = wanted.filter(
    ({ file, part }) =>
      !has.has(asTold(file)) && !others.has(part) && !(part === 'longhorn' && updated),
  )
  const asked = differing.filter(({ part }) => isAsked(part, server, site))
  const left = differing.filter((one) => !asked.includes(one))
  const reason = 'K3s applies what lies there, and again whenever it changes'
  const files = asked.map(({ file }) => file)
  const input = { boards: [{ node: server.name, files, tells: [] }] }
  return {
    steps: asked.length > 0 ? [{ step: writeNodeFiles, input, reason }] : [],
    leaves: [
      ...(left.length > 0 ? [leftOf(left.map(({ part }) => part))] : []),
      ...others.values(),
      ...(updated && !others.has('longhorn') ? [updated] : []),
    ],
  }
}

function wishOf(site: Site): Parameters<typeof manifestFiles>[0] {
  const storage = site.boards.filter((board) => keepsReplicas(board, site))
  return {
    configuration: site.configuration,
    storageNodes: storage.length,
    // One setting counts for all nodes: the weakest disk decides.
    isNvme: storage.every(({ replicaDisk }) => replicaDisk.isNvme),
    hasOwnDisk: storage.every(({ replicaDisk }) => replicaDisk.isOwn),
    hasEtcd: site.hasEtcd,
  }
}

/** Another Longhorn than the one that runs has gates of its own: `up` writes no file for it. */
function otherLonghorn({ configuration, index }: Site): Left | undefined {
  const { version } = configuration.longhorn
  const runs = factsOf(index, longhornSettings).find(
    ({ name }) => name === 'current-longhorn-version',
  )?.value
  if (version === undefined || runs === undefined) return undefined
  if (runs.replace(/^v/, '') === version.replace(/^v/, '')) return undefined
  return {
    kind: 'not-asked',
    what: `Longhorn ${version}`,
    reason: `${runs} runs, and another version is exchanged only while every volume is whole`,
    instead: ['bramble update longhorn'],
  }
}

/** The file of Longhorn's HelmChart for another version, where Bramble keeps one on a server. */
export function longhornManifestOn(
  version: string,
  index: EvidenceIndex,
  { configuration }: Around,
): { readonly node: string; readonly file: NodeFile } | undefined {
  if (!configuration) return undefined
  const path = '/var/lib/rancher/k3s/server/manifests/bramble-longhorn.yaml'
  const kept = factsOf(index, nodePreparation).find(({ files }) =>
    files.some((file) => file.path === path && file.ours),
  )
  if (kept?.node === undefined) return undefined
  const longhorn = { ...configuration.longhorn, version: version.replace(/^v/, '') }
  const own = { ...configuration, longhorn }
  const boards = boardsOf(own, index)
  const site: Site = { boards, configuration: own, index, hasEtcd: false, only: undefined }
  const file = manifestFiles(wishOf(site), index).find(({ part }) => part === 'longhorn')?.file
  return file && { node: kept.node, file }
}

function leftOf(parts: readonly string[]): Left {
  const named = [...new Set(parts)].join(',')
  return {
    kind: 'not-asked',
    what: named.replace(',', ' and '),
    reason: 'the cluster was not set up by Bramble, so it may be there in another way',
    instead: [`bramble up --only ${named}`],
  }
}
