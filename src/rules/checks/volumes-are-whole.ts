import { longhornEngines, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const volumesAreWhole = defineCheck({
  id: 'volumes-are-whole',
  title: 'every attached volume to be healthy, and none to be rebuilt',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { longhornVolumes, longhornEngines },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'Every attached volume is healthy, and none is rebuilding',
    meaning:
      'While Longhorn itself is exchanged nothing rebuilds a replica. A volume that is degraded then, or faulted, may lose its last copy meanwhile.',
    next: 'Wait for the rebuild: `bramble volumes`. A volume that can never be whole wants fewer replicas: `bramble replicas`.',
    references: ['https://longhorn.io/docs/1.12.1/deploy/upgrade/'],
  },

  ask({ longhornVolumes, longhornEngines }) {
    const sick = longhornVolumes.flatMap((volume): Verdict[] => {
      const { name, state, robustness } = volume
      const isWhole = robustness === 'healthy' || (state === 'detached' && robustness === 'unknown')
      if (isWhole) return []
      const reason = `${volume.claimName ?? name} is ${robustness ?? 'in no known state'}`
      return [fail(reason, { subject: `volume/${name}`, evidence: [because(volume, reason)] })]
    })
    const rebuilding = longhornEngines.flatMap((engine): Verdict[] => {
      if (engine.rebuilding.length === 0) return []
      const reason = `a replica of ${engine.volume} is being rebuilt`
      return [
        fail(reason, { subject: `volume/${engine.volume}`, evidence: [because(engine, reason)] }),
      ]
    })
    const all = [...sick, ...rebuilding]
    return all.length > 0 ? all : pass(`${longhornVolumes.length} volumes`)
  },
})
