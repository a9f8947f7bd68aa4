import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { blockDevices, units } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const daemon = (activeState: string) =>
  facts(units, [{ name: 'multipathd.service', activeState }], 'pi02')

testPattern(pattern, {
  finds: [
    {
      name: 'mount and a check that both find the device taken',
      evidence: [
        log('mount: /srv/lark: already mounted or mount point busy.\ne2fsck: device in use'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the end of what mke2fs says, beside a share that is awaited',
      evidence: [
        log('Waiting for volume share to be available\nis apparently in use by the system'),
      ],
      confidence: 'suspected',
    },
    {
      name: "a map that multipathd makes of a disk of Longhorn's target",
      confidence: 'suspected',
      evidence: [
        log(
          'kernel: scsi 3:0:0:1: Direct-Access     IET      VIRTUAL-DISK     0001 PQ: 0 ANSI: 5\nmultipathd[811]: mpathc: addmap [0 4194304 multipath 0 0 1 1 service-time 0 1 1 8:32 1]',
        ),
      ],
    },
    {
      name: 'the words of an older mount',
      confidence: 'suspected',
      evidence: [
        log(
          'mount: /dev/longhorn/pvc-5d is already mounted or /var/lib/kubelet/x/globalmount busy',
        ),
      ],
    },
    {
      name: 'a map that was built over a volume',
      confidence: 'confirmed',
      evidence: [
        log(
          "mpatha (360000000000000000e00000000010001) dm-0 IET,VIRTUAL-DISK\nsize=20G features='0' hwhandler='0' wp=rw",
        ),
      ],
    },
    {
      name: 'a share that waits while its device is busy, as somebody noted it',
      evidence: [
        log(
          'Waiting for volume share to be available\nmount: mount point busy\ne2fsck: device is in use',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "e2fsck at a volume's device that somebody holds",
      evidence: [
        log(
          '`fsck` error fsck from util-linux 2.39\n/dev/longhorn/pvc-71c is in use.\ne2fsck: Cannot continue, aborting.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'what multipathd made out of the disk, in lsblk',
      evidence: [
        log('mount: /dev/longhorn/pvc-71c already mounted or mount point busy.'),
        facts(blockDevices, [
          { name: 'sdc', kind: 'disk', mountpoints: [] },
          { name: 'mpatha', kind: 'mpath', parent: 'sdc', mountpoints: [] },
        ]),
      ],
      confidence: 'confirmed',
    },
    {
      name: "lsof's row with a volume's numbers",
      evidence: [
        log(
          'brw-rw---- 1 root root 8, 32 Jan  3 10:11 pvc-4d1e\nmultipath 514 root 8r BLK 8,32 0t0 534 /dev/sdc',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'multipathd beside volumes, without their numbers',
      evidence: [
        log(
          'ls: cannot access /dev/longhorn/pvc-4d1e\nmultipathd 514 root 8r BLK 8,32 0t0 534 /dev/sdc',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a busy mount point',
      evidence: [log(read('mount-v1.0.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a device that cannot be formatted',
      evidence: [log(read('mkfs-v1.6.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'the same, cut off by a terminal',
      evidence: [
        log(
          'output:(mke2fs 1.47.0 (5-Feb-2023)\n/dev/longhorn/pvc-4d1e is apparently in use by th',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a daemon that runs on that node',
      evidence: [log(read('mount-v1.0.txt'), { node: 'pi02' }), daemon('active')],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
    {
      name: 'what lsof shows',
      evidence: [
        log(read('mount-v1.0.txt')),
        log('multipath 514 root 8r BLK 8,32 0t0 534 /dev/sdc'),
      ],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    {
      name: 'a map over a disk of a storage array',
      evidence: [
        log(
          "mpatha (3600a098038303053453f463045727a31) dm-0 NETAPP,LUN C-Mode\nsize=20G features='0' hwhandler='0' wp=rw",
        ),
      ],
    },
    {
      name: 'a share that waits, and no device is busy',
      evidence: [log('Waiting for volume share to be available\ne2fsck: the device is clean')],
    },
    {
      name: 'multipathd on a disk of the node, beside a volume of other numbers',
      evidence: [
        log(
          'brw-rw---- 1 root root 8, 48 Jan  3 10:11 pvc-4d1e\nmultipath 514 root 8r BLK 8,16 0t0 534 /dev/sdb',
        ),
      ],
    },
    {
      name: 'multipathd on a disk of the node, with no volume in sight',
      evidence: [log('multipath 514 root 8r BLK 8,0 0t0 534 /dev/sda')],
    },
    {
      name: 'a daemon that runs and harms nothing',
      evidence: [
        daemon('active'),
        facts(longhornNodes, [
          {
            name: 'pi02',
            allowScheduling: true,
            disks: [],
            conditions: [{ type: 'Multipathd', status: 'False' }],
          },
        ]),
      ],
    },
    {
      name: 'a volume on another node',
      rival: 'volume-attached-elsewhere',
      evidence: [
        log(
          'Multi-Attach error for volume "pvc-2f" Volume is already exclusively attached to one node',
        ),
      ],
    },
    {
      name: 'a damaged file system',
      rival: 'filesystem-corruption',
      evidence: [log('mount: wrong fs type, bad option, bad superblock on /dev/longhorn/pvc-2f')],
    },
  ],
  cannotTell: [
    {
      name: 'a device that cannot be opened',
      evidence: [log("/dev/longhorn/pvc-5d: Can't open blockdev", { origin: 'kernel' })],
    },
    {
      name: "Longhorn's advice about multipathd",
      evidence: [log('message: multipathd is running with a known issue that affects Longhorn.')],
    },
    {
      name: 'a map over a disk that is in use',
      evidence: [
        log('kernel: device-mapper: table: 254:3: multipath: error getting device (-EBUSY)'),
      ],
    },
    {
      name: 'a new volume that could not be formatted',
      evidence: [
        log(
          'E0301 11:58:02.104 912 mount_linux.go:455] format of disk "/dev/longhorn/pvc-77aa" failed: type:("ext4") errcode:(exit status 1)',
        ),
      ],
    },
    {
      name: 'a check of some disk that is in use',
      evidence: [log('e2fsck: device in use')],
    },
    {
      name: 'a disk of the node that is in use',
      silent: true,
      evidence: [log('/dev/sda2 is in use.\ne2fsck: Cannot continue, aborting.')],
    },
    {
      name: 'a busy device while multipathd is off',
      evidence: [log(read('mount-v1.0.txt'), { node: 'pi02' }), daemon('inactive')],
    },
    {
      name: 'a busy device of nobody',
      evidence: [log('mount: /mnt: /dev/sdb already mounted or mount point busy.')],
    },
  ],
})
