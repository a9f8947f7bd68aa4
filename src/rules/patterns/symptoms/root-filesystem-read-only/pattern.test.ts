import { blockDevices, mounts } from '#src/model/facts/node.ts'
import { facts, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const root = { source: '/dev/mmcblk0p2', target: '/', type: 'ext4', options: ['ro', 'noatime'] }
const remount = 'EXT4-fs (mmcblk0p2): Remounting filesystem read-only'

testPattern(pattern, {
  finds: [
    {
      name: 'mount table and kernel agree',
      confidence: 'confirmed',
      subject: 'node/pi01',
      evidence: [facts(mounts, [root], 'pi01'), log(remount, { node: 'pi01', origin: 'kernel' })],
    },
    {
      name: 'the mount table alone',
      confidence: 'suspected',
      evidence: [facts(mounts, [root], 'pi01')],
    },
    {
      name: 'a pasted mount table',
      confidence: 'suspected',
      evidence: [log('/dev/mmcblk0p2 on / type ext4 (ro,noatime)')],
    },
    { name: "the kernel's words alone", confidence: 'suspected', evidence: [log(remount)] },
    {
      name: 'programs that cannot write',
      confidence: 'suspected',
      evidence: [log("touch: cannot touch '/var/lib/rancher/x': Read-only file system")],
    },
    {
      name: 'an sda that lsblk shows as the root',
      confidence: 'suspected',
      evidence: [
        log('EXT4-fs (sda2): Remounting filesystem read-only', { node: 'pi01' }),
        facts(
          blockDevices,
          [
            { name: 'sda', transport: 'usb', mountpoints: [] },
            { name: 'sda2', parent: 'sda', mountpoints: ['/'] },
          ],
          'pi01',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a Longhorn volume',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log('EXT4-fs (sdc): Remounting filesystem read-only', { node: 'pi01' }),
        facts(blockDevices, [{ name: 'sdc', transport: 'iscsi', mountpoints: [] }], 'pi01'),
      ],
    },
    {
      name: 'another device than the root',
      evidence: [
        log('EXT4-fs (sdc): Remounting filesystem read-only', { node: 'pi01' }),
        facts(mounts, [{ ...root, source: '/dev/nvme0n1p2', options: ['rw'] }], 'pi01'),
      ],
    },
    {
      name: 'mounted rw again since',
      evidence: [
        facts(mounts, [{ ...root, options: ['rw'] }], 'pi01'),
        log(remount, { node: 'pi01' }),
      ],
    },
    {
      name: 'read-only on purpose',
      evidence: [facts(mounts, [{ ...root, source: 'overlayroot', type: 'overlay' }], 'pi01')],
    },
    {
      name: "a container's own file",
      evidence: [log("sh: can't create /data/x: Read-only file system")],
    },
  ],
  cannotTell: [
    {
      name: 'what node-problem-detector says of some file system',
      evidence: [
        log(
          '  ReadonlyFilesystem   True    FilesystemIsReadOnly   Remounting filesystem read-only',
        ),
        log('Node condition ReadonlyFilesystem is now: True, reason: FilesystemIsReadOnly'),
      ],
    },
    {
      name: 'what it says of one that is well',
      evidence: [
        log('  ReadonlyFilesystem   False   FilesystemIsNotReadOnly   Filesystem is not read-only'),
      ],
      silent: true,
    },
    {
      name: 'an sdX of which nothing else is known',
      evidence: [log('EXT4-fs (sdb): Remounting filesystem read-only')],
    },
  ],
})
