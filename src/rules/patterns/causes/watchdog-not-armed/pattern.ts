import { bootEnds, kernelSettings, units } from '#src/model/facts/node.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { because, match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { hungTaskWords } from '../../words/node-kernel.ts'
import { sentences } from './told.ts'

/** systemd and the watchdog daemon: somebody else holds the device, or it refuses the time. */
const refused = lines(
  ['atchdog', 'WATCHDOG', 'wdctl: No default device'],
  /wdctl: No default device is available|[Ww]atchdog.*(?:[Dd]evice or resource busy|busy|[Nn]o such (?:file|device)|[Ii]nvalid argument|not (?:found|supported|armed|active|enabled)|disabled|unused|cannot register miscdev .*err=-16\))|(?:[Ff]ailed|[Cc]annot|[Uu]nable) to (?:open|set|enable|arm|ping|start|register).*[Ww]atchdog|[Nn]o (?:hardware )?watchdog/,
)
/** `systemctl show` and system.conf; 0 is off, and a comment is the default, which is off too. */
const off = pastedLines(
  ['RuntimeWatchdog', '/state'],
  /watchdog\d*\/state\W{1,4}inactive|RuntimeWatchdogUSec=0\b|RuntimeWatchdogSec=(?:0|off)\b|#\s*RuntimeWatchdogSec=/,
)
/**
 * drivers/base/dd.c, drivers/watchdog/{iTCO_wdt,sp5100_tco}.c: the driver does not start, for the
 * firmware switched the device off or others have its registers. Many boards say so for years: a
 * journal shows a finding only with a hang. Who pastes it asks.
 */
