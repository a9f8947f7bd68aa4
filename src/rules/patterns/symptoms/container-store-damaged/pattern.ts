import { lines } from '#src/model/line.ts'
import { match, noMatch, type Reason } from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'

/**
 * Layers that containerd's own list has and the disk has not, or the other way round
 * (containerd core/snapshots/storage/bolt.go, plugins/snapshots/overlay/overlay.go).
 */
const layers = lines(
  ['failed to stat parent: stat', 'failed to create snapshot: missing parent', 'parent snapshot '],
  /failed to stat parent: stat \S+\/snapshots\/\d+\/fs: no such file|missing parent \S+ bucket: not found|parent snapshot \S+ does not exist: not found/,
)
/** Its list of pods, or what the kubelet reads from it (containerd internal/cri, kubelet cm). */
const records = lines(
  [
    'failed to get metadata for stored sandbox',
    'failed to recover state: ',
    'build map of initial containers from runtime',
  ],
  /failed to get metadata for stored sandbox|failed to recover state: (?!.*(?:deadline|connection))|initial containers from runtime: no Pod[Ss]and[Bb]ox found/,
)
/** bbolt finds pages in the file that make no sense (bbolt page.go, db.go); etcd has files of its own. */
const database = lines(
  ['/meta.db', 'metadata.v1.bolt'],
  /(?:meta\.db|metadata\.v1\.bolt).*(?:invalid database|checksum error|version mismatch|structure needs cleaning|input\/output error|panic)/i,
)

export default defineSymptom({
  id: 'container-store-damaged',
  title: "containerd's store of images and pods does not fit itself any more",
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: { layers, records, database },
  rivals: [
    {
      cause: 'image-unusable',
      tell: 'The registry refuses, or the image has no build for this processor: the store is whole.',
    },
    {
      cause: 'kernel-feature-missing',
      tell: '`failed to mount rootfs component`: the layers are there and cannot be stacked.',
    },
  ],
  decides: 'journalctl --list-boots; df -h /var/lib/rancher; dmesg | grep -iE "error|ext4|mmc"',
  remedy: 'renew-container-store',
  docs: {
    meaning:
      'containerd keeps a list of layers and pods beside the layers themselves. After a hard stop, a full disk or a failing one the two differ: the list names what is not on the disk. It does not mend itself, and pulling the image again does not help.',
    impact:
      'Pods of some images do not start on that node, or K3s exits at each start with the words of containerd. Volumes and the datastore are not touched.',
    diagnosis:
      'On {node}: `tail -n 50 /var/lib/rancher/k3s/agent/containerd/containerd.log`. Then look for what broke it: the end of the boot before (`journalctl -b -1 -n 30`), `df -h`, and errors of the disk in `dmesg`.',
    mitigation:
      'Drain {node} if it still answers, `systemctl stop k3s k3s-agent`, run k3s-killall.sh, move /var/lib/rancher/k3s/agent/containerd away and start K3s: it pulls all images again. Images that no registry has must be imported again (`k3s ctr images import`). Remove what broke the store first, or it will happen again.',
    references: [
      'https://github.com/containerd/containerd/issues/3671',
      'https://github.com/k3s-io/k3s/issues/3814',
      'https://github.com/k3s-io/k3s/issues/5669',
      'https://github.com/k3s-io/k3s/issues/11973',
      'https://github.com/containerd/containerd/blob/main/core/snapshots/storage/bolt.go',
    ],
  },

  match({ layers, records, database }) {
    const damage: Reason[] = [...layers, ...records, ...database]
    return damage.length > 0 ? match('confirmed', damage) : noMatch
  },
})
