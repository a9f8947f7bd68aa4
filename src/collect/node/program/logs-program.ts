import { usageError } from '#src/model/error.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { childMark } from './generate.ts'

/** Which lines of a node's journal are wanted. */
export interface LogRequest {
  /** 0 is the running boot, -1 the one before. */
  readonly boot?: number
  /** A systemd unit; `k3s` means the agent's unit too. */
  readonly unit?: string
  /** Extended regular expression, letters large or small. */
  readonly grep?: string
  /** How many lines from the end. */
  readonly lines?: number
}

const defaultLines = 100
const maxLines = 10_000
/** A pattern is looked for in this many lines from the end, so that it ends on any journal. */
const searchedLines = 200_000

/**
 * The program behind `bramble logs`. Values are words of `set --`, quoted, and reach journalctl
 * and grep as one argument each: no value becomes shell text or an option. Its last line begins
 * with the marker and says how it ended. That a volatile journal keeps no earlier boot is seen
 * by its files: journalctl of systemd 252 only warns there, and ends as if all were well.
 *
 * @throws BrambleError of kind usage for a value that no such argument can be
 */
export function generateLogsProgram(request: LogRequest, marker: string): string {
  const { boot = 0, unit = '', grep = '', lines = defaultLines } = request
  if (!Number.isInteger(boot) || Math.abs(boot) > 100_000)
    throw usageError('logs-boot-invalid', `--boot wants a whole number, not ${boot}`, {
      next: '0 is the running boot, -1 the one before.',
    })
  if (!Number.isInteger(lines) || lines < 1 || lines > maxLines)
    throw usageError('logs-lines-invalid', `-n wants 1 to ${maxLines}, not ${lines}`)
  const words = [`${boot}`, unit, grep, `${lines}`].map(quoteWord).join(' ')
  return `{ bramble() {
LC_ALL=C TZ=UTC PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ${childMark}=logs
export LC_ALL TZ PATH ${childMark}
mark=${marker}
set -- ${words}
boot=$1 unit=$2 pattern=$3 lines=$4
end() { printf '\\n%s %s\\n' "$mark" "$*"; exit 0; }
command -v journalctl >/dev/null || end absent
read -r id </etc/machine-id
file=/run/log/journal/$id/system.journal kept=volatile
[ -e "$file" ] || file=/var/log/journal/$id/system.journal kept=persistent
if [ -r "$file" ]; then journal=journalctl
elif sudo -n journalctl -q -n 1 >/dev/null 2>&1; then journal='sudo -n journalctl'
else end closed; fi
if [ "$boot" -ne 0 ]; then
  [ $kept = volatile ] && end boot volatile
  $journal -q --no-pager -n 0 -b "$boot" >/dev/null 2>&1 || end boot missing
fi
load=
if [ -n "$unit" ]; then
  load=$(systemctl show -p LoadState --value -- "$unit" 2>/dev/null)
  case $unit in k3s|k3s.service) load=; set -- --unit=k3s --unit=k3s-agent;; *) set -- "--unit=$unit";; esac
else set --; fi
set -- -q --no-pager -o short-iso -b "$boot" "$@"
if [ -n "$pattern" ]; then
  grep -iE -e "$pattern" </dev/null >/dev/null 2>&1
  [ $? -le 1 ] || end pattern
  $journal "$@" -n ${searchedLines} 2>/dev/null | grep -aiE -e "$pattern" | tail -n "$lines"
else $journal "$@" -n "$lines" 2>/dev/null; fi
end whole $load
} </dev/null
bramble; }
`
}
