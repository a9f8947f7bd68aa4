import type { LogOrigin } from '#src/model/evidence.ts'
import { type Answers, answerTo, type Section } from '../program/section.ts'
import { journalFiles } from './journal.ts'
import { type Absence, absent } from './reader.ts'

/** How many lines each log gives. Tails, because what is happening now stands at the end. */
const lines = { journal: 1200, k3s: 1500, k3sOlder: 4500, previous: 1200, previousOlder: 2400 }

/** Statuses that a section of ours ends with, beside a command's own. */
const noTool = 41
const noPermission = 42
const nothingKept = 43
/** Older lines were left out: only those that sound like trouble are there. */
const thinned = 10

/**
 * short-unix: no zone and no year to guess, and the cheapest to print but `cat` (on the lab 15 ms
 * where short-iso-precise took 20). The boot before is read by people: its times are dates.
 */
const read = '$journal -q --no-pager -o short-unix'
const readDated = '$journal -q --no-pager -o short-iso-precise'

/**
 * The kernel's lines, and what other programs complained of (iSCSI, multipath, network, systemd):
 * in one question, because opening the journal is most of what one costs. Where no journal can
 * be read, the kernel's ring buffer; without root where the kernel allows it.
 */
export const journalLog: Section = {
  name: 'log_journal',
  command: `if [ -n "$journal" ]; then
  ${read} $boot -n ${lines.journal} _TRANSPORT=kernel + PRIORITY=0 PRIORITY=1 PRIORITY=2 PRIORITY=3 PRIORITY=4
  return
fi
command -v dmesg >/dev/null || return ${noTool}
dmesg 2>/dev/null && return
[ "$root" = no ] && return ${noPermission}
sudo -n dmesg 2>/dev/null || return ${noPermission}`,
  seconds: 4,
  maxBytes: 180_000,
  keep: 'tail',
  disk: true,
}

/**
 * The last lines whole, and of the hours before only what sounds like trouble: at its chatty
 * moments K3s writes the last lines within minutes, and the first fault lies further back. In
 * one pass, because reading a journal costs more than anything else here.
 */
function keepTail(count: number): string {
  return `awk -v keep=${count} 'NR > keep {
  old = ring[NR % keep]
  if (old ~ / kernel: |level=(warn|error|fatal)|"level":"(warn|error|fatal|panic)"| [EF][0-9][0-9][0-9][0-9] |panic|[Tt]imeout|took too long|Slow SQL|systemd\\[1\\]|Starting k3s/) print old
  else thin = 1
}
{ ring[NR % keep] = $0 }
END { for (i = (NR > keep ? NR - keep : 0) + 1; i <= NR; i++) print ring[i % keep]; exit thin ? ${thinned} : 0 }'`
}

/** On OpenRC, K3s's installer sends the log to a file (K3s install.sh, create_openrc_service_file). */
export const k3sLog: Section = {
  name: 'log_k3s',
  command: `if [ -n "$journal" ]; then
  ${read} $boot -u k3s -u k3s-agent -n ${lines.k3s + lines.k3sOlder} | ${keepTail(lines.k3s)}
  return
fi
for file in /var/log/k3s.log /var/log/k3s-agent.log; do
  [ -r $file ] && tail -n ${lines.k3s} $file && return
done
command -v journalctl >/dev/null && return ${noPermission}
return ${noTool}`,
  seconds: 4,
  maxBytes: 380_000,
  keep: 'tail',
  disk: true,
}

/** journalctl says of a boot that is not there that it is not, and nothing on stdout. */
export const previousLog: Section = {
  name: 'log_previous',
  command: `[ -n "$journal" ] || return ${noPermission}
[ -n "$earlier" ] || return ${nothingKept}
${readDated} -b -1 -n ${lines.previous + lines.previousOlder} 2>/dev/null | ${keepTail(lines.previous)}`,
  seconds: 4,
  maxBytes: 160_000,
  keep: 'tail',
  disk: true,
}

/** One log that becomes evidence. */
export interface LogReader {
  /** Last part of the evidence's id. */
  readonly name: string
  readonly section: Section
  readonly source: string
  readonly origin: LogOrigin
  readonly boot: 0 | -1
  /** Most lines that the command prints: as many mean that there are more. */
  readonly maxLines: number
  /** Which lines of the section's text are this log's; all if absent. */
  readonly holds?: (line: string) => boolean
}

/** `1795486460.628518 pi03 kernel: …`, or a line of dmesg. */
const kernelLine = /^(?:\S+ \S+ kernel: |\[ *\d+\.\d+\] )/

export const logReaders: readonly LogReader[] = [
  {
    name: 'kernel',
    section: journalLog,
    source: 'journalctl -k',
    origin: 'kernel',
    boot: 0,
    maxLines: lines.journal,
    holds: (line) => kernelLine.test(line),
  },
  {
    name: 'k3s',
    section: k3sLog,
    source: `journalctl -b -u k3s -u k3s-agent -n ${lines.k3s}`,
    origin: 'k3s',
    boot: 0,
    maxLines: lines.k3s + lines.k3sOlder,
  },
  {
    name: 'system',
    section: journalLog,
    source: 'journalctl -b -p warning',
    origin: 'system',
    boot: 0,
    maxLines: lines.journal,
    holds: (line) => !kernelLine.test(line),
  },
  {
    name: 'previous-boot',
    section: previousLog,
    source: `journalctl -b -1 -n ${lines.previous}`,
    origin: 'system',
    boot: -1,
    maxLines: lines.previous + lines.previousOlder,
  },
]

/** A log's text, or why there is none. */
export function readLog(
  { section, maxLines, holds }: LogReader,
  answers: Answers,
): { text: string; truncated: boolean } | Absence {
  const { text, status, truncated } = answerTo(answers, section.name)
  const own = holds ? linesOf(text, holds) : text
  if (own.trim() === '') return emptyLog(section, status, answers)
  const count = text.split('\n').length - 1
  return { text: own, truncated: truncated || status === thinned || count >= maxLines }
}

/** An indented line goes on with the message before it. */
function linesOf(text: string, holds: (line: string) => boolean): string {
  let belongs = false
  const own = text.split('\n').filter((line) => {
    if (!/^\s/.test(line)) belongs = line !== '' && holds(line)
    return belongs
  })
  return own.length > 0 ? `${own.join('\n')}\n` : ''
}

function emptyLog(section: Section, status: number | undefined, answers: Answers): Absence {
  const silent =
    section.name === previousLog.name ? 'the journal holds no earlier boot' : 'the log is empty'
  const known: Readonly<Record<number, Absence>> = {
    0: absent('not-applicable', silent),
    [noTool]: absent('not-applicable', 'the node keeps no such log'),
    [noPermission]: absent(
      'no-permission',
      'the user may not read the journal: it needs the group systemd-journal or sudo',
    ),
    [nothingKept]: /^@volatile$/m.test(answerTo(answers, journalFiles.name).text)
      ? absent('not-applicable', 'the journal is volatile: nothing of the boot before is kept')
      : absent('failed', 'journald has written no file'),
  }
  const found = status === undefined ? undefined : known[status]
  return found ?? absent('failed', `reading the log failed with status ${status ?? 'unknown'}`)
}
