import { cleanLine } from '../../model/text.ts'
import type { Head } from './stamp/form.ts'

/** What the last lines of a boot tell of its end. */
export interface BootEnd {
  /** Milliseconds since the epoch. */
  readonly lastAt: number | undefined
  readonly ending: 'shutdown' | 'panic' | 'cut'
  /** True where nothing follows an orderly end, so that the boot is over whatever the text is. */
  readonly isOver: boolean
  readonly lastLines: readonly string[]
  /** The one host that all of them name. */
  readonly host: string | undefined
  /** True where several programs speak, as in a whole journal; one unit's log has no end of a boot. */
  readonly whole: boolean
  /** True where these are lines of a log at all. */
  readonly isLog: boolean
}

/** How many lines before a boot's end are looked at, and how many are kept to show. */
const lookedAt = 80
const kept = 12
const mostCharacters = 300
const wholePrograms = 3

/**
 * Words of an orderly shutdown. Targets are named by unit since systemd 250 and by description
 * before (units/*.target: Description=System Shutdown, "Shutdown" until 246; System Reboot,
 * "Reboot"; System Power Off, "Power-Off"); PID 1 says `Shutting down.` (src/core/main.c), its
 * successor systemd-shutdown ends the rest (src/shutdown/shutdown.c), journald says who stopped it
 * (src/journal/journald-server.c; the kernel cuts that process name to 15 characters).
 */
const orderly =
  /Reached target (?:\S+\.target - )?(?:System )?(?:Shutdown|Reboot|Power[ -]Off|Halt|Late Shutdown Services|Final Step|Unmount All Filesystems)|systemd\[1\]: Shutting down\.|systemd-shutdown\[1\]|Received SIGTERM from PID 1 \(systemd-shutdow|System is (?:rebooting|powering down|halting)|reboot: (?:Restarting system|Power down|System halted)/
/** rsyslog is stopped before systemd comes to those words: its file ends with the first to stop. */
const orderlyInSyslog = new RegExp(
  `${orderly.source}|systemd\\[1\\]: Stopped target (?:\\S+\\.target - )?(?:Multi-User System|Graphical Interface|Login Prompts)`,
)
/**
 * Also said when journald or rsyslog itself is restarted, so it counts only at the very end. Where
 * rsyslog writes the file, its own end (tools/rsyslogd.c) comes before systemd's last words.
 */
const journalStopped =
  /systemd-journald?(?:\[\d+\])?: Journal stopped|rsyslogd(?:\[\d+\])?: .*exiting on signal 15/
const veryEnd = 4
const panic = /Kernel panic - not syncing/

/** A user's own systemd reaches its `shutdown.target` at each logout. */
const ofSession = /systemd\[(?!1\])\d+\]/
/** How far from the end the last orderly word may stand, and what only a new boot says after it. */
const nearEnd = 12
const goesOn = /Reached target|systemd \S+ running in system mode|Startup finished/

/** Judges a boot by its last lines. */
function endingOf(lines: readonly string[], words: RegExp): Pick<BootEnd, 'ending' | 'isOver'> {
  const died = lines.findLastIndex((line) => panic.test(line))
  if (died >= 0) return { ending: 'panic', isOver: lines.length - died <= nearEnd }
  const place = lines.findLastIndex((line) => isOrderly(line, words))
  const stopped = lines.slice(-veryEnd).some((line) => journalStopped.test(line))
  if (place < 0) return { ending: stopped ? 'shutdown' : 'cut', isOver: stopped }
  const after = lines.slice(place + 1)
  const isOver = after.length < nearEnd && !after.some((line) => goesOn.test(line))
  return { ending: 'shutdown', isOver }
}

function isOrderly(line: string, words: RegExp): boolean {
  return words.test(line) && !ofSession.test(line)
}

/** A line with its head. */
export interface HeadedLine {
  readonly text: string
  readonly head: Head | undefined
}

/**
 * Describes a boot's end by its last lines.
 *
 * @param next the head of the first line of the boot after it
 */
export function describeEnd(
  before: readonly HeadedLine[],
  redact: (text: string) => string = (text) => text,
  next?: Head,
): BootEnd {
  const last = withoutBeginning(before, next).slice(-lookedAt)
  const heads = last.flatMap(({ head }) => head ?? [])
  const texts = last.map(({ text }) => text)
  const hosts = new Set(heads.flatMap((head) => head.host ?? []))
  const [host] = hosts
  const programs = new Set(heads.flatMap((head) => head.program ?? []))
  return {
    lastAt: heads.findLast((head) => head.at !== undefined)?.at,
    ...endingOf(texts, isOfSyslog(next) ? orderlyInSyslog : orderly),
    lastLines: lastWords(texts, redact),
    host: hosts.size === 1 ? host : undefined,
    whole: programs.size >= wholePrograms,
    isLog: heads.some((head) => head.at !== undefined || head.uptimeSeconds !== undefined),
  }
}

/** The last lines as a reader sees them: cleaned, cut, redacted. */
function lastWords(lines: readonly string[], redact: (text: string) => string): string[] {
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-kept)
    .map((line) => redact(cleanLine(line)).slice(0, mostCharacters))
}

/**
 * rsyslog writes down what others said while it started before it reads the kernel's messages, and
 * gives all of them the second in which it did so (plugins/imklog, imuxsock).
 */
const writtenTogetherMilliseconds = 2000

/**
 * The lines before a kernel's first word without those that are of the same boot: on x86 the kernel
 * speaks before it names its version, and syslog files have the first words of systemd before it.
 *
 * @param next the head of the kernel's first word
 */
export function withoutBeginning(
  before: readonly HeadedLine[],
  next: Head | undefined,
): readonly HeadedLine[] {
  const last = before.findLastIndex((line) => !isOfBoot(line, next))
  return before.slice(0, last + 1)
}

/** Only syslog files hold a date and the kernel's own stamp. */
function isOfSyslog(next: Head | undefined): boolean {
  return next?.at !== undefined && next.uptimeSeconds !== undefined
}

function isOfBoot({ text, head }: HeadedLine, next: Head | undefined): boolean {
  if (next?.uptimeSeconds === undefined || !head) return false
  if (head.uptimeSeconds !== undefined) return head.uptimeSeconds === 0 && next.uptimeSeconds === 0
  if (next.at === undefined || head.at === undefined || isOrderly(text, orderlyInSyslog))
    return false
  const earlier = next.at - head.at
  return earlier >= 0 && earlier <= writtenTogetherMilliseconds
}
