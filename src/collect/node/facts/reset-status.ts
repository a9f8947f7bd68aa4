import { resetStatus as fact } from '#src/model/facts/restarts.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

/**
 * The bootloader keeps PM_RSTS in the device tree, big-endian, because reading clears it. grep and
 * not `read`: that takes one byte at a time, and /proc/sys tells nothing behind the first.
 */
export const resets: Section = {
  name: 'resets',
  command: `grep -sH '' /proc/sys/kernel/panic /proc/sys/kernel/panic_on_oops
[ -r /proc/device-tree/chosen/bootloader/rsts ] || return 0
echo "rsts $(od -An -tu1 /proc/device-tree/chosen/bootloader/rsts)"`,
  seconds: 1,
  maxBytes: 500,
  keep: 'head',
  disk: false,
}

/**
 * HADPOR, HADSRF and HADWRF of PM_RSTS. A reboot and a panic reset the chip by its watchdog, as a
 * hang does: https://github.com/raspberrypi/linux/issues/1586
 */
const powerOnBit = 0x1000
const chipResetBits = 0x0200 | 0x0020

export const resetStatus: FactReader = {
  kind: fact.kind,
  source: '/proc/sys/kernel/panic, /proc/device-tree/chosen/bootloader/rsts',
  section: resets.name,
  read(answers) {
    const { text } = answerTo(answers, resets.name)
    const valueOf = (name: string) =>
      new RegExp(`^/proc/sys/kernel/${name}:(-?\\d{1,9})$`, 'm').exec(text)?.[1]
    const panicSeconds = numberIn(valueOf('panic'))
    const panicOnOops = numberIn(valueOf('panic_on_oops'))
    const register = registerIn(text)
    if (panicSeconds === undefined && register === undefined)
      return absent('failed', 'the kernel did not tell what it does after a panic')
    return [
      known({
        panicSeconds,
        panicOnOops: panicOnOops === undefined ? undefined : panicOnOops > 0,
        register,
        powerOn: register === undefined ? undefined : (register & powerOnBit) !== 0,
        chipReset: register === undefined ? undefined : (register & chipResetBits) !== 0,
      }),
    ]
  },
}

function registerIn(text: string): number | undefined {
  const bytes = /^rsts((?: +\d{1,3}){4})$/m.exec(text)?.[1]?.trim().split(/ +/).map(Number)
  if (!bytes?.every((byte) => byte <= 255)) return undefined
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}
