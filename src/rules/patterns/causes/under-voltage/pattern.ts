import { nodeIdentity, powerSupply, throttling } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import {
  countOf,
  isAtStart,
  isRushAtStart,
  throttledUnderVoltageEver,
  throttledUnderVoltageNow,
  underVoltage,
  voltageNormal,
} from '../../words/node-kernel.ts'
import { sentences } from './told.ts'

/** Programs that decode the firmware's bits for people. */
const saidOccurred = lines(
  ['nder-voltage', 'ndervoltage', 'NDERVOLTAGE', 'NDER_VOLTED', 'NDER-VOLTAGE'],
  /\bunder-?volt(?:age|ed)(?: has)? (?:occurred|now)\b(?!.*\b(?:no|false|0)\b)/i,
)

/** The Pi 5's own measurement of its 5 V input; the firmware warns below 4.63 V. */
const lowInput = lines('EXT5V_V', /EXT5V_V\s+volt\(\d+\)=(?:[0-3]\.|4\.[0-5]|4\.6[0-2])/)

/** `sensors` on a Pi: the alarm of the hwmon driver, kept until somebody reads it. */
const sensorsAlarm = lines(
  ['ALARM (LCRIT)', 'lcrit_alarm'],
  /in0:.*ALARM \(LCRIT\)|in0_lcrit_alarm\W{1,3}1\b/,
)
/**
 * drivers/thermal/tegra/soctherm.c: the board's comparator saw the input sag, or more current than
 * it may give. NVIDIA's desktop tells it in words.
 */
const tegraAlarm = lines(
  ['soctherm: OC ALARM', 'throttled due to '],
  /soctherm: OC ALARM 0x0*[1-9a-f]|\b[Ss]ystem throttled due to [Oo]ver-?[Cc]urrent/,
)
/** The Pi 5 asked the supply, which offers less: ports are held to 600 mA, which may be enough. */
const weakSupply = lines([
  'power supply is not capable of supplying 5A',
  'Power to peripherals will be restricted',
])

/** A device that lost its supply is missed at once; one that is retried, after minutes. */
const nearSeconds = 300

/** What drops out first when the voltage does. */
const dropped = lines([
  'USB disconnect',
  'reset SuperSpeed',
  'reset high-speed USB',
  'assume dead',
  'controller is down',
  'error -110',
  'error -84',
  'over-current c',
  'Link is Down',
  'uas_eh_abort',
  'I/O error, dev mmcblk',
  'I/O error, dev sda',
  'I/O error, dev nvme',
  'stuck being busy',
  'Aborting journal on device mmcblk',
])

