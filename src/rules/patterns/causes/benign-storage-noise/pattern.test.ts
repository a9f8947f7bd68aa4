import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'what a thin pool has promised',
      evidence: [
        log(
          '  WARNING: Sum of all thin volume sizes (<2.44 TiB) exceeds the size of thin pool vg0/data and the size of whole volume group (931.00 GiB).\n  WARNING: You have not turned on protection against thin pools running out of space.',
        ),
      ],
    },
    {
      name: 'a check that is due',
      evidence: [
        log('EXT4-fs (sdc): warning: maximal mount count reached, running e2fsck is recommended'),
        log('EXT4-fs (mmcblk0p2): warning: checktime reached, running e2fsck is recommended'),
      ],
    },
    {
      name: 'a condition of K3s that Longhorn does not know',
      evidence: [
        log(
          '12s  Warning  UnknownNodeConditionTrue  node/pi01  Unknown condition true of kubernetes node pi01: condition type is EtcdIsVoter, reason is MemberNotLearner, message is Node is a voting member of the etcd cluster',
          { origin: 'events' },
        ),
        log(
          'Unknown condition true of kubernetes node pi02: condition type is EtcdIsVoter, reason is MemberNotLearner, message is Node is a voting member of the etcd cluster',
        ),
      ],
    },
    { name: 'an orphan session', evidence: [log(read('iscsid-2.1.txt'))] },
    { name: 'an orphan session in older words', evidence: [log(read('iscsid-2.0.txt'))] },
    { name: 'the folder of a pod that moved', evidence: [log(read('kubelet-v1.26.txt'))] },
    {
      name: 'two backups of one volume',
      evidence: [
        log('failed lock backupstore/volumes/1/2/pvc-1/locks/lock-9.lck type 2 acquisition'),
      ],
    },
    {
      name: 'versions of Longhorn objects',
      evidence: [
        log(
          '"Key" : "/registry/longhorn.io/engines/longhorn-system/pvc-1-e-0"\n"Version" : 914223',
        ),
      ],
    },
    {
      name: 'a new replica, of whose health there is no time yet',
      evidence: [
        log(
          'level=error msg="Failed to check if replica pvc-1-r-7 transitioned to mode RW after it was last healthy" error="cannot parse timestamp : parsing time \\"\\" as \\"2006-01-02T15:04:05Z07:00\\": cannot parse \\"\\" as \\"2006\\""',
        ),
      ],
    },
    {
      name: 'labels of a recurring job, and a disk that is asked to flush',
      evidence: [
        log(
          'level=warning msg="Ignoring recurring job labels on Volume pvc-1 PVC data-0 due to missing source label"\ntgtd: bs_longhorn_request(136) unsupported cmd->scb[0]: 35',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a thin pool that has promised too much and fills',
      evidence: [
        log(
          '  WARNING: You have not turned on protection against thin pools running out of space.\n  WARNING: Thin pool vg0-data-tpool data is now 90.11% full.',
        ),
      ],
    },
    {
      name: 'a table whose rows do not say which is the pool',
      evidence: [
        log(
          '  LV    LSize  Data%  Meta%\n  data  600.00 97.80  4.10\n  WARNING: You have not turned on protection against thin pools running out of space.',
        ),
      ],
    },
    {
      name: 'the same, of which a table tells',
      evidence: [
        log(
          '  WARNING: Sum of all thin volume sizes (<2.44 TiB) exceeds the size of thin pool vg0/data and the size of whole volume group (931.00 GiB).\n  data vg0  twi-aotz-- 600.00g             97.80  4.10',
        ),
      ],
    },
    {
      name: 'a check that is due over errors',
      rival: 'filesystem-corruption',
      evidence: [
        log('EXT4-fs (sdc): warning: mounting fs with errors, running e2fsck is recommended'),
      ],
    },
    {
      name: 'a condition of a node that is a fault',
      rival: 'node-disk-full',
      evidence: [
        log(
          'Unknown condition true of kubernetes node pi01: condition type is KernelDeadlock, reason is DockerHung, message is task docker:7 blocked for more than 120 seconds',
        ),
      ],
    },
    {
      name: 'a command that the disk should know',
      evidence: [log('tgtd: bs_longhorn_request(136) unsupported cmd->scb[0]: 8a')],
    },
    {
      name: 'a replica whose time is broken',
      evidence: [
        log(
          'msg="Failed to check if replica pvc-1-r-7 transitioned to mode RW after it was last healthy" error="cannot parse timestamp yesterday: parsing time"',
        ),
      ],
    },
    {
      name: 'iscsiadm that reaches nothing',
      rival: 'longhorn-iscsi-unusable',
      evidence: [
        log(read('iscsid-2.1.txt')),
        log('iscsiadm: cannot make connection to 10.42.7.19: No route to host'),
      ],
    },
    {
      name: 'an engine that died',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(read('iscsid-2.1.txt')),
        log('Engine of volume pvc-1 dead unexpectedly, reattach the volume'),
      ],
    },
    {
      name: 'a volume that does not attach',
      evidence: [
        log(read('iscsid-2.0.txt')),
        log('AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = DeadlineExceeded'),
      ],
    },
    {
      name: 'another missing module',
      evidence: [log('Kernel modules [iscsi_tcp dm_crypt] are not loaded')],
    },
  ],
  cannotTell: [
    {
      name: 'an orphan session beside a faulted volume',
      evidence: [
        log(read('iscsid-2.1.txt')),
        facts(longhornVolumes, [{ name: 'pvc-1', robustness: 'faulted', conditions: [] }]),
      ],
    },
  ],
})
