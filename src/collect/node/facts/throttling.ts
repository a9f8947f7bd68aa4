import type * as z from 'zod'
import { throttling as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader } from './reader.ts'

export const firmware: Section = {
  name: 'firmware',
  command: `command -v vcgencmd >/dev/null || return 41
vcgencmd get_throttled 2>&1`,
  seconds: 2,
  maxBytes: 1000,
  keep: 'head',
  disk: false,
}

/** Bits: https://www.raspberrypi.com/documentation/computers/os.html#get_throttled */
export const throttling: FactReader = {
  kind: fact.kind,
  source: 'vcgencmd get_throttled',
  section: firmware.name,
  read(answers) {
    const { text, status } = answerTo(answers, firmware.name)
    if (status === 41) return absent('not-applicable', 'there is no vcgencmd: not a Raspberry Pi')
    const hex = /throttled=0x([0-9a-fA-F]{1,8})\b/.exec(text)?.[1]
    if (hex === undefined) return refusal(text)
    return [throttlingOf(Number.parseInt(hex, 16))]
  },
}

/** What the bits of `vcgencmd get_throttled` say. */
export function throttlingOf(bits: number): z.infer<typeof fact.schema> {
  const has = (bit: number) => ((bits >>> bit) & 1) === 1
  return {
    bits,
    underVoltageNow: has(0),
    frequencyCappedNow: has(1),
    throttledNow: has(2),
    softTemperatureLimitNow: has(3),
    underVoltageSinceBoot: has(16),
    frequencyCappedSinceBoot: has(17),
    throttledSinceBoot: has(18),
    softTemperatureLimitSinceBoot: has(19),
  }
}

/** Both generations of vcgencmd open a device that belongs to the group video. */
function refusal(text: string) {
  if (/VCHI initiali[sz]ation failed|open device file|permission denied/i.test(text))
    return absent('no-permission', 'the user is not in the group video, so the firmware is closed')
  return absent('failed', `vcgencmd said: ${text.trim().slice(0, 200) || 'nothing'}`)
}
