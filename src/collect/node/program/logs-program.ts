import { usageError } from '#src/model/error.ts'
import { markSudo, sudoMark } from '#src/transport/ssh/own-sudo.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { childMark } from './generate.ts'

/** Which lines of a node's journal are wanted. */
export interface LogRequest {
  /** 0 is the running boot, -1 the one before; absent is all boots, where a time is given. */
  readonly boot?: number
  /** A systemd unit; `k3s` means the agent's unit too. */
  readonly unit?: string
  /** Perl-compatible regular expression for the message, letters large or small. */
  readonly grep?: string
  /** How many lines from the end. */
  readonly lines?: number
  /** Seconds since the Unix epoch, by the node's clock. */
  readonly sinceSeconds?: number
  readonly untilSeconds?: number
}

const defaultLines = 100
const maxLines = 50_000
/** Latest moment that journalctl takes: the end of the year 9999. */
const maxSeconds = 253_402_300_799
/** Sudo's lines that are looked through for sessions of Bramble's, from the end. */
const searchedLines = 5000

/** What is read of a line: who wrote it where, and what tells whose session it belongs to. */
const fields =
  'MESSAGE,SYSLOG_IDENTIFIER,_COMM,_PID,SYSLOG_PID,_SYSTEMD_UNIT,UNIT,_SYSTEMD_SESSION,SESSION_ID,LEADER'

/**
 * The program behind `bramble logs`. Values are words of `set --`, quoted, and reach journalctl as
 * one argument each: no value becomes shell text or an option. It says first what its clock is,
 * which session is its own and which sessions were Bramble's, then the lines as JSON; its last
 * line begins with the marker and says how it ended. That a volatile journal keeps no earlier boot
 * is seen by its files: journalctl of systemd 252 only warns there, and ends as if all were well.
 *
 * Where the journal needs no sudo, the program uses it once all the same, so that its own session
 * is known for Bramble's by later readings.
 *
 * @throws BrambleError of kind usage for a value that no such argument can be
 */
export function generateLogsProgram(request: LogRequest, marker: string): string {
  const { boot, unit = '', grep = '', lines = defaultLines, sinceSeconds, untilSeconds } = request
  checkNumbers(request)
  const times = [sinceSeconds, untilSeconds].map((at) => (at === undefined ? '' : `@${at}`))
  const words = [`${boot ?? ''}`, unit, grep, `${lines}`, ...times].map(quoteWord).join(' ')
  return `{ bramble() {
LC_ALL=C TZ=UTC PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ${childMark}=logs
export LC_ALL TZ PATH ${childMark}
mark=${marker}
${markSudo}
set -- ${words}
boot=$1 unit=$2 pattern=$3 lines=$4 since=$5 until=$6
end() { printf '\\n%s %s\\n' "$mark" "$*"; exit 0; }
command -v journalctl >/dev/null || end absent
read -r id </etc/machine-id
file=/run/log/journal/$id/system.journal kept=volatile
[ -e "$file" ] || file=/var/log/journal/$id/system.journal kept=persistent
if [ -r "$file" ]; then journal=journalctl; sudo -n true >/dev/null 2>&1
elif sudo -n journalctl -q -n 1 >/dev/null 2>&1; then journal='sudo -n journalctl'
else end closed; fi
if [ "\${boot:-0}" -ne 0 ]; then
  [ $kept = volatile ] && end boot volatile
  $journal -q --no-pager -n 0 -b "$boot" >/dev/null 2>&1 || end boot missing
fi
read -r running </proc/sys/kernel/random/boot_id
printf 'clock %s\\nsession %s %s\\n' "$(date +%s.%N)" "$running" "$XDG_SESSION_ID"
$journal -q --no-pager -o json --output-fields=_CMDLINE,_SYSTEMD_SESSION -n ${searchedLines} \${boot:+-b "$boot"} _COMM=sudo 2>/dev/null |
  grep -aE '"_CMDLINE" *: *"sudo -p ${sudoMark} ' | grep -aoE '"_(BOOT_ID|SYSTEMD_SESSION)" *: *"[^"]*"' |
  paste -d ' ' - - | sort -u | tail -n 2000
load=
if [ -n "$unit" ]; then
  load=$(systemctl show -p LoadState --value -- "$unit" 2>/dev/null)
  case $unit in k3s|k3s.service) load=; set -- --unit=k3s --unit=k3s-agent;; *) set -- "--unit=$unit";; esac
else set --; fi
[ -n "$boot" ] && set -- "$@" -b "$boot"
[ -n "$since" ] && set -- "$@" "--since=$since"
[ -n "$until" ] && set -- "$@" "--until=$until"
if [ -n "$pattern" ]; then
  set -- "$@" --case-sensitive=no "--grep=$pattern"
  case $($journal -q --no-pager -n 0 "--grep=$pattern" 2>&1 >/dev/null) in *[Pp]attern*|*PCRE*) end pattern;; esac
fi
$journal -q --no-pager -a -o json --output-fields=${fields} "$@" -n "$lines" 2>/dev/null
end whole $load
} </dev/null
bramble; }
`
}

/** @throws usage errors `logs-boot-invalid`, `logs-lines-invalid`, `logs-time-invalid` */
function checkNumbers({
  boot = 0,
  lines = defaultLines,
  sinceSeconds = 0,
  untilSeconds = 0,
}: LogRequest): void {
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most
  if (!isWhole(boot, -100_000, 100_000))
    throw usageError('logs-boot-invalid', `--boot wants a whole number, not ${boot}`, {
      next: '0 is the running boot, -1 the one before.',
    })
  if (!isWhole(lines, 1, maxLines))
    throw usageError('logs-lines-invalid', `-n wants 1 to ${maxLines}, not ${lines}`)
  for (const seconds of [sinceSeconds, untilSeconds])
    if (!isWhole(seconds, 0, maxSeconds))
      throw usageError('logs-time-invalid', `--since and --until want a moment, not ${seconds}`)
}
