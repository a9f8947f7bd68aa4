import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { volumeName } from '../replica-health.ts'

const mostNamed = 3

export const nodeHoldsNoReplicas = defineCheck({
  id: 'node-holds-no-replicas',
  title: 'the replicas to have left this node',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornNodes, longhornReplicas, longhornVolumes, longhornEngines },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No Longhorn replica is left on the node',
    meaning:
      'Longhorn builds each replica on another node first and deletes the one here once the new one is healthy. It is done when no disk of the node lists a replica in `status.diskStatus.*.scheduledReplica`, and no replica object names the node.',
    next: '`bramble volumes` shows what is being built; `bramble diagnose` says why one is not.',
    references: [
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/disks-or-nodes-eviction/',
    ],
  },

  ask({ longhornNodes, longhornReplicas, longhornVolumes, longhornEngines }, { node }) {
    const found = longhornNodes.find(({ name }) => name === node)
    if (!found) return unknown('Longhorn lists no node of this name')
    const here = longhornReplicas.filter(({ nodeName }) => nodeName === node)
    const listed = found.disks.flatMap(({ replicas }) => replicas)
    const left = new Set([...here.map(({ name }) => name), ...listed])
    if (left.size === 0) return pass()
    const volumes = [...new Set(here.map(({ volume }) => volume))].sort()
    const words = volumes.slice(0, mostNamed).map((name) => {
      const volume = longhornVolumes.find((candidate) => candidate.name === name)
      const rebuild = longhornEngines
        .filter((engine) => engine.volume === name)
        .flatMap(({ rebuilding }) => rebuilding)[0]
      const progress = rebuild ? `, ${Math.round(rebuild.progressPercent)} % built elsewhere` : ''
      return `${volume ? volumeName(volume) : name}${progress}`
    })
    const more = volumes.length > mostNamed ? ` and ${volumes.length - mostNamed} more` : ''
    const of = words.length > 0 ? `: ${words.join('; ')}${more}` : ''
    const reason = `${left.size === 1 ? '1 replica is' : `${left.size} replicas are`} still on ${found.name}${of}`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
