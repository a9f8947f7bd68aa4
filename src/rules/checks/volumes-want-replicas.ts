import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { volumeName } from '../replica-health.ts'
import { replicaWishOf } from '../replica-wish.ts'

export const volumesWantReplicas = defineCheck({
  id: 'volumes-want-replicas',
  title: 'each of the volumes to want that many replicas',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornVolumes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The volumes have the wished number of replicas',
    meaning:
      '`spec.numberOfReplicas` of the volume is the number that was asked for. How many it has, and whether one is being rebuilt, `bramble volumes` says.',
    next: '`kubectl -n longhorn-system get volumes.longhorn.io`: something may set the number back.',
    references: ['https://longhorn.io/docs/1.12.1/concepts/#23-replicas'],
  },

  ask({ longhornVolumes }, { wish }) {
    const { count, volumes } = replicaWishOf(wish)
    const verdicts = volumes.flatMap((name): Verdict[] => {
      const subject = `volume/${name}`
      const volume = longhornVolumes.find((candidate) => candidate.name === name)
      if (!volume) return [unknown('Longhorn lists no such volume any more', { subject })]
      if (volume.wantedReplicas === count) return []
      const reason = `${volumeName(volume)} wants ${volume.wantedReplicas ?? 'an unknown number of'} replicas`
      return [fail(reason, { subject, evidence: [because(volume, reason)] })]
    })
    return verdicts.length > 0 ? verdicts : pass()
  },
})
