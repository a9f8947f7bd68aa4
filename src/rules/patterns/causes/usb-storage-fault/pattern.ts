import { type LogLine, lines } from '#src/model/line.ts'
import { match, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { denied, diskError, hungTaskWords, volumeDevice } from '../../words/node-kernel.ts'
import { apartFrom, isFromItsDriver, isOfDisk } from './moves.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'

/** drivers/usb/storage/uas.c: the bridge did not answer a command. Only disks speak UAS. */
const uas = lines(
  ['uas_eh_', 'uas_zap_pending', 'uas_stat_cmplt', 'cmplt err -'],
  new RegExp(`${denied}(?:uas_eh_|uas_zap_pending|uas_stat_cmplt|cmplt err -)`),
)

/** drivers/usb/storage/usb.c: the thread that every command of one disk goes through does not return. */
const hungThread = lines(
  hungTaskWords,
  /task usb-storage:\d+ blocked (?:for more than|in I\/O wait)/,
)

/** drivers/usb/host/xhci*.c: the controller itself is gone, and all behind it. */
const controller = lines(
  [
    'assume dead',
    'HC died',
    'not responding to stop endpoint',
    'Host halt failed',
    'Host not halted after',
    'xHCI host not responding',
    'Assuming host is dying',
  ],
  new RegExp(
    `${denied}(?:host controller not responding|HC died|stop endpoint command|xhci.*Host (?:halt failed|not halted)|xHCI host not responding|Assuming host is dying)`,
    'i',
  ),
)

/**
 * drivers/usb/core/hub.c. Disks run at SuperSpeed or, behind old bridges, at high speed. The SCSI
 * layer's `Power-on or device reset occurred` is no sign: each attach of a Longhorn volume logs it.
 */
const reset = lines([
  'reset SuperSpeed',
  'reset high-speed USB device',
  'reset high speed USB device',
])
const enumeration = lines([
  'device descriptor read',
  'device not accepting address',
  'unable to enumerate USB device',
  'Cannot enable. Maybe the USB cable is bad',
  'cannot reset (err',
  'over-current c',
  'attempt power cycle',
])
/** drivers/usb/core/hub.c. Little but disks is as fast as that. */
const superSpeed = lines('new SuperSpeed', /usb (?<port>[\d.-]+): new SuperSpeed/)
/** drivers/usb/core/hub.c: the hub does not answer, and with it all that hangs on it. */
const hubFails = lines('ub_port_status failed', /hub_port_status failed \(err = -(?!19\b)\d+\)/)
/**
 * drivers/net/usb, drivers/hid, and what the device calls itself (drivers/usb/core/hub.c): what
 * hangs at this port is a network card, a radio, a keyboard or a hub.
 */
const otherDevice = lines(
  [
    'r8152',
    'ax88179',
    'asix',
    'smsc',
    'lan78xx',
    'cdc_ncm',
    'cdc_ether',
    'rndis_host',
    'Product: ',
    'input: ',
    'USB hub found',
  ],
  /\b(?:(?:r8152(?:-cfgselector)?|ax88179\w*|asix|smsc\d+xx|lan78xx|cdc_(?:ncm|ether)|rndis_host) |usb (?=\S+: Product: .*(?:W-?LAN|Wi-?Fi|Wireless|802\.11|Bluetooth|Ethernet|LAN\b|Keyboard|Mouse|Receiver|Hub|Serial|UART|Camera|Webcam|Audio))|hub (?=\S+ USB hub found)|input: .*\/)(?<port>\d+-[\d.]+):/i,
)
const left = lines('USB disconnect, device number')
/** The same port again: nobody plugs a disk out and in within seconds. */
const returned = lines(
  ['new high-speed USB device', 'new SuperSpeed', 'new high speed USB device'],
  /usb (?<port>\d+-[\d.]+): new (?:high[- ]speed|SuperSpeed)/,
)

/** drivers/scsi/sd.c: the disk left, or its link failed; a bad sector has other words. */
const transport = lines(
  [
    'hostbyte=',
    'rejecting I/O to offline device',
    'rejecting I/O to dead device',
    'device offline error, dev sd',
    'timing out command, waited',
    'Synchronize Cache',
    'Device offlined',
    'DID_',
  ],
  /hostbyte=(?:DID_(?:ERROR|NO_CONNECT|TIME_OUT|BAD_TARGET|ABORT|RESET)|0x0?[1-9a-d](?![0-9a-f]))|rejecting I\/O to (?:offline|dead) device|device offline error, dev sd|timing out command, waited|Synchronize Cache\(1[06]\) failed|Device offlined/,
)
/** A file system that lost its disk. A volume of Longhorn has no partitions. */
const fileSystemLost = lines(
  ['EXT4-fs error (device sd', 'Aborting journal on device sd'],
  /(?:EXT4-fs error \(device|Aborting journal on device) sd[a-z]+\d/,
)
/** LUN 0 is a disk in or at the node; a Longhorn volume has LUN 1. On a Pi it hangs on USB. */
const ownDisk = /\bsd \d+:0:0:0:|task usb-storage:/
const storage = lines(
  [
    'usb-storage',
    'scsi host',
    'Mass Storage',
    ': uas',
    'uas: ',
    '[sda]',
    '[sdb]',
    'USB Attached SCSI',
  ],
  // Each boot registers the drivers, whether there is a disk or not.
  /^(?!.*registered new interface driver).*(?:usb-storage|usb_storage|\buas\b|Mass Storage|\bsd \d+:0:0:0: \[sd)/,
)

/** The disk itself names a bad sector: then the link carried the answer. drivers/scsi/constants.c. */
const badSector = lines(
  [
    'Medium Error',
    'Sense Key : 0x3',
    'critical medium error',
    'Unrecovered read error',
    'error: { UNC',
  ],
  /Sense Key : (?:Medium Error|0x3\b)|critical medium error|Unrecovered read error|error: \{ UNC/,
)
/**
 * A disk of the network went with its connection: an iSCSI target may well have LUN 0. Of its drivers
 * libiscsi says DISRUPTED (0xe) and FAILFAST (0xf); those of USB have no such word.
 */
const iscsi = lines([
  'detected conn error',
  'session recovery timed out',
  'hostbyte=DID_TRANSPORT_',
  'hostbyte=0x0e',
  'hostbyte=0x0f',
])
/** drivers/ata/libata-eh.c: the disk hangs on a SATA port, and USB has no part in it. */
const sata = lines(
  ['exception Emask', 'failed command: ', 'hard resetting link', 'SATA link '],
  /\bata\d+(?:\.\d+)?: /,
)

export default definePattern({
  id: 'usb-storage-fault',
  title: 'The USB link, bridge or controller of a disk fails',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: {
    ...questions,
    uas,
    hungThread,
    controller,
    reset,
    enumeration,
    superSpeed,
    otherDevice,
    hubFails,
    left,
    returned,
    transport,
    fileSystemLost,
    storage,
    diskError,
    volumeDevice,
    badSector,
    sata,
    iscsi,
  },
  explains: {
    onSameNode: [
      'disk-media-failing',
      'filesystem-corruption',
      'root-filesystem-read-only',
      'slow-datastore-disk',
      'kernel-crash-or-lockup',
      // Up to the Pi 3 the network card hangs on the same hub as the disks.
      'nic-or-link-fault',
      'k3s-restarting',
      'node-silent',
    ],
    anywhere: ['longhorn-engine-lost-replicas', 'volume-degraded'],
  },
  rivals: [
    {
      cause: 'under-voltage',
      tell: 'The voltage dips in the same minutes: disks take more than the board can give.',
    },
    {
      cause: 'disk-media-failing',
      tell: '`critical medium error` or `Sense Key : Medium Error` with `hostbyte=DID_OK`, `error: { UNC }`, or pending and reallocated sectors in SMART, while the link stays.',
    },
    { cause: 'kernel-regression', tell: 'It starts with an update, and the older kernel is well.' },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'The sdX is a Longhorn volume: LUN 1, transport iscsi, no usb line at all.',
    },
  ],
  remedy: 'settle-usb-storage',
  docs: {
    meaning:
      'The disk behind USB stopped answering: its bridge chip hangs (often with UAS), the cable or port is bad, it draws too much power, or the USB controller died. The disk itself is often healthy.',
    impact:
      'Reads and writes stall for 30 seconds and more, or fail. A disk that comes back under another name leaves its file system behind.',
    diagnosis:
      'On {node}: `journalctl -k | grep -iE "uas|xhci|usb .*(reset|disconnect)|sd[a-z]"`, `lsusb -t` (driver uas or usb-storage), `vcgencmd get_throttled`, and `smartctl -d sat -a /dev/sda` for the disk.',
    mitigation:
      'Give the disk its own power (a powered hub) and a short cable. For a bridge that is bad at UAS add `usb-storage.quirks=VVVV:PPPP:u` (ids from lsusb) to the single line of cmdline.txt. A dead controller comes back with a reboot or a power cycle.',
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/usb/storage/uas.c',
      'https://github.com/torvalds/linux/blob/master/drivers/usb/host/xhci-ring.c',
      'https://github.com/torvalds/linux/blob/master/drivers/scsi/constants.c',
      'https://github.com/raspberrypi/linux/issues/5060',
      'https://github.com/raspberrypi/linux/issues/3404',
      'https://github.com/raspberrypi/rpi-eeprom/issues/282',
    ],
  },

  match(evidence) {
    const { uas, controller, badSector, sata, iscsi, otherDevice } = evidence
    const disks = [...evidence.hungThread, ...diskTrouble(evidence)]
    const reset = apartFrom(evidence.reset, otherDevice).filter(
      (line) => disks.length > 0 || !isFromItsDriver(line),
    )
    const enumeration = apartFrom(evidence.enumeration, otherDevice)
    const left = apartFrom(evidence.left, otherDevice)
    // A hub takes a disk along only where a disk fails; somebody may as well have unplugged it.
    const hub = disks.length > 0 ? evidence.hubFails : []
    const all = [...controller, ...uas, ...hub, ...reset, ...enumeration, ...left, ...disks]
    if (uas.length + controller.length + hub.length > 0) return match('confirmed', all)
    if (reset.length + enumeration.length + left.length === 0)
      return withoutUsb(disks, [...badSector, ...sata, ...iscsi], evidence)
    // A disk that retries a bad sector is reset as well: then the link is only one of two suspects.
    if (disks.length > 0 && reset.length + left.length > 0)
      return match(badSector.length > 0 ? 'suspected' : 'confirmed', [...all, ...badSector])
    // A disk that somebody unplugs leaves as well: only what failed then tells that it was needed.
    if (disks.length > 0 || isOfDisk({ ...evidence, reset, enumeration, left }))
      return match('suspected', all)
    return unknown('a USB device fell off the bus; whether it is a disk is not shown', {
      next: 'lsusb -t; journalctl -k | grep -iE "uas|usb-storage|sd[a-z]"',
    })
  },
})

interface Seen {
  readonly transport: readonly LogLine[]
  readonly fileSystemLost: readonly LogLine[]
  readonly diskError: readonly LogLine[]
  readonly volumeDevice: readonly LogLine[]
}

/** Only a disk in the node counts: no volume's, none with bad sectors, on SATA or of the network. */
function withoutUsb(
  disks: readonly LogLine[],
  against: readonly LogLine[],
  found: Questions,
): PatternOutcome {
  const own = disks.filter((line) => ownDisk.test(line.text))
  return own.length > 0 && against.length === 0 ? match('suspected', own) : ask(found)
}

/** Errors of links; where volumes are about, only those that are certainly of a disk. */
function diskTrouble({ transport, fileSystemLost, diskError, volumeDevice }: Seen): LogLine[] {
  const all = [
    ...transport,
    ...fileSystemLost,
    ...diskError.filter(({ text }) => !/medium error|Unrecov/.test(text)),
  ]
  return volumeDevice.length > 0 ? all.filter((line) => ownDisk.test(line.text)) : all
}
