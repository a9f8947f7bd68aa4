import { log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

testPattern(pattern, {
  finds: [
    'panic: open /tmp/lark-77/index: read-only file system',
    'error: could not cache: mkdir /larkdata: read-only file system',
    "OSError: [Errno 30] Read-only file system: '/app/lark/state.json'",
    "Error: EROFS: read-only file system, mkdir '/usr/src/lark/tmp'",
    'java.nio.file.FileSystemException: /tmp/lark77: Read-only file system',
    '2026/11/02 10:00:00 [emerg] 1#1: mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)',
  ].map((line) => ({ name: line, evidence: [log(line)], confidence: 'suspected' as const })),
  staysQuiet: [
    {
      name: 'a file system that the kernel turned read-only',
      evidence: [
        log('open /tmp/lark: read-only file system'),
        log('EXT4-fs (mmcblk0p2): Remounting filesystem read-only', { origin: 'kernel' }),
      ],
    },
    {
      name: 'a volume of the pod beside it',
      evidence: [
        log('open /tmp/lark: read-only file system\nopen /data/lark.db: read-only file system'),
      ],
    },
    ...[
      'open /data/lark.db: read-only file system',
      "touch: cannot touch '/tmp/lark': Read-only file system",
      'Error: failed to mkdir "/lark": mkdir /lark: read-only file system',
      'mkdir /var/lib/rancher/k3s: read-only file system',
      'level=fatal msg="mkdir /run/k3s/containerd: read-only file system"',
      'runc create failed: create mount destination for /lark mount: mkdir /run/lark/rootfs/lark: read-only file system',
    ].map((line) => ({ name: line, evidence: [log(line)] })),
  ],
  cannotTell: [
    {
      name: 'a folder that a claim may be mounted at',
      silent: true,
      evidence: [log('open /srv/lark/index: read-only file system')],
    },
  ],
})
