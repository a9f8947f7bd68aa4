import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** systemd: a disk of fstab did not come up at the start. */
  diskAwaited: lines(
    'Timed out waiting for device',
    /Timed out waiting for device \S*(?:dev[-/]disk|dev[-/]sd|dev[-/]nvme)/,
  ),
  /** drivers/scsi/scsi_error.c: an address that no disk has answered at yet, whatever leads there. */
  neverCame: lines(
    'Device offlined - not ready after error recovery',
    /\bscsi \d+:\d+:\d+:\d+: Device offlined/,
  ),
  /**
   * The screen and serial line of the Pi's bootloader (rpi-eeprom): it found no USB disk in its time,
   * or one that stopped to answer.
   */
  noDiskAtStart: pastedLines(
    ['USB MSD timed out', 'Block device timeout', 'xHC-CMD err', 'USB xHC init failed'],
    /USB MSD timed out after|^\s*Block device timeout|xHC-CMD err: \d|USB xHC init failed/,
  ),
  /** drivers/usb/host/xhci-ring.c and drivers/scsi/sd.c: the controller or the bridge said something that cannot be. */
  oddEnd: lines(['WARNING: Host System Error', 'Unaligned partial completion']),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.diskAwaited.length > 0)
    return unknown(
      'a disk of fstab was not there at the start: its cable, bridge, supply or itself, or a name in fstab that is not right',
      {
        next: 'lsblk -o NAME,UUID,TRAN,MOUNTPOINTS; cat /etc/fstab; journalctl -k -b | grep -iE "usb |nvme|ata[0-9]|voltage"',
      },
    )
  if (found.noDiskAtStart.length > 0)
    return unknown(
      'the bootloader of the board got no answer from a USB disk: none is there, or its bridge starts too slowly or takes more power than the port gives',
      {
        next: 'start once with the disk behind a powered hub or at a USB 2 port; on a board that runs: rpi-eeprom-update; rpi-eeprom-config | grep -E "BOOT_ORDER|USB_MSD"',
      },
    )
  if (found.oddEnd.length > 0)
    return unknown(
      'a USB controller or bridge gave an odd answer: its firmware or driver, the supply, or the disk behind it',
      {
        next: 'journalctl -k | grep -iE "usb |xhci|uas|sd[a-z]|voltage"; lsusb -t; smartctl -a /dev/DEVICE',
      },
    )
  if (found.neverCame.length > 0)
    return unknown(
      'a controller looked for a disk and gave it up: was it ready by then, and was the way to it (its driver, cable or enclosure)?',
      {
        next: 'journalctl -k -b | grep -iE "scsi|firmware|handshake|thunderbolt|link|voltage"; lsscsi -H; later: echo "- - -" > /sys/class/scsi_host/HOST/scan; lsblk',
      },
    )
  return noMatch
}
