import { trends } from '#src/model/facts/trends.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { foreseen } from '../../words/foreseen.ts'

export default defineSymptom({
  id: 'disk-filling-up',
  title: 'A disk fills up, day after day',
  severity: 'warning',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: { trends },
  rivals: [
    {
      cause: 'node-disk-full',
      tell: 'No forecast: 95 percent or more is used already, or the kubelet reports DiskPressure.',
    },
  ],
  decides: 'sudo du -xhd3 /var | sort -h | tail -n 20',
  remedy: 'free-disk',
  docs: {
    meaning:
      'What is left of a disk went down in most of the last days, by the figures that Bramble keeps of each look. The days are a forecast from the quicker and the slower of those days. More than two weeks ahead it is told for information.',
    impact:
      'Nothing yet. From 85 percent on the kubelet removes images that nobody uses, K3s evicts pods at 95, and on a full disk K3s and its datastore stop.',
    diagnosis:
      '`bramble trends {node}` shows the course. On that node look for what grows: `df -h`, `sudo du -xhd3 /var | sort -h | tail -n 20`, `journalctl --disk-usage`, `sudo k3s crictl images`.',
    mitigation:
      'Limit what grows before it ends: SystemMaxUse in journald.conf, the logs of a pod that says too much, snapshots that nobody prunes, images (`sudo k3s crictl rmi --prune`). Where it is a disk of Longhorn its replicas grow: free space inside the volumes, or add a disk. Never delete inside /var/lib/longhorn by hand.',
    references: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      'https://kubernetes.io/docs/concepts/architecture/garbage-collection/',
      'https://www.freedesktop.org/software/systemd/man/latest/journald.conf.html',
    ],
  },

  match: ({ trends }) => foreseen(trends, ['disk-available']),
})