const driverFails = [
  [
    'reset NO_REBOOT flag',
    "can't request region for resource",
    'failed to get TCOBASE',
    'device disabled by hardware',
    'already in use, device disabled',
    'failed to find MMIO address',
    'ailed to reserve MMIO',
    'wdt failed with error -',
    'tco failed with error -',
    'watchdog failed with error -',
  ],
  /(?:wdt|tco|watchdog)\b.*(?:reset NO_REBOOT flag|can't request region for resource|failed to get TCOBASE|device disabled by hardware|already in use, device disabled|failed to find MMIO|ailed to reserve MMIO)|(?:wdt|tco|watchdog) failed with error -\d/i,
] as const
const lockedByFirmware = lines(...driverFails)
const askedAbout = pastedLines(...driverFails)
/**
 * `lsmod` and /proc/modules: whoever holds the device holds its driver (watchdog_dev.c), and nobody
 * does.
 */
const unheld = pastedLines(
  ['_wdt ', '_tco ', 'softdog '],
  /^\s*(?:\w+_wdt|sp5100_tco|softdog)\s+\d+\s+0(?:\s|$)/,
)
/**
 * The list of all modules, or the log of a whole boot: it stands there among a thousand lines. The
 * version of the kernel alone is what somebody pastes beside the driver's answer.
 */
const among = pastedLines(
  ['Used by', 'K available (', 'Freeing unused kernel', 'as init process'],
  /^\s*Module\s+Size\s+Used by|Memory: \d+K\/\d+K available|Freeing unused kernel|Run \/\S+ as init process/,
)
/** The answer of `ls` or wdctl about the device: somebody looks who feeds it. */
const lookedAt = pastedLines('watchdog', /^\s*(?:(?:crw.*|Device:)\s+\/dev\/)?watchdog\d*\s*$/)
/** Talos feeds the device only where its configuration says so; whoever asks sees a row then. */
const talosAsked = pastedLines('get watchdogtimer', /\bget watchdogtimer(?:config|status)/i)
const talosRow = pastedLines(
  ['WatchdogTimer', '/dev/watchdog'],
  /\bWatchdogTimer(?:Config|Status)\s+\S+\s+\d|^\s*device: \/dev\/watchdog/,
)
/** The watchdog daemon's own words (src/keep_alive.c); 16 is EBUSY. wdctl words it otherwise. */
const daemonShutOut = lines('(errno = 16 ', /cannot open \/dev\/watchdog\d* \(errno = 16 /)
/** At a shutdown systemd asks for ten minutes more, which a Pi refuses while it stays armed. */
const timeoutRefused = lines(
  'ailed to set timeout to',
  /^(?!.*systemd-shutdown).*[Ff]ailed to set timeout to \d+\S*(?:, ignoring)?:(?: (?:Invalid argument|Operation not supported|Connection timed out|Input\/output error|Device or resource busy)|\s*$)/,
)
/** systemd goes on to say this once the device counts (src/shared/watchdog.c); opening it is less. */
const counts = lines(
  ['atchdog running with', 'Set hardware watchdog to '],
  /[Ww]atchdog running with|Set hardware watchdog to [1-9]/,
)
const armed = lines(
  [
    'sing hardware watchdog',
    'atchdog running with a',
    'atchdog running with',
    'RuntimeWatchdogUSec=',
    'Set hardware watchdog to ',
  ],
  /Using hardware watchdog|[Ww]atchdog running with|RuntimeWatchdogUSec=[1-9]|Set hardware watchdog to [1-9]/,
)
/**
 * The kubelet's health for systemd, services, and lockup detectors (kernel/watchdog.c): no hardware
 * is meant.
 */
const otherDog =
  /NETDEV|\w-watchdog\.service|watchdog\.service; enabled|systemd-shutdown|soft lockup|hard LOCKUP|Hard watchdog permanently disabled|reusing the programmed timeout|NMI watchdog|Watchdog timeout \(limit|WatchdogSec=.*\.service|nmi_watchdog|did not stop|Systemd watchdog|corosync|stop_on_reboot|pre-userspace handler|recovery watchdog|pretimeout|watchdog (?:timer|thread|switch|(?:time )?event)|Watchdog disabled! |Reading watchdog hardware timeout/

/** Stood still until somebody came. */
const hang = lines([
  ...hungTaskWords,
  'soft lockup',
  'Kernel panic - not syncing',
  'power cycle',
  'hard reset',
  'detected stalls on CPUs',
  'node hung',
  'board hung',
  'hung for ',
  'froze for ',
  'frozen for ',
])

const reads = {
  bootEnds,
  kernelSettings,
  units,
  refused,
  daemonShutOut,
  off,
  lockedByFirmware,
  askedAbout,
  unheld,
  among,
  lookedAt,
  talosAsked,
  talosRow,
  timeoutRefused,
  counts,
  armed,
  hang,
}

export default definePattern({
  id: 'watchdog-not-armed',
  title: 'The hardware watchdog protects nothing',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads,
  rivals: [
    {
      cause: 'kernel-crash-or-lockup',
      tell: 'The hang itself has a trace: remove that first. The watchdog only shortens it.',
    },
    {
      cause: 'power-loss',
      tell: 'The node came back by itself, at once: nobody had to reset it.',
    },
  ],
  remedy: 'arm-watchdog',
  docs: {
    meaning:
      'The board can reset itself when it hangs, but nobody told it to: the watchdog is off, taken by another program, its driver did not start, or it was given a time it cannot count.',
    impact: 'A hang lasts until somebody pulls the plug.',
    diagnosis:
      'On {node}: `systemctl show -p RuntimeWatchdogUSec`, `journalctl -b | grep -i watchdog` (wanted: `Using hardware watchdog`), `fuser -v /dev/watchdog*`.',
    mitigation:
      'Write `[Manager]` and `RuntimeWatchdogSec=10s` to /etc/systemd/system.conf.d/90-watchdog.conf, 15 s at most on a Pi, then `systemctl daemon-reexec`. Let one program have the device: with the watchdog daemon and its tests, set `RuntimeWatchdogSec=off`; else stop the daemon. A driver that does not start needs the firmware to switch the device on, or no second driver beside it. On a slow SD card a short time can reset a healthy board.',
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/watchdog/watchdog_dev.c',
      'https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html',
      'https://github.com/systemd/systemd/issues/27427',
      'https://github.com/torvalds/linux/blob/master/drivers/watchdog/iTCO_wdt.c',
      'https://github.com/torvalds/linux/blob/master/drivers/watchdog/sp5100_tco.c',
      'https://github.com/siderolabs/talos/blob/main/pkg/machinery/resources/runtime/watchdog_timer_status.go',
      'https://sourceforge.net/p/watchdog/code/ci/master/tree/src/keep_alive.c',
      'https://github.com/raspberrypi/linux/issues/7432',
    ],
  },

  match(evidence) {
    const hardware = statedLines(evidence.refused).filter((line) => !otherDog.test(line.text))
    const resting = evidence.units
      .filter(isRestingDaemon)
      .map((unit) => because(unit, 'the watchdog daemon is installed and does not run'))
    const refusals = [...hardware, ...evidence.timeoutRefused, ...resting]
    const feeding = [
      ...evidence.armed,
      ...evidence.kernelSettings.filter((settings) => (settings.watchdogUsec ?? 0) > 0),
    ]
    // The setting is there and the device is open, but it counts nothing: the wish was refused.
    const wishRefused = evidence.timeoutRefused.length > 0 && evidence.counts.length === 0
    // systemd only shows that it runs itself: the daemon's tests, for which it was installed, are
    // never acted on. Whoever else finds the device busy then meets no fault.
    if (feeding.length > 0 && !wishRefused)
      return evidence.daemonShutOut.length > 0
        ? match('suspected', [...evidence.daemonShutOut, ...evidence.armed, ...evidence.hang])
        : noMatch
    if (refusals.length > 0)
      return match(evidence.hang.length > 0 ? 'confirmed' : 'suspected', [
        ...refusals,
        ...evidence.hang,
      ])
    return fromOff(evidence)
  },
})

type Unit = Read<{ units: typeof units }>['units'][number]

function isRestingDaemon({ name, loadState, activeState }: Unit): boolean {
  const rests = activeState === 'inactive' || activeState === 'failed'
  return name === 'watchdog.service' && loadState === 'loaded' && rests
}

/** Nobody refused anything: it is off, its driver does not run, or nobody holds the device. */
function fromOff(evidence: Read<typeof reads>): PatternOutcome {
  const settings = evidence.kernelSettings
    .filter((record) => record.watchdogUsec === 0)
    .map((record) => because(record, 'systemd does not feed the hardware watchdog'))
  const { off, lockedByFirmware, unheld, hang } = evidence
  const switchedOff = [...off, ...lockedByFirmware, ...unheld, ...settings, ...notInTalos(evidence)]
  if (switchedOff.length === 0) return evidence.lookedAt.length > 0 ? feederNotShown : noMatch
  // Off is the default of most systems: only a hang makes it a finding.
  if (hang.length > 0) return match('suspected', [...switchedOff, ...hang], { severity: 'warning' })
  const alone = evidence.among.length === 0
  // Who pastes the driver's refusal, or looks at the device that nobody holds, has the answer.
  const unfed = evidence.lookedAt.length > 0 ? unheld : []
  const shown = [...evidence.askedAbout, ...unfed, ...notInTalos(evidence)]
  if (alone && shown.length > 0) return match('suspected', shown, { severity: 'info' })
  return off.length > 0 || (alone && unheld.length > 0) ? offOnly : noMatch
}

function notInTalos({ talosAsked, talosRow }: Read<typeof reads>): readonly LogLine[] {
  return talosRow.length > 0 ? [] : talosAsked
}

const offOnly = unknown('the watchdog is off; whether the node hung is not shown', {
  next: 'journalctl -b -1 -n 50',
})

const feederNotShown = unknown('somebody looked at the watchdog; who feeds it is not shown', {
  next: 'systemctl show -p RuntimeWatchdogUSec; wdctl; fuser -v /dev/watchdog*',
})
