import { longhornReplicas, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { type Volume, volumeName } from '../replica-health.ts'

export const volumesHaveAHealthyCopy = defineCheck({
  id: 'volumes-have-a-healthy-copy',
  title: 'each volume to have a healthy replica before all of them stop',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { longhornVolumes, longhornReplicas },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Each volume has a healthy replica before everything stops',
    meaning:
      'A faulted volume has no replica that Longhorn would use. Which one was whole last is told by what is known now, and by times that are minutes apart: it is cured before everything stops and starts again.',
    next: '`bramble volumes`; leave the replicas of a faulted volume alone, and bring its node back.',
    references: ['https://longhorn.io/docs/1.12.1/high-availability/recover-volume/'],
  },

  ask({ longhornVolumes, longhornReplicas }) {
    const lost = longhornVolumes.flatMap((volume): Verdict[] => {
      const own = longhornReplicas.filter((replica) => replica.volume === volume.name)
      const why = whyLost(volume, own)
      if (volume.deletedAt !== undefined || why === undefined) return []
      const reason = `${volumeName(volume)} ${why}`
      return [
        fail(reason, { subject: `volume/${volume.name}`, evidence: [because(volume, reason)] }),
      ]
    })
    return lost.length > 0 ? lost : pass(`${longhornVolumes.length} volumes`)
  },
})

function whyLost(
  { robustness }: Volume,
  replicas: readonly { healthyAt?: string | undefined; failedAt?: string | undefined }[],
): string | undefined {
  if (robustness === 'faulted') return 'is faulted'
  const isWritten = replicas.some(({ healthyAt, failedAt }) => healthyAt || failedAt)
  const isHealthy = replicas.some(({ healthyAt, failedAt }) => healthyAt && !failedAt)
  return isWritten && !isHealthy ? 'has no healthy replica' : undefined
}
