import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /**
   * The screen and serial line of the Pi's bootloader (rpi-eeprom). It says so at every start without
   * a card too, before it tries the next of BOOT_ORDER.
   */
  noCardAtStart: pastedLines(
    ["ailed to open device: 'sdcard'", 'card not detected', 'SD boot failed'],
    /Failed to open device: 'sdcard'|\bSD:? card not detected|^\s*SD boot failed/i,
  ),
  /** drivers/scsi/sd.c, of a disk or of a card in a reader. */
  writeProtected: lines('Write Protect is on', /\[sd[a-z]+\] Write Protect is on/),
  /** fs/ext4/super.c: the journal has to be replayed first, and nothing may be written. */
  noReplay: lines('write access unavailable, cannot proceed'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.writeProtected.length > 0 && found.noReplay.length > 0)
    return unknown(
      'a card or disk may not be written, and its journal waits: the switch of its adapter, or a card that has locked itself at its end; what is on it can be read with `mount -o ro,noload`',
      {
        next: 'in another reader, with the switch of its adapter open: journalctl -k | grep -iE "Write Protect|\\(ro\\)"',
      },
    )
  if (found.noCardAtStart.length > 0)
    return unknown(
      'the bootloader of the board finds no card that answers: none is in it, which is all right where it starts from another disk; or the card, or its slot, is dead',
      {
        next: 'read what it tries after that (`Boot mode:`); put the card into another reader; on a board that runs: rpi-eeprom-config | grep BOOT_ORDER',
      },
    )
  return noMatch
}
