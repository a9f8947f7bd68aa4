import { persistentVolumes, volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { type Volume, volumeName } from '../replica-health.ts'

const driver = 'driver.longhorn.io'

export const volumesAreLetGo = defineCheck({
  id: 'volumes-are-let-go',
  title: 'each volume attached here to be let go with its pod',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornVolumes, persistentVolumes, volumeAttachments },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'Volumes attached to the node detach with their pods',
    meaning:
      "A volume that a pod uses is detached when the pod has moved. One that is attached for no pod (by hand in Longhorn's page, for a backup, a restore or an expansion) stays attached, and as long as it does Longhorn keeps its budget over the node's instance manager: a drain waits for it in vain.",
    next: "Wait until Longhorn is done with it, or detach it in Longhorn's page.",
    accepting: 'The drain waits until the volume is let go, and stops where that takes too long.',
    references: ['https://longhorn.io/docs/1.12.1/maintenance/maintenance/'],
  },

  ask({ longhornVolumes, persistentVolumes, volumeAttachments }, { node }) {
    const forPods = new Set(
      volumeAttachments
        .filter(({ attacher, nodeName }) => attacher === driver && nodeName === node)
        .map(({ volumeName: name }) => name),
    )
    const held = longhornVolumes.flatMap((volume): Verdict[] => {
      // A shared volume is attached for its share manager, a pod that moves like any other.
      if (!isAttachedTo(volume, node) || volume.accessMode === 'rwx') return []
      const own = persistentVolumes.filter((one) => one.handle === volume.name)
      if (own.some(({ name }) => forPods.has(name))) return []
      const reason = `${volumeName(volume)} is attached here for no pod: by hand, or by Longhorn's own work`
      const subject = `attached/${volume.name}`
      return [fail(reason, { subject, evidence: [because(volume, reason)] })]
    })
    return held.length > 0 ? held : pass()
  },
})

function isAttachedTo(
  { state, currentNode, deletedAt }: Volume,
  node: string | undefined,
): boolean {
  return state === 'attached' && currentNode === node && deletedAt === undefined
}