export default definePattern({
  id: 'under-voltage',
  title: 'The power supply cannot hold the voltage that the board needs',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: {
    nodeIdentity,
    throttling,
    powerSupply,
    underVoltage,
    voltageNormal,
    throttledUnderVoltageNow,
    throttledUnderVoltageEver,
    saidOccurred,
    lowInput,
    sensorsAlarm,
    tegraAlarm,
    weakSupply,
    dropped,
  },
  explains: {
    onSameNode: [
      'power-loss',
      'sd-card-failing',
      'usb-storage-fault',
      'nvme-link-or-power-state',
      'nic-or-link-fault',
      'kernel-crash-or-lockup',
      'thermal-throttling',
      'root-filesystem-read-only',
      'node-overload',
      'k3s-restarting',
      'node-silent',
    ],
  },
  rivals: [
    {
      cause: 'benign-kernel-noise',
      tell: 'One dip in the first minute after the start, when devices draw their first current, and none since.',
    },
    {
      cause: 'power-loss',
      tell: 'The power went at once: no dip is logged before, or several nodes stop in the same second.',
    },
    {
      cause: 'thermal-throttling',
      tell: '`get_throttled` shows bit 3 or 19 (temperature) and not bit 0 or 16 (voltage).',
    },
  ],
  remedy: 'replace-supply',
  docs: {
    meaning:
      'The 5 V input fell below 4.63 V under load. The supply, the cable or the PoE adapter gives too little. The kernel looks every two seconds only, so real dips are more than the lines.',
    impact:
      'The board slows down; USB disks, NVMe drives, SD card and Wi-Fi drop out or write wrong data; in the end the board resets without a last word.',
    diagnosis:
      'On {node}: `vcgencmd get_throttled` (bit 0 is now, bit 16 since boot), `journalctl -k | grep -i voltage`; on a Pi 5 also `vcgencmd pmic_read_adc EXT5V_V` under load; on a Jetson `journalctl -k | grep soctherm`, and `nvpmodel -q` for what it may draw.',
    mitigation:
      'Use the official supply (Pi 5: 5 V 5 A; Pi 4: 5 V 3 A) with a short cable, or PoE of 802.3at or better. Give disks their own supply. Judge disk errors again only after that.',
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/hwmon/raspberrypi-hwmon.c',
      'https://www.raspberrypi.com/documentation/computers/os.html#get_throttled',
      'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#power-supply',
      'https://github.com/geerlingguy/raspberry-pi-pcie-devices/issues/577',
    ],
  },

  match(evidence, { now: takenAt }) {
    const now = [
      ...evidence.throttling
        .filter((bits) => bits.underVoltageNow)
        .map((bits) =>
          because(bits, `the voltage is too low right now (0x${bits.bits.toString(16)})`),
        ),
      ...evidence.throttledUnderVoltageNow,
      ...evidence.lowInput,
    ]
    const dips = evidence.underVoltage
    const resets = evidence.powerSupply
      .filter((supply) => supply.lastResetReasons?.includes('under-voltage'))
      .map((supply) =>
        because(supply, 'the power chip says that low voltage caused the last reset'),
      )
    if (now.length > 0) return match('confirmed', [...now, ...dips, ...resets])
    const uptime = evidence.nodeIdentity[0]?.uptimeSeconds
    const bootedAt = uptime === undefined ? undefined : takenAt - uptime * 1000
    if (dips.length > 0)
      return judgeDips(dips, bootedAt, {
        resets,
        // While a board starts, links and devices come and go anyway.
        dropped: evidence.dropped.filter((line) => !isAtStart(line, bootedAt)),
        normal: evidence.voltageNormal,
      })
    const ever = [
      ...evidence.throttling
        .filter((bits) => bits.underVoltageSinceBoot)
        .map((bits) =>
          because(bits, `the voltage was too low since the boot (0x${bits.bits.toString(16)})`),
        ),
      ...evidence.throttledUnderVoltageEver,
      ...evidence.saidOccurred,
      ...evidence.sensorsAlarm,
      ...evidence.tegraAlarm,
      ...resets,
    ]
    if (ever.length > 0) return match('suspected', ever)
    return evidence.weakSupply.length > 0 ? offersLess : noMatch
  },
})

const offersLess = unknown(
  'the supply offers less than 5 A, so the USB ports get 600 mA; whether the voltage holds is not shown',
  { next: 'vcgencmd get_throttled; vcgencmd pmic_read_adc EXT5V_V' },
)

interface Around {
  readonly resets: readonly Reason[]
  readonly dropped: readonly LogLine[]
  readonly normal: readonly LogLine[]
}

function judgeDips(
  dips: readonly LogLine[],
  bootedAt: number | undefined,
  { resets, dropped, normal }: Around,
): PatternOutcome {
  const all = [...dips, ...resets, ...normal]
  // Devices that drop out with the voltage are its victims: judge them again with a good supply.
  const victims = dropped.filter((line) => isNear(line, dips))
  if (victims.length > 0) return match('confirmed', [...all, ...victims])
  if (countOf(dips) > 1) {
    const later = dips.some((dip) => !isAtStart(dip, bootedAt))
    return match(later ? 'confirmed' : 'suspected', all)
  }
  if (resets.length > 0 || !isRushAtStart(dips, normal, bootedAt)) return match('suspected', all)
  return unknown('the voltage dipped once while the board started; that alone is no fault yet', {
    next: 'vcgencmd get_throttled',
  })
}

/** What drops out hours later has its own reason; where no times are, nobody knows. */
function isNear(line: LogLine, dips: readonly LogLine[]): boolean {
  return dips.some((dip) => {
    const [one, other] = spans(line, dip)
    if (!one || !other) return true
    return one.from <= other.to + nearSeconds && one.to >= other.from - nearSeconds
  })
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Both by the kernel's own stamps, or both by the clock. */
function spans(...both: readonly [LogLine, LogLine]): (Span | undefined)[] {
  const byKernel = both.map((line) => asSpan(line.firstUptimeSeconds, line.lastUptimeSeconds))
  if (byKernel.every((span) => span !== undefined)) return byKernel
  return both.map(({ firstAt, lastAt }) =>
    asSpan(
      firstAt === undefined ? undefined : firstAt / 1000,
      lastAt === undefined ? undefined : lastAt / 1000,
    ),
  )
}

function asSpan(from: number | undefined, to: number | undefined): Span | undefined {
  return from === undefined || to === undefined ? undefined : { from, to }
}
