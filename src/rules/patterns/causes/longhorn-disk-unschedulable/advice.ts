import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case: why the disk takes nothing. */
const cases: readonly AdviceCase[] = [
  [
    /diskUUID|DiskFilesystemChanged|changed file system|longhorn-disk\.cfg|NoDiskInfo|disk config file|same file system ID|is not ready|disk not found|disk information/i,
    'Another file system than the known one lies at that path, or none: mount the right disk there (`findmnt PATH`, `blkid`, an entry by UUID in /etc/fstab), then delete the longhorn-manager pod of that node. A disk that was replaced or formatted: take it out of the Longhorn node with its replicas, and add it as a new one; replicas are rebuilt from other nodes.',
  ],
  [
    /tags? not fulfilled|hard affinity|topology requirement|LocalReplicaScheduling/i,
    'Give the disk or node the tag that the volume or its class asks for, or take that wish away.',
  ],
  [
    /switched off|allowScheduling/i,
    'Switched off: allow scheduling on that disk again, where nobody had a reason to forbid it.',
  ],
  [
    /^(?!.*(?:diskUUID|DiskFilesystemChanged|longhorn-disk\.cfg|changed file system|switched off|not fulfilled)).*(?:storage|space|schedul|unavailable|candidate|capacity|requires reserved|DiskPressure|provision|bytes)/i,
    'Delete snapshots that nobody needs, trim file systems, remove orphaned replica folders by Longhorn, or add a disk. Raise storage-over-provisioning-percentage only if the volumes stay far below their size.',
  ],
]

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(
  cases,
  'Touch no file in a replica folder by hand.',
)
