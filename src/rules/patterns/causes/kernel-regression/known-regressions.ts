/** A fault that a kernel release brought, and the release without it. */
export interface KnownRegression {
  /** Fits `uname -r` of the releases that have the fault. */
  readonly releases: RegExp
  /** Which question of the pattern shows the fault. */
  readonly symptom: 'nfsProtocol' | 'linkDown' | 'usbDiskMissing' | 'genetPanic' | 'usbNetDead'
  readonly fault: string
  readonly cure: string
  readonly reference: string
}

/**
 * What upstream has tied to a release. Sources: the Longhorn knowledge base
 * (troubleshooting-rwx-volume-fails-to-attached-caused-by-protocol-not-supported) and the threads
 * named here.
 */
export const knownRegressions: readonly KnownRegression[] = [
  {
    releases: /^6\.5\.6(?:\D|$)/,
    symptom: 'nfsProtocol',
    fault: 'NFS 4.1 mounts fail',
    cure: 'kernel 6.5.7 or newer, or 6.5.5',
    reference: 'https://github.com/longhorn/longhorn/issues/6887',
  },
  {
    releases: /^5\.15\.0-94(?:\D|$)/,
    symptom: 'nfsProtocol',
    fault: 'NFS 4.1 mounts fail',
    cure: 'kernel 5.15.0-100 or newer, or 5.15.0-92',
    reference: 'https://github.com/longhorn/website/pull/878',
  },
  {
    releases: /^6\.5\.0-1014-aws/,
    symptom: 'nfsProtocol',
    fault: 'NFS 4.1 mounts fail',
    cure: 'kernel 6.5.0-1017-aws or newer',
    reference: 'https://github.com/longhorn/longhorn/issues/8344',
  },
  {
    releases: /^6\.18\.\d+.*(?:rpi|2712|v8-16k)/,
    symptom: 'linkDown',
    fault: 'energy saving on the link (EEE) is on by default on a Pi 5',
    cure: 'dtparam=eee=off in config.txt',
    reference: 'https://github.com/raspberrypi/linux/issues/7511',
  },
  {
    releases: /^6\.18\.19(?:\D|$)/,
    symptom: 'genetPanic',
    fault: 'the Ethernet driver of the Pi 4 crashes',
    cure: 'a newer 6.18 kernel, or 6.12',
    reference: 'https://github.com/raspberrypi/linux/issues/7304',
  },
  {
    releases: /^6\.12\.6[0-2](?:\D|$)/,
    symptom: 'usbDiskMissing',
    fault: 'USB disks are not found on a Pi 4',
    cure: 'kernel 6.12.59, or one newer than 6.12.62',
    reference: 'https://github.com/raspberrypi/rpi-update/issues/54',
  },
  {
    releases: /^5\.15\.61(?:\D|$)/,
    symptom: 'usbNetDead',
    fault: 'Ethernet behind USB does not work on a Pi 2 and 3',
    cure: 'kernel 5.15.60, or one newer than 5.15.61',
    reference: 'https://github.com/raspberrypi/linux/issues/5145',
  },
]
