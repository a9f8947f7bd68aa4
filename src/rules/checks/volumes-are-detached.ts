import { volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { volumeName } from '../replica-health.ts'

export const volumesAreDetached = defineCheck({
  id: 'volumes-are-detached',
  title: 'each volume to be detached',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornVolumes, volumeAttachments },
  staleAfterSeconds: 60,
  docs: {
    heading: 'All Longhorn volumes are detached',
    meaning:
      'No Longhorn volume is attached anywhere, and Kubernetes asks for no attachment: everything that was written is on the disks, in each replica alike.',
    next: '`bramble volumes` names them; one that is attached by hand is detached in Longhorn’s page, a DaemonSet that uses one is yours to end.',
    references: ['https://longhorn.io/docs/1.12.1/nodes-and-volumes/volumes/detaching-volumes/'],
  },

  ask({ longhornVolumes, volumeAttachments }) {
    const attached = longhornVolumes
      .filter(({ state, deletedAt }) => state !== 'detached' && deletedAt === undefined)
      .map((volume): Verdict => {
        const where = volume.currentNode ? ` on ${volume.currentNode}` : ''
        const reason = `${volumeName(volume)} is ${volume.state ?? 'in no known state'}${where}`
        return fail(reason, {
          subject: `volume/${volume.name}`,
          evidence: [because(volume, reason)],
        })
      })
    const asked = volumeAttachments.map((attachment): Verdict => {
      const { volumeName: name = '?', nodeName } = attachment
      const reason = `${name} is asked for on ${nodeName}`
      return fail(reason, {
        subject: `attachment/${name}`,
        evidence: [because(attachment, reason)],
      })
    })
    return attached.length + asked.length > 0 ? [...attached, ...asked] : pass()
  },
})
