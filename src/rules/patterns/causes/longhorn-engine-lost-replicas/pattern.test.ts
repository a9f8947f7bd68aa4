import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'writes to a volume that wait for minutes',
      confidence: 'suspected',
      evidence: [
        log(
          'sd 7:0:0:1: [sdd] tag#3 timing out command, waited 180s\nblk_update_request: I/O error, dev sdd, sector 91 op 0x1:(WRITE)\nXFS (sdd): log I/O error -5',
        ),
      ],
    },
    {
      name: 'an instance manager that ended with all replicas of a volume',
      confidence: 'suspected',
      evidence: [
        log(
          'time="2026-05-02T07:00:10Z" level=warning msg="Cannot find the instance manager for the running instance pvc-4-r-2, will mark the instance as state ERROR"\ntime="2026-05-02T07:00:11Z" level=info msg="All replicas are failed, set engine salvageRequested to true" controller=longhorn-volume volume=pvc-4',
        ),
      ],
    },
    {
      name: 'sessions that do not answer, in notes',
      evidence: [log('NOP timeouts on many iSCSI connections at 03:10, then again at 03:14')],
      confidence: 'suspected',
    },
    {
      name: "iscsid's word for it",
      evidence: [
        log(
          'iscsid: Nop-out timedout after 5 seconds on connection 3:0 state (3). Dropping session.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a program without its files, and a volume that is faulted',
      evidence: [
        log(
          'mysqld: Input/output error: could not open ibdata1\nvolume mysql-data: detached, faulted',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'two replicas that end the connection to their engine',
      evidence: [
        log(
          '[pvc-5f-e-0] time="2026-11-24T02:10:06Z" level=error msg="Error reading from wire 10.42.4.9:10404" error=EOF\n[pvc-5f-e-0] time="2026-11-24T02:10:06Z" level=error msg="Error reading from wire 10.42.5.2:10184" error=EOF',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an old engine whose writes time out',
      evidence: [
        log(
          'level=error msg="Write timeout on replica 10.42.3.9:10031 seq= 71 size= 4 (kB)"\ntgtd: bs_longhorn_request(150) io error 0x55d0 2a -14 4096',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a LUN 1 that went offline under its file system',
      evidence: [
        log(
          'sd 18:0:0:1: rejecting I/O to offline device\nEXT4-fs error (device sdk): ext4_journal_check_start:83: Detected aborted journal',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the volume of a share manager',
      evidence: [
        log(
          'Aborting journal on device sda-8.\nEXT4-fs error (device sda): ext4_journal_check_start:86: comm ganesha.nfsd: Detected aborted journal',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an engine that marks its last replica, in the words since v1.0',
      evidence: [
        log(
          'level=info msg="Setting replica tcp://10.42.4.9:10000 to mode ERR" volume=pvc-8e\nlevel=error msg="I/O error" error="tcp://10.42.4.9:10000: r/w timeout" volume=pvc-8e\nlevel=error msg="I/O error" error="no backend available" volume=pvc-8e',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a LUN 1 whose session was torn down under a read',
      evidence: [
        log(
          'sd 7:0:0:1: [sdf] tag#4 FAILED Result: hostbyte=DID_TRANSPORT_FAILFAST driverbyte=DRIVER_OK cmd_age=8s',
          { origin: 'kernel' },
        ),
      ],
      confidence: 'suspected',
    },
    { name: 'the event alone', evidence: [log(read('manager-v1.6.txt'))], confidence: 'suspected' },
    {
      name: 'the kernel alone, with its iSCSI session',
      evidence: [log(read('kernel-5.15.txt'), { origin: 'kernel' })],
      confidence: 'suspected',
    },
    { name: 'the engine', evidence: [log(read('engine-v1.4.txt'))], confidence: 'suspected' },
    {
      name: 'both sides of it',
      evidence: [log(read('manager-v1.6.txt')), log(read('kernel-5.15.txt'), { origin: 'kernel' })],
      confidence: 'confirmed',
    },
    {
      name: 'volumes that are well again',
      evidence: [
        log(read('manager-v1.6.txt')),
        facts(longhornVolumes, [{ name: 'pvc-2f', robustness: 'healthy', conditions: [] }]),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an engine that knows none of its replicas any more',
      evidence: [
        log(
          'level=warning msg="All replica in engine\'s ReplicaModeMap are unknown and errored. Marking all replicas of the engine as failed"',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'one replica that ended with its instance manager',
      evidence: [
        log(
          'time="2026-05-02T07:00:10Z" level=warning msg="Cannot find the instance manager for the running instance pvc-4-r-2, will mark the instance as state ERROR"',
        ),
      ],
    },
    {
      name: 'a volume that is faulted for want of a place',
      rival: 'longhorn-disk-unschedulable',
      evidence: [
        log('state: detached\nrobustness: faulted\nReplicaSchedulingFailure: insufficient storage'),
      ],
    },
    {
      name: 'a program without its files, and volumes that are well',
      evidence: [
        log('cp: error reading: Input/output error\nall volumes are attached and healthy'),
      ],
    },
    {
      name: 'a session that came back by itself',
      rival: 'benign-storage-noise',
      evidence: [
        log(
          'kernel: connection4:0: detected conn error (1020)\niscsid: connection4:0 is operational after recovery (1 attempts)',
        ),
      ],
    },
    {
      name: 'the second disk of a USB case',
      rival: 'usb-storage-fault',
      evidence: [
        log(
          'usb 2-1: reset SuperSpeed USB device number 2 using xhci_hcd\nsd 0:0:0:1: [sdb] tag#0 Sense Key : Medium Error [current]',
        ),
      ],
    },
    {
      name: 'a node that was restarted and its volumes with it',
      rival: 'benign-transient-or-false-alert',
      evidence: [
        log(read('manager-v1.6.txt')),
        log('Normal AutoSalvaged Replica pvc-2f-r-1 will be automatically salvaged'),
        log('Warning Rebooted Node den-3 has been rebooted, boot id: 0d0a'),
      ],
    },
    {
      name: 'a physical disk',
      rival: 'disk-media-failing',
      evidence: [
        log('[ 901.2] critical medium error, dev sda, sector 98812 op 0x0:(READ)', {
          origin: 'kernel',
        }),
      ],
    },
    {
      name: 'a node that ran out of memory',
      rival: 'oom-killer-node',
      evidence: [log('Out of memory: Killed process 77 (java)')],
    },
    {
      name: 'an HTTP timeout',
      evidence: [log('proxy: no answer received in time, switched to ERROR page')],
    },
  ],
  cannotTell: [
    {
      name: 'a program that cannot write',
      evidence: [
        log('write to WAL: log samples: write /data/wal/00000017: input/output error', {
          origin: 'pods',
        }),
      ],
    },
    {
      name: 'a file system that cannot write its superblock',
      evidence: [log('EXT4-fs (sdc): I/O error while writing superblock', { origin: 'kernel' })],
    },
    {
      name: 'a copy whose source goes away',
      evidence: [
        log(
          'failed to sync files [volume-head-001.img] from tcp://10.42.1.2:10000: error reading from server: EOF',
        ),
      ],
    },
    {
      name: 'a file system that lost its journal on a disk sdX',
      evidence: [
        log(
          '[ 77.2] EXT4-fs error (device sdf) in ext4_reserve_inode_write:5764: Journal has aborted',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: "Longhorn's sample alert about a volume",
      evidence: [log('Longhorn volume pvc-5c1 on pi02 is Fault for more than 2 minutes.')],
    },
    {
      name: 'the same of a volume that still works',
      evidence: [log('Longhorn volume pvc-5c1 on pi02 is Degraded for more than 5 minutes.')],
    },
    {
      name: 'a replica whose description is torn',
      evidence: [
        log(
          '[pvc-5c-r-1] time="2026-02-03T04:05:06Z" level=fatal msg="Error running start replica command: unexpected end of JSON input"',
        ),
      ],
    },
    {
      name: 'a copy that lacks the description of a snapshot',
      evidence: [
        log('level=error msg="Error in request: Failed to find metadata for volume-snap-5c1e.img"'),
      ],
    },
    {
      name: 'replicas that all failed, and nothing says over what',
      evidence: [
        log(
          'time="2026-05-02T07:00:11Z" level=info msg="All replicas are failed, set engine salvageRequested to true" controller=longhorn-volume volume=pvc-4',
        ),
      ],
    },
    {
      name: 'an iSCSI target that did not answer a ping',
      evidence: [
        log(
          'iscsid[599]: Kernel reported iSCSI connection 4:0 error (1022 - ISCSI_ERR_NOP_TIMEDOUT: A NOP has timed out) state (3)',
        ),
      ],
    },
    {
      name: 'replicas that no disk takes back',
      evidence: [
        log(
          'time="2026-05-02T07:00:10Z" level=warning msg="Cannot find the instance manager for the running instance pvc-4-r-2, will mark the instance as state ERROR"\ntime="2026-05-02T07:00:11Z" level=info msg="All replicas are failed, set engine salvageRequested to true" controller=longhorn-volume volume=pvc-4\nlevel=info msg="Bringing up 0 replicas for auto-salvage" volume=pvc-4',
        ),
      ],
    },
    {
      name: 'a replica that has missed writes',
      evidence: [
        log(
          'time="2026-03-01T11:40:00Z" level=error msg="Revision conflict detected! Expect 902, got 871 in replica tcp://10.42.3.4:10015. Mark as ERR"',
        ),
      ],
    },
    {
      name: 'a copy that breaks off',
      evidence: [
        log(
          'Failed rebuilding replica with Address 10.42.8.4:10000: rpc error: code = Unavailable desc = connection error: dial tcp 10.42.8.4:10000: i/o timeout',
        ),
      ],
    },
    {
      name: 'an instance manager that is another one',
      evidence: [
        log(
          'instance pvc-3-r-1 NodeID rack2-a is not the same as instance manager instance-manager-9f NodeID rack2-c',
        ),
      ],
    },
    {
      name: 'an instance manager that may not be made',
      evidence: [
        log(
          'Pod "instance-manager-77aa" is invalid: spec.containers[0].resources.requests: Invalid value: "960m": must be less than or equal to cpu limit',
        ),
      ],
    },
    {
      name: 'connections that ended, in the words of iscsid',
      evidence: [
        log(
          'iscsid: Kernel reported iSCSI connection 2:0 error (1020 - ISCSI_ERR_TCP_CONN_CLOSE: TCP connection closed) state (3)',
        ),
      ],
    },
    {
      name: 'connections that end, as of volumes that are detached',
      evidence: [
        log(
          'connection1:0: detected conn error (1020)\nconnection2:0: detected conn error (1020)',
          {
            origin: 'kernel',
          },
        ),
      ],
    },
    {
      name: 'replicas of two volumes, and of one volume on two days',
      evidence: [
        log(
          '[pvc-5f-e-0] time="2026-11-23T01:00:00Z" level=error msg="Error reading from wire 10.42.4.9:10404" error=EOF\n[pvc-5f-e-0] time="2026-11-24T02:10:06Z" level=error msg="Error reading from wire 10.42.5.2:10184" error=EOF\n[pvc-77-e-0] time="2026-11-24T02:10:06Z" level=error msg="Error reading from wire 10.42.6.3:10194" error=EOF',
        ),
      ],
    },
    {
      name: 'one replica that ends the connection to its engine',
      evidence: [
        log(
          '[pvc-5f-e-0] time="2026-11-24T02:10:06Z" level=error msg="Error reading from wire 10.42.4.9:10404" error=EOF',
        ),
      ],
    },
    {
      name: 'one replica lost, while another took the write',
      evidence: [
        log(
          'level=error msg="Setting replica tcp://10.42.4.9:10000 to ERR" error="tcp://10.42.4.9:10000: EOF"\nlevel=error msg="Ignoring error because tcp://10.42.5.2:10000 is mode RW"',
        ),
      ],
    },
    {
      name: 'a disk sdX that failed, without a word of Longhorn',
      evidence: [
        log(
          '[ 9.1] EXT4-fs error (device sdd): ext4_journal_check_start:83: Detected aborted journal',
          { origin: 'kernel' },
        ),
      ],
    },
  ],
})
