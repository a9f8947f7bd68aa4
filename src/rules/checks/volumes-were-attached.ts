import { nodes } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { neverAttached, replicasOf, volumeName } from '../replica-health.ts'

export const volumesWereAttached = defineCheck({
  id: 'volumes-were-attached',
  title: 'each volume with a replica here to have been attached once',
  scope: 'node',
  severity: 'info',
  askedBy: 'steps',
  reads: { longhornVolumes, longhornReplicas, longhornEngines, longhornNodes, nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Each volume with a replica on the node was attached once',
    meaning:
      'A volume that was never attached has no healthy replica yet, and nothing was ever written to it. Whether a copy elsewhere is whole cannot be said of it, so it is named.',
    next: 'Delete the claim if nobody wants it, or start what uses it once.',
    references: ['https://github.com/longhorn/longhorn/issues/2673'],
  },

  ask(storage, { node }) {
    const never = storage.longhornVolumes.filter(
      (volume) =>
        neverAttached(volume, storage) &&
        replicasOf(volume, storage).some((replica) => replica.nodeName === node),
    )
    const named = never.map((volume): Verdict => {
      const reason = `${volumeName(volume)} was never attached: it has no replica that was ever healthy`
      return fail(reason, { subject: `volume/${volume.name}`, evidence: [because(volume, reason)] })
    })
    return named.length > 0 ? named : pass()
  },
})
