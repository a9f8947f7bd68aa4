/** A fault that a kernel release brought, and the release without it. */
export interface KernelDefect {
  /** Page on which its maintainers, or those who bisected it, tie the fault to the releases. */
  readonly report: string
  /** Fits `uname -r` of the releases that have the fault. */
  readonly releases: RegExp
  readonly title: string
  /** Texts that the lines are found by; empty where the fault has no message of its own. */
  readonly literals: readonly string[]
  readonly signature?: RegExp
  readonly cure: string
}

/**
 * Kernels of the Raspberry Pi and of distributions that K3s nodes run. Opened on 2026-11-26. A
 * release that is not in the table is not known to be well: it is only not known to be ill.
 */
export const kernelDefects: readonly KernelDefect[] = [
  {
    report: 'https://github.com/longhorn/longhorn/issues/6887',
    releases: /^6\.5\.6(?:\D|$)/,
    title: 'NFS 4.1 mounts fail',
    literals: ['rotocol not supported'],
    signature: /mount\.nfs|nfs.*Protocol not supported/,
    cure: 'kernel 6.5.7 or newer, or 6.5.5',
  },
  {
    report: 'https://github.com/longhorn/website/pull/878',
    releases: /^5\.15\.0-94(?:\D|$)/,
    title: 'NFS 4.1 mounts fail',
    literals: ['rotocol not supported'],
    signature: /mount\.nfs|nfs.*Protocol not supported/,
    cure: 'kernel 5.15.0-100 or newer, or 5.15.0-92',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/8344',
    releases: /^6\.5\.0-1014-aws/,
    title: 'NFS 4.1 mounts fail',
    literals: ['rotocol not supported'],
    signature: /mount\.nfs|nfs.*Protocol not supported/,
    cure: 'kernel 6.5.0-1017-aws or newer',
  },
  {
    report: 'https://github.com/raspberrypi/linux/issues/7511',
    releases: /^6\.18\.\d+.*(?:rpi|2712|v8-16k)/,
    title: 'energy saving on the link (EEE) is on by default on a Pi 5',
    literals: ['ink is Down'],
    signature: /(?:macb|eth\d).*Link is Down/,
    cure: 'dtparam=eee=off in config.txt',
  },
  {
    report: 'https://github.com/raspberrypi/linux/issues/7304',
    releases: /^6\.18\.(?:19|2\d|3[01])(?:\D|$)/,
    title: 'the Ethernet driver of the Pi 4 crashes',
    literals: ['bcmgenet'],
    signature: /bcmgenet_\w+\+0x/,
    cure: 'kernel 6.18.32 or newer, or 6.12',
  },
  {
    report: 'https://github.com/raspberrypi/rpi-update/issues/54',
    releases: /^6\.12\.6[0-2](?:\D|$)/,
    title: 'USB disks are not found on a Pi 4',
    literals: ['device descriptor read', 'unable to enumerate USB device'],
    signature: /device descriptor read|unable to enumerate USB device/,
    cure: 'kernel 6.12.59, or one newer than 6.12.62',
  },
  {
    report: 'https://github.com/raspberrypi/linux/issues/5145',
    releases: /^5\.15\.61(?:\D|$)/,
    title: 'Ethernet behind USB does not work on a Pi 2 and 3',
    literals: ['smsc95xx'],
    signature: /smsc95xx.*(?:fail|error|timed? ?out)/i,
    cure: 'kernel 5.15.60, or one newer than 5.15.61',
  },
  {
    report: 'https://github.com/raspberrypi/linux/issues/7339',
    releases: /^6\.(?:17|18)\.\d+.*(?:rpi|2712|v8-16k|raspi)/,
    title: 'the Ethernet of a Pi 5 stops sending, without a word, while it still receives',
    literals: [],
    cure: 'ip link set eth0 down, then up; a kernel that holds the fix of the report',
  },
  {
    report: 'https://github.com/LibreELEC/LibreELEC.tv/pull/8406',
    releases: /^6\.1\.6[45](?:\D|$)/,
    title: 'direct writes to ext4 can damage data',
    literals: [],
    cure: 'kernel 6.1.66 or newer, or 6.1.63',
  },
  {
    report: 'https://github.com/containerd/containerd/issues/7717',
    releases: /^5\.4\.0-13[234](?:\D|$)/,
    title: 'containerd times out now and then, because epoll loses events',
    literals: [],
    cure: 'kernel 5.4.0-135 or newer, or 5.4.0-131',
  },
]
