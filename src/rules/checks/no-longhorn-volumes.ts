import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const noLonghornVolumes = defineCheck({
  id: 'no-longhorn-volumes',
  title: 'no Longhorn volume to be in the cluster that ends',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { longhornVolumes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The cluster that is replaced has no Longhorn volume',
    meaning:
      'An older datastore over newer replicas gives volumes that attach for ever, or takes a stale replica for a healthy one. Bramble replaces a datastore only where no volume could suffer from it.',
    next: 'docs/backup.md says how it is done by hand, volume by volume.',
    references: ['https://github.com/longhorn/longhorn/issues/1969'],
  },

  ask({ longhornVolumes }) {
    if (longhornVolumes.length === 0) return pass()
    return longhornVolumes.map((volume) => {
      const reason = `${volume.name} has replicas on disk that the restored datastore would not know`
      return fail(reason, { subject: `volume/${volume.name}`, evidence: [because(volume, reason)] })
    })
  },
})
