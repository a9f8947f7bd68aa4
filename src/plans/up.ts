import { digestOf } from '#src/model/canonical-json.ts'
import type { Configuration } from '#src/model/config.ts'
import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { nodePreparation } from '#src/model/facts/node.ts'
import type { Goal, RestsOn } from '#src/model/plan.ts'
import type { Draft, Planner } from './draft.ts'
import { seen } from './seen.ts'
import { type Board, boardsOf } from './up/board.ts'
import { defaultClassDraft } from './up/default-class.ts'
import { joinDraft } from './up/join.ts'
import { manifestDraft } from './up/manifest-steps.ts'
import { measureSteps } from './up/measure.ts'
import { partsIn } from './up/parts.ts'
import { preparedDraft } from './up/prepare.ts'
import { clusterOf, refuseBoards, refuseConfiguration } from './up/refusals.ts'
import type { Site } from './up/site.ts'

/**
 * From boards that answer on SSH to the cluster that bramble.yaml describes, and from a cluster
 * that is not quite that any more back to it. Nothing to do: no steps.
 *
 * @throws usage and cluster errors `up-…`, each before anything is changed, with the board's name
 */
export const planUp: Planner = (goal, index, _accepted, { configuration }): Draft => {
  if (!configuration)
    throw usageError('up-no-configuration', 'There is no bramble.yaml to build a cluster from.', {
      next: 'bramble init pi01=10.0.0.11 pi02=10.0.0.12',
    })
  refuseConfiguration(configuration)
  seen(index, nodePreparation)
  const boards = boardsOf(configuration, index)
  refuseBoards(boards)
  const authority = clusterOf(boards, index)
  const site = siteOf(goal, boards, configuration, index)
  const prepared = preparedDraft(site)
  const joined = joinDraft(site, authority !== undefined)
  const manifests = manifestDraft(site)
  const classes = defaultClassDraft(site)
  return {
    steps: [
      ...measureSteps(boards, site),
      ...prepared.steps,
      ...joined,
      ...manifests.steps,
      ...classes.steps,
    ],
    restsOn: boards.flatMap(restsOn),
    leaves: [...prepared.leaves, ...manifests.leaves, ...classes.leaves],
  }
}

function siteOf(
  goal: Goal,
  boards: readonly Board[],
  configuration: Configuration,
  index: EvidenceIndex,
): Site {
  const servers = boards.filter(({ wish }) => wish.role === 'server')
  const hasEtcd = servers.length > 1 || configuration.k3s.datastore === 'etcd'
  return { boards, configuration, index, hasEtcd, only: partsIn(goal) }
}

function restsOn({ name, preparation }: Board): RestsOn[] {
  const { machineId, clusterAuthority, files, cmdline } = preparation
  const told = { files, line: cmdline?.line ?? '' }
  return [
    { fact: `node/${name} machine`, is: machineId ?? 'not known' },
    { fact: `node/${name} cluster`, is: clusterAuthority?.slice(0, 12) ?? 'none' },
    {
      fact: `node/${name} files`,
      is: digestOf(told).slice(0, 12),
    },
  ]
}
