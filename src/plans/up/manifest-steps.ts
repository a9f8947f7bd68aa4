import type { Left } from '#src/model/plan.ts'
import { asTold } from '#src/steps/up/node-file.ts'
import { writeNodeFiles } from '#src/steps/up/write-node-files.ts'
import type { Draft } from '../draft.ts'
import { manifestFiles } from './manifests.ts'
import { isAsked, keepsReplicas, type Site } from './site.ts'

/** Longhorn and monitoring: K3s applies what lies in the first server's folder of manifests. */
export function manifestDraft(site: Site): {
  readonly steps: Draft['steps']
  readonly leaves: readonly Left[]
} {
  const server = site.boards.find(({ wish }) => wish.role === 'server')
  if (!server) return { steps: [], leaves: [] }
  const storage = site.boards.filter((board) => keepsReplicas(board, site))
  const wish = {
    configuration: site.configuration,
    storageNodes: storage.length,
    // One setting counts for all nodes: the weakest disk decides.
    isNvme: storage.every(({ replicaDisk }) => replicaDisk.isNvme),
    hasOwnDisk: storage.every(({ replicaDisk }) => replicaDisk.isOwn),
    hasEtcd: site.hasEtcd,
  }
  const has = new Set(
    server.preparation.files.map(
      ({ path, sha256, mode, owner }) => `${path} ${sha256} ${mode} ${owner}`,
    ),
  )
  const differing = manifestFiles(wish, site.index).filter(({ file }) => !has.has(asTold(file)))
  const asked = differing.filter(({ part }) => isAsked(part, server, site))
  const left = differing.filter((one) => !asked.includes(one))
  const reason = 'K3s applies what lies there, and again whenever it changes'
  const input = { node: server.name, files: asked.map(({ file }) => file), tells: [] }
  return {
    steps: asked.length > 0 ? [{ step: writeNodeFiles, input, reason }] : [],
    leaves: left.length > 0 ? [leftOf(left.map(({ part }) => part))] : [],
  }
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
