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
/** Also said when journald itself is restarted, so it counts only at the very end. */
const journalStopped = /systemd-journald?(?:\[\d+\])?: Journal stopped/
const veryEnd = 4
const panic = /Kernel panic - not syncing/

/** A user's own systemd reaches its `shutdown.target` at each logout. */
const ofSession = /systemd\[(?!1\])\d+\]/
/** How far from the end the last orderly word may stand, and what only a new boot says after it. */
const nearEnd = 12
const goesOn = /Reached target|systemd \S+ running in system mode|Startup finished/

/** Judges a boot by its last lines. */
function endingOf(lines: readonly string[]): Pick<BootEnd, 'ending' | 'isOver'> {
  const died = lines.findLastIndex((line) => panic.test(line))
  if (died >= 0) return { ending: 'panic', isOver: lines.length - died <= nearEnd }
  const place = lines.findLastIndex(isOrderly)
  const stopped = lines.slice(-veryEnd).some((line) => journalStopped.test(line))
  if (place < 0) return { ending: stopped ? 'shutdown' : 'cut', isOver: stopped }
  const after = lines.slice(place + 1)
  const isOver = after.length < nearEnd && !after.some((line) => goesOn.test(line))
  return { ending: 'shutdown', isOver }
}

function isOrderly(line: string): boolean {
  return orderly.test(line) && !ofSession.test(line)
}

/** A line with its head. */
export interface HeadedLine {
  readonly text: string
  readonly head: Head | undefined
}

/** Describes a boot's end by its last lines. */
export function describeEnd(
  before: readonly HeadedLine[],
  redact: (text: string) => string = (text) => text,
): BootEnd {
  const last = before.slice(-lookedAt)
  const heads = last.flatMap(({ head }) => head ?? [])
  const texts = last.map(({ text }) => text)
  const hosts = new Set(heads.flatMap((head) => head.host ?? []))
  const [host] = hosts
  const programs = new Set(heads.flatMap((head) => head.program ?? []))
  return {
    lastAt: heads.findLast((head) => head.at !== undefined)?.at,
    ...endingOf(texts),
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
