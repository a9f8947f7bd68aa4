import { longhornNodes, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const node = (disk: object, ready = 'True', allowScheduling = true) =>
  facts(longhornNodes, [
    {
      name: 'pi02',
      allowScheduling,
      conditions: [{ type: 'Ready', status: ready }],
      disks: [{ name: 'default', path: '/mnt/nvme', replicas: [], conditions: [], ...disk }],
    },
  ])
const full = { conditions: [{ type: 'Schedulable', status: 'False', reason: 'DiskPressure' }] }
const unplaced = facts(longhornVolumes, [
  { name: 'pvc-1', conditions: [{ type: 'Scheduled', status: 'False' }] },
])

testPattern(pattern, {
  finds: [
    {
      name: 'a disk whose mount is gone',
      evidence: [
        log(
          'failed to get disk config: open /mnt/ssd/longhorn-disk.cfg: no such file or directory',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: "Longhorn's sample alert about a disk",
      confidence: 'suspected',
      evidence: [
        log(
          'The used storage of disk default-disk-5c on node pi03 is at 91% capacity for more than 5 minutes.',
        ),
      ],
    },
    {
      name: 'a disk that Longhorn cannot look at, as the UI and an old manager put it',
      evidence: [
        log(
          'Disk ssd-2(/mnt/ssd2) on node den-1 is not ready: failed to get disk config: no such file or directory\nlevel=error msg="Get disk information on node den-1 error: no such file or directory"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a volume whose replica misses its disk',
      evidence: [
        log(
          '    message: disk not found\n    reason: ReplicaSchedulingFailure\n    status: "False"',
        ),
      ],
    },
    {
      name: 'a class whose driver reports no room',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedScheduling 0/3 nodes are available: 3 node(s) did not have enough free storage.',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a path under which another file system lies now, before v1.1',
      evidence: [
        log(
          'level=warning msg="Update disk on node pi03 warning: The disk /srv/longhorn/ has changed file system, please mount it back or remove it"',
        ),
      ],
    },
    {
      name: 'a manager that is out of disks to choose from',
      evidence: [
        log(
          'level=warning msg="Unable to create new replica media-r-fe87" error="No available disk candidates to create a new replica of size 2147483648" volume=media',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the words until Longhorn 1.9',
      evidence: [
        log(
          'the disk default-disk-7a1(/var/lib/longhorn/) on the node den-2 has 12111380480 available, but requires reserved 18777325977, minimal 25% to schedule more replicas',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'two disks that are one file system',
      evidence: [
        log(
          'Disk disk-b(/mnt/b) on node den-2 is not ready: disk has same file system ID 12a7 as other disks [disk-a disk-b]',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a disk that is not mounted any more',
      evidence: [
        log(
          'Disk disk-b(/mnt/b) on node den-2 is not ready: cannot find disk config file, maybe due to a mount error',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'tags that no disk has',
      evidence: [log('message: precheck new replica failed: tags not fulfilled')],
      confidence: 'suspected',
    },
    {
      name: 'more promised than there is',
      evidence: [
        log(
          'storageMaximum: 62591086592\nstorageReserved: 18777325977\nstorageScheduled: 53687091200',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the words of the node controller',
      evidence: [log(read('node-v1.10.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'the condition of a volume',
      evidence: [log(read('volume-v1.4.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a disk under pressure',
      evidence: [node(full)],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
    {
      name: 'a disk switched off while a volume finds no place',
      evidence: [node({ allowScheduling: false }), unplaced],
      confidence: 'suspected',
    },
    {
      name: 'a disk that fills up while a copy is rebuilt on it',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedRebuilding Failed rebuilding replica with Address 10.42.2.9:10000: failed to add replica tcp://10.42.2.9:10000 for volume: failed to sync files: file volume-snap-1.img syncing has failed for 3 times, will error out: no space left on device',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a disk that has room yet',
      evidence: [log('The used storage of node pi03 is at 71% capacity for more than 5 minutes.')],
    },
    {
      name: 'a limit of NATS',
      evidence: [log('insufficient storage resources available')],
    },
    {
      name: 'a disk with room for what it promised',
      evidence: [
        log(
          'storageMaximum: 62591086592\nstorageReserved: 18777325977\nstorageScheduled: 10737418240',
        ),
      ],
    },
    {
      name: 'no place although every disk is well',
      rival: 'longhorn-replica-count-exceeds-nodes',
      evidence: [
        log('level=error msg="unable to schedule replica"'),
        node({ conditions: [{ type: 'Schedulable', status: 'True' }] }),
        unplaced,
      ],
    },
    {
      name: 'a node that shall hold no replicas, with its disk, while a volume wants too many',
      rival: 'longhorn-replica-count-exceeds-nodes',
      evidence: [node({ allowScheduling: false }, 'True', false), unplaced],
    },
    { name: 'a disk switched off on purpose', evidence: [node({ allowScheduling: false })] },
    { name: 'a disk whose node is away', evidence: [node(full, 'False')] },
    {
      name: 'a full root disk',
      rival: 'node-disk-full',
      evidence: [log('write /var/log/syslog: no space left on device')],
    },
    {
      name: 'an unschedulable node',
      rival: 'cordon-left-behind',
      evidence: [log('Unschedulable: false')],
    },
    {
      name: 'words of yesterday, a disk that is well today',
      evidence: [
        log(read('node-v1.10.txt')),
        node({ conditions: [{ type: 'Schedulable', status: 'True' }] }),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a node without the engine image',
      evidence: [
        log(
          "CheckEngineImageReadiness: nodes [rack1 rack2] don't have the engine image longhornio/longhorn-engine:v1.7.2",
        ),
      ],
    },
    {
      name: 'a volume that waits for an engine image',
      evidence: [
        log(
          "message=unable to attach volume pvc-3c to pi02: engine image ei-5f (longhornio/longhorn-engine:v1.1.0) is not ready, it's deploying",
        ),
      ],
    },
    {
      name: 'a replica without its program',
      evidence: [
        log(
          'level=warning msg="Instance pvc-3c-r-1 is state error, error message: exec: \\"/host/var/lib/longhorn/engine-binaries/e-v1.1.1/longhorn\\": stat /host/var/lib/longhorn/engine-binaries/e-v1.1.1/longhorn: no such file or directory"',
        ),
      ],
    },
    {
      name: 'an engine image that is not on the nodes',
      evidence: [
        log(
          'precheck new replica failed: none of the node candidates contains a ready engine image',
        ),
      ],
    },
    { name: 'a degraded volume', silent: true, evidence: [log('volume pvc-1 became degraded')] },
  ],
})
