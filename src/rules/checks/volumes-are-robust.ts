import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const volumesAreRobust = defineCheck({
  id: 'volumes-are-robust',
  title: 'Longhorn volumes to be healthy',
  scope: 'cluster',
  severity: 'warning',
  reads: { longhornVolumes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Longhorn volumes are healthy',
    meaning:
      'A degraded volume has fewer healthy replicas than it wants; a faulted one has none that can be used. `unknown` is normal while a volume is detached.',
    next: '`bramble volumes` shows where the healthy replicas are. Never delete the replicas of a faulted volume.',
    references: ['https://longhorn.io/docs/1.12.1/monitoring/'],
  },

  ask({ longhornVolumes }) {
    const troubled = longhornVolumes.flatMap((volume): Verdict[] => {
      if (volume.robustness !== 'degraded' && volume.robustness !== 'faulted') return []
      const name = volume.claimName ?? volume.name
      const since = volume.lastDegradedAt ? ` since ${volume.lastDegradedAt}` : ''
      const reason = `${name} is ${volume.robustness}${since}`
      const severity = volume.robustness === 'faulted' ? 'critical' : 'warning'
      return [
        fail(reason, {
          subject: `volume/${volume.name}`,
          severity,
          evidence: [because(volume, reason)],
        }),
      ]
    })
    return troubled.length > 0 ? troubled : pass(`${longhornVolumes.length} volumes`)
  },
})
