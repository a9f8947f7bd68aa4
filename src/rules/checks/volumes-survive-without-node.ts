import { nodes } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { neverAttached, volumeName, wantsOneCopy, whyNoOtherCopy } from '../replica-health.ts'

export const volumesSurviveWithoutNode = defineCheck({
  id: 'volumes-survive-without-node',
  title: 'each volume to have a healthy replica elsewhere',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { longhornVolumes, longhornReplicas, longhornEngines, longhornNodes, nodes },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'Each volume has a healthy replica on another node',
    meaning:
      'Each volume with a replica on the node has another one that is whole: `healthyAt` set, `failedAt` empty, on a Ready node, and RW in its engine while the volume is attached. Volumes that want one copy only, and volumes that were never attached, are asked about by checks of their own.',
    next: 'Wait for the rebuild (`bramble volumes`), free a disk that keeps it from starting, or ask for fewer replicas: `bramble replicas COUNT --volume NAME`.',
    references: ['https://longhorn.io/docs/1.12.1/maintenance/maintenance/'],
  },

  ask(storage, { node = '', now }) {
    const here = storage.longhornReplicas.filter((replica) => replica.nodeName === node)
    const verdicts = [...new Set(here.map((replica) => replica.volume))].flatMap(
      (name): Verdict[] => {
        const subject = `volume/${name}`
        const volume = storage.longhornVolumes.find((candidate) => candidate.name === name)
        if (!volume)
          return [unknown(`${node} has a replica of a volume that is not listed`, { subject })]
        const decided = volume.deletedAt || wantsOneCopy(volume) || neverAttached(volume, storage)
        if (decided) return []
        const why = whyNoOtherCopy(volume, node, storage, now)
        if (why === undefined) return []
        const reason = `${volumeName(volume)}: ${node} may hold its last healthy replica; ${why}`
        return [fail(reason, { subject, evidence: [because(volume, reason)] })]
      },
    )
    return verdicts.length > 0 ? verdicts : pass(`${here.length} replicas have a twin`)
  },
})
