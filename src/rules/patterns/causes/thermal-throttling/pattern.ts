import { powerSupply, temperatures, throttling } from '#src/model/facts/node.ts'
import { lines, pastedLines } from '#src/model/line.ts'
import { because, match, noMatch, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { denied, throttledBits, throttledWords } from '../../words/node-kernel.ts'
import { sentences } from './told.ts'

/**
 * Bits of `get_throttled` without voltage: 1 capped, 2 throttled, 3 soft limit; 17 to 19 the same
 * since the boot. A digit with bit 0 set belongs to under-voltage, unless the soft limit is there
 * too: then both are true.
 */
const hotNow = lines(throttledWords, throttledBits('[0-9a-f]*[24689a-f]'))
const hotEver = lines(throttledWords, throttledBits('[24689a-f][0-9a-f]{4}'))

/** x86 (arch/x86/kernel/cpu/mce/therm_throt.c) and the thermal framework. */
const said = lines(
  [
    'cpu clock throttled',
    'temperature above threshold',
    // In these words since Linux 5.6.
    'temperature is above threshold',
    'critical temperature reached',
    // kernel/reboot.c, of the thermal framework and of regulators.
    'HARDWARE PROTECTION',
    'emperature limit',
    'hermal throttling',
    'hermal throttled',
    'over temperature',
    'Throttling enabled',
    // Alerts of node_exporter's rules, and tools that put the firmware's bits into words.
    'TemperatureHigh',
    'TemperatureCritical',
    'ComponentTooHot',
    'OvertemperatureAlarm',
    'frequency-capped',
    'frequency capped',
    ' the clock ',
    'clock drop',
    'clock fall',
  ],
  new RegExp(
    String.raw`^(?!.*iwlwifi).*${denied}(?:cpu clock throttled|heated above trip temperature|HARDWARE PROTECTION \w+ \(Temperature too high\)|\bHost(?:PhysicalComponentTooHot|NodeOvertemperatureAlarm)\b|temperature (?:is )?above threshold|critical temperature reached|[Ss]oft temperature limit (?:has occurred|currently active|active|reached)(?!["']?\s*[:=]\s*(?:no\b|false|0\b))|[Tt]hermal thrott(?:ling|led)(?! (?:disabled|off|status: (?:no|ok)))|\b\w*(?:CPU|Node|Host)\w*Temperature(?:High|Critical)\b.{0,20}(?:fir(?:ed|ing)|alert)|frequency[- ]capped\W.{0,20}temperature:? (?:8\d|9\d|1[01]\d)|(?:8\d|9\d|1[01]\d) ?°? ?C\b.{0,40}\bclock (?:drops|dropped|falls|fell|goes down|went down) to \d)`,
    'i',
  ),
)
/**
 * `sensors` sets a mark behind a reading above its limit, `ipmitool` two letters behind a sensor. A
 * drive's own reading is another matter.
 */
const marked = pastedLines(
  ['ALARM (CRIT)', 'ALARM (MAX', 'degrees C'],
  /^(?!\s*(?:Composite|Sensor \d)).*°C.*ALARM \((?:CRIT|MAX)|\|\s*\d+ degrees C\s*\|\s*(?:cr|nr)\b/,
)
const measured = lines(['temp='], /temp=(?:8[0-9]|9[0-9]|1[01][0-9])(?:\.\d+)?'C/)

/** Somebody's note of a reading, and `sensors` of a processor that stands at its limit. */
const noted = pastedLines(
  [
    'cpu-thermal',
    'cpu_thermal',
    'CPU temp',
    'cpu temp',
    'CPU Temp',
    'Package id ',
    'Tctl:',
    'Tdie:',
  ],
  /\b(?:cpu[-_]thermal|[Cc][Pp][Uu] [Tt]emp\w*)\W{0,4}\+?(?:8[5-9]|9\d|1[01]\d)(?:\.\d+)? ?(?:°|'|deg)? ?C\b|^(?:Package id \d+|Tctl|Tdie):\s+\+(?:9[5-9]|1[01]\d)\.\d/,
)
/** The same of a Pi: the row does not say of which chip it is, the line above it does. */
const ownChip = pastedLines('cpu_thermal-virtual')
const ownReading = pastedLines('temp1:', /^temp1:\s+\+(?:8[5-9]|9\d|1[01]\d)\.\d/)

/** From here on no board runs at full speed, whatever its bits say. */
const measuredHard = lines(
  ['temp=', 'emperature', 'thermal_zone'],
  /thermal_zone\d+\S*\W{1,3}(?:8[5-9]|9\d|1[01]\d)\d{3}\b|temp=(?:8[5-9]|9[0-9]|1[01][0-9])(?:\.\d+)?'C|[Tt]emperature\D{0,20}(?:8[5-9]|9[0-9]|1[01][0-9])(?:\.\d+)? ?(?:°|'|deg)? ?C\b/,
)

/** Both the Pi 4 and the Pi 5 slow down from 80 °C on, and again at 85 °C. */
const hotCelsius = 80

export default definePattern({
  id: 'thermal-throttling',
  title: 'The board is too hot and slows itself down',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: {
    throttling,
    temperatures,
    powerSupply,
    hotNow,
    hotEver,
    said,
    marked,
    measured,
    measuredHard,
    noted,
    ownChip,
    ownReading,
  },
  explains: {
    onSameNode: ['node-overload', 'slow-datastore-disk', 'k3s-restarting', 'node-silent'],
    anywhere: ['apiserver-overload-tls-timeouts'],
  },
  rivals: [
    {
      cause: 'under-voltage',
      tell: '`get_throttled` shows bit 0 or 16: low voltage slows the board in the same way.',
    },
    {
      cause: 'node-overload',
      tell: 'High load at a normal temperature, with no throttle bit set.',
    },
  ],
  remedy: 'cool-board',
  docs: {
    meaning:
      'At 80 °C the firmware lowers the clock, at 85 °C it does so sharply. Heat cannot leave the board.',
    impact:
      'Everything is slow: leases are missed, probes time out. No error is logged. Over the limit the board switches off.',
    diagnosis:
      'On {node}: `vcgencmd measure_temp; vcgencmd get_throttled` (bits 1–3 now, 17–19 since boot), and on a Pi 5 `cat /sys/devices/platform/cooling_fan/hwmon/*/fan1_input`.',
    mitigation:
      'Check that the fan turns and the heat sink sits. Open the case or give it air. Move load away until then.',
    references: [
      'https://www.raspberrypi.com/documentation/computers/os.html#get_throttled',
      'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#frequency-management-and-thermal-control',
      'https://github.com/raspberrypi/documentation/issues/2546',
      'https://github.com/torvalds/linux/blob/master/kernel/reboot.c',
    ],
  },

  match(evidence) {
    const bits = evidence.throttling
    const now = bits
      .filter((bit) => bit.softTemperatureLimitNow || (bit.throttledNow && !bit.underVoltageNow))
      .map((bit) => because(bit, 'the board is throttled by heat right now'))
    const hot = evidence.temperatures
      .filter((zone) => zone.celsius >= hotCelsius)
      .map((zone) => because(zone, `${zone.zone} is at ${Math.round(zone.celsius)} °C`))
    const resets = evidence.powerSupply
      .filter((supply) => supply.lastResetReasons?.includes('over-temperature'))
      .map((supply) => because(supply, 'the power chip says that heat caused the last reset'))
    const present = [...now, ...evidence.hotNow]
    const said = statedLines(evidence.said)
    const readings = [...hot, ...evidence.measured]
    const all = [...present, ...readings, ...said, ...resets]
    if (present.length > 0 || said.length > 0)
      return match(readings.length > 0 || present.length > 0 ? 'confirmed' : 'suspected', all)
    const ever = [
      ...bits
        .filter((bit) => bit.softTemperatureLimitSinceBoot)
        .map((bit) => because(bit, 'the board was throttled by heat since its boot')),
      ...evidence.hotEver,
    ]
    const over = [
      ...ever,
      ...resets,
      ...evidence.marked,
      ...evidence.noted,
      ...(evidence.ownChip.length > 0 ? evidence.ownReading : []),
      ...statedLines(evidence.measuredHard),
    ]
    if (over.length > 0) return match('suspected', [...over, ...readings])
    if (readings.length > 0)
      return unknown('the board is hot, but does not say that it slows down', {
        next: 'vcgencmd get_throttled',
      })
    return noMatch
  },
})
