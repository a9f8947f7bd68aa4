import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { filesystems } from '#src/model/facts/node.ts'
import { judge } from '#src/rules/judge.ts'
import { facts, fixture, log, takenAt, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const root = (usedPercent: number, inodesUsedPercent = 10) =>
  facts(
    filesystems,
    [{ source: '/dev/mmcblk0p2', target: '/', usedPercent, inodesUsedPercent }],
    'pi04',
  )
const node = (
  status: 'True' | 'False' | 'Unknown',
  taints: { key: string; effect: string }[] = [],
) =>
  facts(nodes, [
    {
      name: 'pi04',
      conditions: [{ type: 'DiskPressure', status }],
      unschedulable: false,
      taints,
      roles: [],
      addresses: [],
    },
  ])

testPattern(pattern, {
  finds: [
    {
      name: "a pool below a mapped device, in the block layer's words",
      confidence: 'suspected',
      evidence: [
        log(
          'critical space allocation error, dev dm-4, sector 2048 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2',
        ),
      ],
    },
    {
      name: 'the same, as ext4 hears of it',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs warning (device loop3): ext4_end_bio:343: I/O error 3 writing to inode 12 starting block 9217)',
        ),
      ],
    },
    ...[
      'DiskPressure=True',
      'DiskPressure condition is true',
      '"status":"True","type":"DiskPressure"',
      'the kubelet set [MemoryPressure DiskPressure]',
      'Taints:             node.kubernetes.io/disk-pressure:NoSchedule',
    ].map((text) => ({
      name: `a condition that holds: ${text.slice(0, 30)}`,
      evidence: [log(text)],
      confidence: 'confirmed' as const,
    })),
    {
      name: 'a thin pool in columns that somebody asked for',
      evidence: [log('tank    228.11 100.00 4.12   vg1 twi-aotz--')],
      confidence: 'suspected',
    },
    {
      name: 'a thin pool whose attributes say that it is out of data',
      evidence: [log('  tank  vg1  twi-cotzD-  400.00g')],
      confidence: 'suspected',
    },
    {
      name: 'what watches a thin pool',
      evidence: [log('dmeventd[352]: WARNING: Thin pool vg1-tank-tpool data is now 98.10% full.')],
      confidence: 'suspected',
    },
    {
      name: 'Proxmox’s list of stores',
      evidence: [
        log('local-lvm     lvmthin     active       365760512       361236480   4524032   98.76%'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a thin pool that refuses a layer',
      evidence: [
        log(
          'devmapper: Thin Pool has 1021 free data blocks which is less than minimum required 1638 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'an alert of the root file system',
      evidence: [
        log(
          'Filesystem on /dev/mmcblk0p2, mounted on /, at 192.168.1.13:9100 has only 2.81% available space left.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an alert of inodes, without the mount',
      evidence: [
        log(
          'Filesystem on /dev/sda2 at pi03:9100 has only 1.20% available inodes left and is filling up fast.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the log of systemd without room',
      confidence: 'suspected',
      evidence: [
        log(
          'systemd-journald[301]: Failed to write entry to /run/log/journal/system.journal: No space left on device',
        ),
      ],
    },
    {
      name: 'images that cannot be cleaned up',
      confidence: 'suspected',
      evidence: [
        log(
          'Warning  ImageGCFailed  2m  kubelet  wanted to free 3221225472 bytes, but freed 0 bytes space with errors in image deletion: rpc error: code = Unknown desc = image is in use',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: "K3s's own SQLite",
      evidence: [
        log(
          'k3s[900]: time="2026-03-01T10:00:00Z" level=error msg="error while range on /registry/pods: database or disk is full"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'pressure with room on the root disk: containerd lies on a small tmpfs',
      evidence: [
        log('The node had condition: [DiskPressure].', { node: 'pi04' }),
        root(8),
        facts(filesystems, [{ source: 'tmpfs', target: '/run', usedPercent: 85 }], 'pi04'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'images that cannot be cleaned up: 85 percent, and K3s evicts at 95',
      evidence: [
        log(
          'Warning FreeDiskSpaceFailed node/pi03 Failed to garbage collect required amount of images. Attempted to free 1903 bytes, but only found 0 bytes eligible to free.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the eviction manager of 1.33',
      evidence: [log(read('kubelet-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'the events of 1.21',
      evidence: [log(read('events-v1.21.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a taint in the words of the scheduler',
      evidence: [
        log(
          '0/3 nodes are available: 3 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the node condition',
      evidence: [node('True')],
      confidence: 'confirmed',
      subject: 'node/pi04',
    },
    {
      name: 'a full root file system',
      evidence: [root(97)],
      confidence: 'confirmed',
      subject: 'node/pi04',
    },
    { name: 'no inodes left', evidence: [root(40, 100)], confidence: 'confirmed' },
    {
      name: 'an evicted pod',
      evidence: [
        log(
          'The node was low on resource: ephemeral-storage. Threshold quantity: 1, available: 0.',
        ),
      ],
    },
    {
      name: 'an image that does not fit',
      evidence: [
        log(
          'failed to pull and unpack image "docker.io/library/x:1": failed to extract layer: write /var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/9/fs/a: no space left on device',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an etcd that cannot write its log, in the words of 3.2 and of 3.5',
      evidence: [
        log('etcdserver: create wal error: no space left on device'),
        log(
          '{"level":"panic","caller":"etcdserver/raft.go:480","msg":"failed to create WAL","error":"write /srv/etcd/member/wal.tmp/0.tmp: no space left on device"}',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a line of df',
      evidence: [log('/dev/mmcblk0p2   29G   28G  204M 100% /')],
      confidence: 'confirmed',
    },
    {
      name: "the kernel's word of a thin pool",
      evidence: [
        log('device-mapper: thin: 253:4: switching pool to out-of-data-space (queue IO) mode'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a thin pool of the host',
      evidence: [log('  data pve twi-cotz-- <348.82g 100.00 5.31')],
      confidence: 'suspected',
    },
    {
      name: 'Btrfs that finds no room for its own trees',
      confidence: 'suspected',
      evidence: [
        log(
          'BTRFS: error (device sda2: state A) in btrfs_run_delayed_refs:2165: errno=-28 No space left\nBTRFS info (device sda2: state EA): forced readonly',
        ),
      ],
    },
    {
      name: 'a write that was promised room',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs (nvme0n1p2): Delayed block allocation failed for inode 131090 at logical offset 2048 with max blocks 2048 with error 28',
        ),
      ],
    },
    {
      name: 'a thin pool without room for its own tables',
      confidence: 'confirmed',
      evidence: [log('device-mapper: thin: 253:4: no free metadata space available.')],
    },
  ],
  staysQuiet: [
    {
      name: 'a disk of an array far away, and a write that failed over something else',
      evidence: [
        log(
          'critical space allocation error, dev sdq, sector 2048 op 0x1:(WRITE)\nEXT4-fs warning (device dm-4): ext4_end_bio:343: I/O error 10 writing to inode 12 starting block 9217)',
        ),
      ],
    },
    {
      name: 'thin pools with room',
      evidence: [
        log(
          'tank    228.11 61.00 4.12   vg1 twi-aotz--\ndmeventd[352]: WARNING: Thin pool vg1-tank-tpool data is now 80.10% full.\nlocal-lvm     lvmthin     active       365760512       121236480   244524032   33.14%',
        ),
      ],
    },
    {
      name: 'the conditions of a silent node, in each form in which they are pasted',
      rival: 'power-loss',
      evidence: [
        log(
          [
            '  DiskPressure     Unknown   Mon, 01 Mar 2026 08:01:02 +0000   Mon, 01 Mar 2026 08:05:10 +0000   NodeStatusUnknown   Kubelet stopped posting node status.',
            'MemoryPressure=Unknown DiskPressure=Unknown Ready=Unknown',
            'DiskPressure | Unknown | NodeStatusUnknown',
            'MemoryPressure (False), DiskPressure (False), Ready (True)',
            'DiskPressure -> False',
            '    type: DiskPressure',
          ].join('\n'),
        ),
      ],
    },
    {
      name: 'what the pod of a DaemonSet tolerates, and a rule that asks for it',
      evidence: [
        log(
          [
            'Tolerations:                 CriticalAddonsOnly op=Exists',
            '                             node.kubernetes.io/disk-pressure:NoSchedule op=Exists',
            '        key: node.kubernetes.io/disk-pressure',
            '  expr: kube_node_status_condition{condition="DiskPressure",status="true"} == 1',
          ].join('\n'),
        ),
      ],
    },
    {
      name: 'the folder of a database on a disk of its own',
      rival: 'volume-full',
      evidence: [
        log(
          'Filesystem      Size  Used Avail Use% Mounted on\n/dev/sdc        4.9G  4.9G     0 100% /var/lib/mysql\n/dev/rbd3        20G   20G   16K 100% /var/lib/postgresql/data',
        ),
      ],
    },
    {
      name: 'an alert of a disk for data',
      rival: 'volume-full',
      evidence: [
        log(
          'Filesystem on /dev/sdc1, mounted on /mnt/media, at pi03:9100 has only 1.20% available space left.',
        ),
      ],
    },
    {
      name: 'an alert that merely foresees',
      evidence: [
        log(
          'Filesystem on /dev/sda2, mounted on /, at pi03:9100 has only 18.02% available space left and is filling up.',
        ),
      ],
    },
    {
      name: 'the alert as it is written down',
      evidence: [
        log(
          'Filesystem on {{ $labels.device }}, mounted on {{ $labels.mountpoint }}, at {{ $labels.instance }} has only {{ printf "%.2f" $value }}% available space left.',
        ),
      ],
    },
    {
      name: 'a folder of a database that is called journal',
      rival: 'volume-full',
      evidence: [
        log('pwrite: /bitnami/db/journal/Tmplog.03: No space left on device', { origin: 'pods' }),
      ],
    },
    {
      name: 'a pod over its own limit of local storage',
      rival: 'volume-full',
      evidence: [
        log(
          'Warning  Evicted  2m  kubelet  Container builder exceeded its local ephemeral storage limit "1Gi".',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: "Longhorn's reason, as somebody wrote it down",
      rival: 'longhorn-disk-unschedulable',
      evidence: [
        log('- Reason: **DiskPressure**\n- Reason: `DiskPressure`\nreason = DiskPressure'),
      ],
    },
    {
      name: 'one mount more than the kernel allows',
      rival: 'kernel-limit-exhausted',
      evidence: [log(read('mount-table-full.txt'))],
    },
    {
      name: "an application's own SQLite, in its own volume perhaps",
      rival: 'volume-full',
      evidence: [log('sqlite3.OperationalError: database or disk is full', { origin: 'pods' })],
    },
    {
      name: "a disk of Longhorn's own that takes no more replicas",
      rival: 'longhorn-disk-unschedulable',
      evidence: [
        log(
          "reason: DiskPressure\nstatus: 'False'\ntype: Schedulable\nSchedulable   False   DiskPressure   Disk default-disk-2e (/mnt/ssd) on the node den-1 is not schedulable for more replica",
        ),
      ],
    },
    {
      name: 'old words, and the firmware partition alone is nearly full',
      evidence: [
        log('node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }', { node: 'pi04' }),
        root(30),
        facts(
          filesystems,
          [{ source: '/dev/mmcblk0p1', target: '/boot/firmware', usedPercent: 91 }],
          'pi04',
        ),
      ],
    },
    {
      name: 'the full volume of one pod',
      rival: 'volume-full',
      evidence: [
        log('PANIC: could not write to file "pg_wal/xlogtemp.1": No space left on device', {
          origin: 'pods',
        }),
        root(41),
      ],
    },
    {
      name: "a database's own log, in its own volume perhaps",
      rival: 'volume-full',
      evidence: [
        log('component=tsdb msg="compaction failed" err="write WAL: no space left on device"', {
          origin: 'pods',
        }),
        root(41),
      ],
    },
    {
      name: 'a volume that the kubelet names',
      rival: 'volume-full',
      evidence: [
        log(
          'write /var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/pvc-1/mount/a: no space left on device',
        ),
      ],
    },
    {
      name: 'watches that ran out',
      rival: 'kernel-limit-exhausted',
      evidence: [
        log(
          'inotify_add_watch /var/lib/kubelet: no space left on device\nmkdir /sys/fs/cgroup/memory/kubepods/a: no space left on device',
        ),
      ],
    },
    {
      name: 'the first minute of a kubelet',
      rival: 'benign-k3s-noise',
      evidence: [
        log(
          'Node pi04 status is now: NodeHasNoDiskPressure\n"invalid capacity 0 on image filesystem"\n  DiskPressure     False   Mon, 01 Mar 2026 KubeletHasNoDiskPressure   kubelet has no disk pressure',
        ),
      ],
    },
    {
      name: 'memory that is short',
      rival: 'node-overload',
      evidence: [log('Warning EvictionThresholdMet node/pi04 Attempting to reclaim memory')],
    },
    { name: 'a silent kubelet', rival: 'power-loss', evidence: [node('Unknown')] },
    {
      name: 'old words on a node that has room again',
      evidence: [log(read('events-v1.21.txt'), { node: 'pi04' }), root(55)],
    },
    {
      name: "a workload's own volume",
      rival: 'volume-full',
      evidence: [
        log(
          'EXT4-fs (sdc): Delayed block allocation failed for inode 12 at logical offset 0 with max blocks 8 with error 28',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a file behind a loop device that takes no more',
      evidence: [log('loop: Write error at byte offset 4096, length 4096.')],
    },
    { name: 'words without a path', evidence: [log('write error: No space left on device')] },
  ],
})

test('the file system that is full stands beside what the kubelet says of it', () => {
  const index = indexEvidence([node('True'), root(99)], pattern.queries, Date.parse(takenAt))
  const told = judge([pattern], index).matched.flatMap(({ evidence }) =>
    evidence.map(({ text }) => text),
  )
  expect(told).toEqual(['pi04 reports DiskPressure', '/ (/dev/mmcblk0p2) is 99 % full'])
})
