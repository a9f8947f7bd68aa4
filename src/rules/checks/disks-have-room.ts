import { filesystems } from '#src/model/facts/node.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const fullPercent = 85
const criticalPercent = 95

export const disksHaveRoom = defineCheck({
  id: 'disks-have-room',
  title: 'disks to have room and free inodes',
  scope: 'node',
  severity: 'warning',
  reads: { filesystems },
  staleAfterSeconds: 300,
  docs: {
    heading: 'Disks have free space and free inodes',
    meaning:
      'At 85 % the kubelet begins to remove images; at 95 % K3s evicts pods, and Longhorn stops placing replicas well before that. Inodes can run out while bytes are free.',
    next: '`bramble explain node-disk-full`',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
  },

  ask({ filesystems }) {
    const full = filesystems.flatMap((disk): Verdict[] => {
      const used = Math.max(disk.usedPercent, disk.inodesUsedPercent ?? 0)
      if (used < fullPercent) return []
      const what = used === disk.usedPercent ? '' : ' of its inodes'
      const reason = `${disk.target} (${disk.source}) is ${used} % full${what}`
      return [
        fail(reason, {
          severity: used >= criticalPercent ? 'critical' : 'warning',
          evidence: [because(disk, reason)],
        }),
      ]
    })
    return full.length > 0 ? full : pass()
  },
})
