import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'the thread of a disk waits for it',
      confidence: 'suspected',
      evidence: [log('INFO: task usb-storage:412 blocked for more than 241 seconds.')],
    },
    {
      name: 'the same, and the port is reset',
      confidence: 'confirmed',
      evidence: [
        log(
          'INFO: task usb-storage:412 blocked in I/O wait for more than 120 seconds.\nusb 2-1: reset SuperSpeed USB device number 4 using xhci_hcd',
        ),
      ],
    },
    {
      name: 'a disk that leaves its port and is there again before a hand could do it',
      confidence: 'suspected',
      evidence: [
        log(`[ 4711.101] usb 2-1: USB disconnect, device number 3
[ 4711.702] usb 2-1: new SuperSpeed USB device number 4 using xhci_hcd
[ 4711.730] usb-storage 2-1:1.0: USB Mass Storage device detected`),
      ],
    },
    {
      name: 'a file system goes with its disk',
      confidence: 'confirmed',
      evidence: [
        log(
          'usb 2-1.4: USB disconnect, device number 6\nEXT4-fs error (device sdb1): ext4_journal_check_start:83: comm k3s-server: Detected aborted journal',
        ),
      ],
    },
    {
      name: 'a disk that is reset beside a network card of another port',
      confidence: 'suspected',
      evidence: [
        log(
          'r8152 4-1:1.0 eth1: carrier on\nusb 2-1: reset SuperSpeed Gen 1 USB device number 2 using xhci_hcd',
        ),
      ],
    },
    {
      name: 'a fast device that never answers',
      confidence: 'suspected',
      evidence: [
        log(
          'usb 2-1: new SuperSpeed Gen 1 USB device number 23 using xhci_hcd\nusb 2-1: device descriptor read/8, error -110\nusb 2-1: new SuperSpeed Gen 1 USB device number 24 using xhci_hcd\nusb 2-1: device descriptor read/8, error -110',
        ),
      ],
    },
    {
      name: 'resets of a disk that retries a bad sector: both are possible',
      evidence: [
        log(
          'usb 2-1: reset SuperSpeed USB device number 2 using xhci_hcd\nsd 0:0:0:0: [sda] tag#0 Sense Key : Medium Error [current]\nI/O error, dev sda, sector 8 op 0x0:(READ)',
        ),
      ],
      confidence: 'suspected',
    },
    { name: 'a bridge that hangs', confidence: 'confirmed', evidence: [log(text('pi4-uas.txt'))] },
    {
      name: 'a controller that died',
      confidence: 'confirmed',
      evidence: [log(text('controller-died.txt'), { origin: 'kernel' })],
    },
    {
      name: 'a disk that left with its data unwritten',
      confidence: 'confirmed',
      evidence: [
        log(
          'usb 2-1: USB disconnect, device number 2\nsd 0:0:0:0: [sda] Synchronize Cache(10) failed: Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK\nI/O error, dev sda, sector 2048 op 0x1:(WRITE)',
        ),
      ],
    },
    {
      name: 'a controller that the kernel gives up',
      evidence: [log('xhci_hcd 0000:0c:00.3: Assuming host is dying, halting host.')],
    },
    {
      name: 'a hub that does not answer, with a disk and the network card behind it',
      confidence: 'confirmed',
      evidence: [
        log(
          'hub 1-1:1.0: hub_port_status failed (err = -71)\nsmsc95xx 1-1.1:1.0 eth0: Failed to read reg index 0x00000114: -71\nsd 1:0:0:0: [sdb] Result: hostbyte=0x07 driverbyte=0x00\nblk_update_request: I/O error, dev sdb, sector 2048',
        ),
      ],
    },
    {
      name: 'resets only',
      confidence: 'suspected',
      evidence: [log('usb 2-1: reset SuperSpeed Gen 1 USB device number 2 using xhci_hcd')],
    },
    {
      name: 'a disk that went offline, without a word of USB',
      confidence: 'suspected',
      evidence: [
        log('sd 0:0:0:0: [sda] tag#3 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK'),
      ],
    },
    {
      name: 'a disk that is not found any more',
      confidence: 'suspected',
      evidence: [
        log(
          'usb 2-2: device descriptor read/8, error -110\nusb usb2-port2: unable to enumerate USB device\nscsi host0: uas',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a network card that its own driver resets',
      evidence: [
        log('r8152-cfgselector 2-1.3: reset SuperSpeed USB device number 4 using xhci_hcd'),
      ],
    },
    {
      name: 'the journal of another disk waits',
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log(
          'INFO: task jbd2/nvme0n1p2-:88 blocked for more than 120 seconds.\nModules linked in: usb_storage uas',
        ),
      ],
    },
    {
      name: 'somebody who looked for it',
      evidence: [
        log(
          'no uas_eh_abort_handler this time, and no HC died\nNo xHCI host controller not responding',
        ),
      ],
    },
    {
      // rt2800usb at each start: github.com/eroicaleo/PiKernel.
      name: 'a radio that its driver resets, beside a disk',
      evidence: [
        log(
          '[    3.4] usb 1-1.3: new high-speed USB device number 4 using dwc_otg\n[    3.6] usb 1-1.3: Product: 802.11 n WLAN\n[    3.7] scsi host0: uas\n[    7.4] usb 1-1.3: reset high-speed USB device number 4 using dwc_otg\n[  131.0] usb 1-1.3: reset high-speed USB device number 4 using dwc_otg',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a device that its driver resets once while the node starts',
      evidence: [
        log(
          '[    3.7] scsi host0: uas\n[    7.462326] usb 1-1.3: reset high-speed USB device number 4 using dwc_otg',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a network card behind USB that is reset as fast as a disk',
      rival: 'nic-or-link-fault',
      evidence: [
        log(
          'usb 4-1: reset SuperSpeed Gen 1 USB device number 2 using xhci-hcd\nr8152 4-1:1.0 eth1: Promiscuous mode enabled\nusb 4-1: reset SuperSpeed Gen 1 USB device number 2 using xhci-hcd\nr8152 4-1:1.0 eth1: Tx timeout',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a keyboard that was unplugged from another port than the disk',
      evidence: [
        log(
          'usbcore: registered new interface driver uas\nusb-storage 2-1:1.0: USB Mass Storage device detected\nscsi host0: usb-storage 2-1:1.0\nusb 1-1.2: USB disconnect, device number 3',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a hub that was unplugged, and no disk behind it',
      evidence: [log('hub 1-1:1.0: hub_port_status failed (err = -71)')],
    },
    {
      name: 'a disk of the network whose target went away',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(
          'connection12:0: detected conn error (1020)\nsd 1:0:0:0: rejecting I/O to offline device',
        ),
      ],
    },
    {
      name: 'volumes that were attached: each attach logs a reset',
      evidence: [
        log(
          'sd 2:0:0:1: Power-on or device reset occurred\nsd 3:0:0:1: Power-on or device reset occurred',
        ),
      ],
    },
    {
      name: 'a SATA disk with an unreadable sector',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'ata2.00: failed command: READ FPDMA QUEUED\nata2.00: error: { UNC }\nsd 1:0:0:0: [sdb] tag#7 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK\nsd 1:0:0:0: [sdb] tag#7 Sense Key : Medium Error [current]\nsd 1:0:0:0: [sdb] tag#7 Add. Sense: Unrecovered read error - auto reallocate failed\nI/O error, dev sdb, sector 90112 op 0x0:(READ)',
        ),
      ],
    },
    {
      name: 'a disk that answers with a bad sector, of whatever port',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'sd 0:0:0:0: [sda] tag#4 Add. Sense: Unrecovered read error\nI/O error, dev sda, sector 2048',
        ),
      ],
    },
    {
      name: 'the cable of a SATA disk',
      evidence: [
        log(
          'ata2.00: exception Emask 0x10 SAct 0x0 SErr 0x400000 action 0x6 frozen\nata2.00: failed command: READ FPDMA QUEUED\nata2.00: error: { ICRC ABRT }\nata2: hard resetting link\nsd 1:0:0:0: [sdb] tag#7 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK',
        ),
      ],
    },
    {
      name: 'bad sectors on a disk whose link stays',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'sd 0:0:0:0: [sda] Sense Key : Medium Error [current]\ncritical medium error, dev sda, sector 8812 op 0x0:(READ)',
        ),
      ],
    },
    {
      name: 'a Longhorn volume whose engine is gone',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(
          'sd 4:0:0:1: [sdc] tag#0 FAILED Result: hostbyte=DID_TRANSPORT_DISRUPTED driverbyte=DRIVER_OK\nsd 4:0:0:1: rejecting I/O to offline device\nI/O error, dev sdc, sector 0',
        ),
      ],
    },
    {
      name: 'a disk of the network with LUN 0, in the word of its driver',
      rival: 'traffic-blocked',
      evidence: [
        log(
          'sd 3:0:0:0: [sdb] tag#7 FAILED Result: hostbyte=DID_TRANSPORT_DISRUPTED driverbyte=DRIVER_OK cmd_age=12s\nblk_update_request: I/O error, dev sdb, sector 91136 op 0x0:(READ)',
        ),
      ],
    },
    {
      name: 'a start that finds a disk',
      evidence: [
        log(
          'usb 2-1: new SuperSpeed USB device number 2 using xhci_hcd\nscsi host0: uas\nsd 0:0:0:0: [sda] Attached SCSI disk',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a bootloader that gave a USB disk up',
      evidence: [log('Boot mode: USB-MSD (04) order f1\nUSB MSD timed out after 25 seconds')],
    },
    {
      name: 'a bootloader whose USB disk stopped to answer',
      evidence: [log('xHC-CMD err: 4 type: 11 [01:00] 2.16 000000:01\nBlock device timeout')],
    },
    {
      name: 'a controller that found no disk at its first look',
      evidence: [log('[   58.56] scsi 1:0:0:0: Device offlined - not ready after error recovery')],
    },
    {
      name: 'a disk that somebody may have plugged out and in again',
      evidence: [
        log(`[ 4711.101] usb 2-1: USB disconnect, device number 3
[ 4741.702] usb 2-1: new SuperSpeed USB device number 4 using xhci_hcd
[ 4741.730] usb-storage 2-1:1.0: USB Mass Storage device detected`),
      ],
    },
    {
      name: 'a disk that changes its mode while the node starts',
      evidence: [
        log(`[    3.101] usb 2-1: USB disconnect, device number 3
[    3.702] usb 2-1: new high-speed USB device number 4 using xhci_hcd
[    3.730] usb-storage 2-1:1.0: USB Mass Storage device detected`),
      ],
    },
    {
      name: 'a disk of fstab that is not there',
      evidence: [
        log(
          'systemd[1]: Timed out waiting for device dev-disk-by\\x2duuid-77aa.device - /dev/disk/by-uuid/77aa.',
        ),
      ],
    },
    {
      name: 'a controller that reports an error of its host',
      evidence: [log('kernel: xhci_hcd 0000:01:00.0: WARNING: Host System Error')],
    },
    {
      name: 'a bridge that ends a request in the middle',
      evidence: [
        log(
          'kernel: sd 1:0:0:0: [sdb] tag#3 Unaligned partial completion (resid=512, sector_sz=4096)',
        ),
      ],
    },
    {
      // A card reader: github.com/kyrylo-sovailo/ideapad320_15ikb_defconfig.
      name: 'a disk that leaves, and nothing that failed with it',
      evidence: [
        log(
          'usb-storage 1-5:1.0: USB Mass Storage device detected\nscsi host2: usb-storage 1-5:1.0\nusb 1-5: USB disconnect, device number 4',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'something unplugged, where each boot registers the drivers of disks',
      evidence: [
        log(
          'usbcore: registered new interface driver uas\nusbcore: registered new interface driver usb-storage\nusb 1-1.3: USB disconnect, device number 4',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a keyboard that was pulled on a node whose volume failed',
      evidence: [
        log(
          'usb 1-1.3: USB disconnect, device number 5\nsd 4:0:0:1: [sdc] tag#0 Sense Key : Medium Error [current]\nI/O error, dev sdc, sector 0',
        ),
      ],
    },
    {
      name: 'something fell off the bus',
      evidence: [log('usb 1-1.3: USB disconnect, device number 5')],
    },
  ],
})
