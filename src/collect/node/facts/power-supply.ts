import { powerSupply as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known } from './reader.ts'

/**
 * Each is a big-endian 32-bit number without any text around it.
 * https://www.raspberrypi.com/documentation/computers/configuration.html#part4
 */
const properties = [
  'max_current',
  'usb_max_current_enable',
  'usb_over_current_detected',
  'power_reset',
] as const

const resetReasons = ['over-voltage', 'under-voltage', 'over-temperature', 'enable', 'watchdog']

export const deviceTree: Section = {
  name: 'device_tree',
  command: `cd /proc/device-tree/chosen/power 2>/dev/null || return 41
for property in ${properties.join(' ')}; do
  [ -r $property ] && echo "$property $(od -An -tu1 $property)"
done`,
  seconds: 2,
  maxBytes: 1000,
  keep: 'head',
  disk: false,
}

export const powerSupply: FactReader = {
  kind: fact.kind,
  source: '/proc/device-tree/chosen/power',
  section: deviceTree.name,
  read(answers) {
    const { text, status } = answerTo(answers, deviceTree.name)
    if (status === 41)
      return absent('not-applicable', 'the device tree tells nothing of the supply (Pi 5 only)')
    const values = new Map<string, number>()
    for (const line of text.split('\n')) {
      const [name, ...bytes] = line.trim().split(/\s+/)
      const word = bytes.map(Number)
      const sound = word.length === 4 && word.every((byte) => byte >= 0 && byte <= 255)
      if (name && sound)
        values.set(
          name,
          word.reduce((sum, byte) => sum * 256 + byte, 0),
        )
    }
    if (values.size === 0) return absent('failed', 'the device tree could not be read')
    const reset = values.get('power_reset')
    return [
      known({
        maxCurrentMilliamps: values.get('max_current'),
        usbMaxCurrentEnabled: flag(values.get('usb_max_current_enable')),
        usbOverCurrentDetected: flag(values.get('usb_over_current_detected')),
        lastResetReasons:
          reset === undefined
            ? undefined
            : resetReasons.filter((_, bit) => ((reset >>> bit) & 1) === 1),
      }),
    ]
  },
}

function flag(value: number | undefined): boolean | undefined {
  return value === undefined ? undefined : value !== 0
}
