import { cleanLine } from './clean.ts'

/** How a boot ended, by its last words. */
export type Ending = 'shutdown' | 'panic' | 'cut'

/** How many lines before a boot's end are looked at, and how many are kept to show. */
const lookedAt = 80
const kept = 12
const mostCharacters = 300

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

/** Judges a boot by its last lines. */
export function endingOf(lines: readonly string[]): Ending {
  const last = lines.slice(-lookedAt)
  if (last.some((line) => panic.test(line))) return 'panic'
  const ended =
    last.some((line) => orderly.test(line)) ||
    last.slice(-veryEnd).some((line) => journalStopped.test(line))
  return ended ? 'shutdown' : 'cut'
}

/** The last lines as a reader sees them: cleaned, cut, redacted. */
export function lastWords(lines: readonly string[], redact: (text: string) => string): string[] {
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-kept)
    .map((line) => redact(cleanLine(line)).slice(0, mostCharacters))
}
