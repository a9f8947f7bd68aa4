import type { LogOrigin } from '#src/model/evidence.ts'
import { type Answers, answerTo, type Section } from '../program/section.ts'
import { journalFiles } from './journal.ts'
import { type Absence, absent } from './reader.ts'

/** How many lines each log gives. Tails, because what is happening now stands at the end. */
const lines = {
  journal: 1200,
  k3s: 1500,
  k3sOlder: 4500,
  previous: 1200,
  previousOlder: 2400,
  start: 900,
  lastWords: 80,
}

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
const journalLog: Section = {
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

const needsEarlier = `[ -n "$journal" ] || return ${noPermission}
[ -n "$earlier" ] || return ${nothingKept}`

/** journalctl says of a boot that is not there that it is not, and nothing on stdout. */
function endingLog(boot: number): Section {
  return {
    name: 'log_previous',
    command: `${needsEarlier}
${readDated} -b ${boot} -n ${lines.previous + lines.previousOlder} 2>/dev/null | ${keepTail(lines.previous)}`,
    seconds: 4,
    maxBytes: 160_000,
    keep: 'tail',
    disk: true,
  }
}

const previousLog: Section = endingLog(-1)

/**
 * The first lines of a boot, kernel and warnings: what it found of the one before. Its stamps are
 * seconds since the start, because a board without a battery does not know the date yet.
 */
function startLog(boot: number): Section {
  return {
    name: 'log_start',
    command: `${boot === 0 ? `[ -n "$journal" ] || return ${noPermission}` : needsEarlier}
$journal -q --no-pager -o ${boot === 0 ? 'short-monotonic' : 'short-unix'} ${boot === 0 ? '$boot' : `-b ${boot}`} _TRANSPORT=kernel + PRIORITY=0 PRIORITY=1 PRIORITY=2 PRIORITY=3 PRIORITY=4 PRIORITY=5 2>/dev/null | head -n ${lines.start}`,
    seconds: 3,
    maxBytes: 90_000,
    keep: 'head',
    disk: true,
  }
}

/** Only the last words of a boot: whether its end was orderly. */
function lastWords(boot: number): Section {
  return {
    name: `log_end_${-boot}`,
    command: `${needsEarlier}
${readDated} -b ${boot} -n ${lines.lastWords} 2>/dev/null || return ${nothingKept}`,
    seconds: 2,
    maxBytes: 12_000,
    keep: 'tail',
    disk: true,
  }
}

/** One log that becomes evidence. */
export interface LogReader {
  /** Last part of the evidence's id. */
  readonly name: string
  readonly section: Section
  readonly source: string
  readonly origin: LogOrigin
  /** 0 the running boot, -1 the one before. */
  readonly boot: number
  /** False where the text stops before its boot does. */
  readonly reachesEnd?: false
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
  { ...previousReader(-1), section: previousLog },
]

function previousReader(boot: number): LogReader {
  return {
    name: 'previous-boot',
    section: endingLog(boot),
    source: `journalctl -b ${boot} -n ${lines.previous}`,
    origin: 'system',
    boot,
    maxLines: lines.previous + lines.previousOlder,
  }
}

/** How many boots before the one in question are looked at, to see whether it always ends so. */
const boundBefore = 4

/**
 * Logs about how one boot ended: its end, how the next one began, and the last words of those
 * before. The logs of the running boot are given less room for it.
 *
 * @param boot -1 is the boot before the running one
 */
export function endReaders(boot: number): LogReader[] {
  const earlier = Array.from({ length: boundBefore }, (_, place) => boot - 1 - place)
  return [
    { ...previousReader(boot), section: { ...endingLog(boot), maxBytes: 260_000 } },
    {
      name: 'start',
      section: startLog(boot + 1),
      source: `journalctl -b ${boot + 1} | head -n ${lines.start}`,
      origin: 'system',
      boot: boot + 1,
      reachesEnd: false,
      maxLines: lines.start,
    },
    ...logReaders
      .filter(({ section }) => section !== previousLog)
      .map((reader) => ({ ...reader, section: narrowed(reader.section) })),
    ...earlier.map(
      (before): LogReader => ({
        name: `boot${before}`,
        section: lastWords(before),
        source: `journalctl -b ${before} -n ${lines.lastWords}`,
        origin: 'system',
        boot: before,
        maxLines: lines.lastWords,
      }),
    ),
  ]
}

function narrowed(section: Section): Section {
  return { ...section, maxBytes: Math.min(section.maxBytes, 150_000) }
}

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
  const isEarlier = section.name === previousLog.name || section.name.startsWith('log_end_')
  const silent = isEarlier ? 'the journal holds no such boot' : 'the log is empty'
  const known: Readonly<Record<number, Absence>> = {
    0: absent('not-applicable', silent),
    [noTool]: absent('not-applicable', 'the node keeps no such log'),
    [noPermission]: absent(
      'no-permission',
      'the user may not read the journal: it needs the group systemd-journal or sudo',
    ),
    [nothingKept]: withoutEarlier(answerTo(answers, journalFiles.name).text, silent),
  }
  const found = status === undefined ? undefined : known[status]
  return found ?? absent('failed', `reading the log failed with status ${status ?? 'unknown'}`)
}

/** Why nothing of an earlier boot came, by where journald writes. */
function withoutEarlier(files: string, silent: string): Absence {
  if (/^@volatile$/m.test(files))
    return absent('not-applicable', 'the journal is volatile: nothing of the boot before is kept')
  if (/^@persistent$/m.test(files)) return absent('not-applicable', silent)
  return absent('failed', 'journald has written no file')
}
