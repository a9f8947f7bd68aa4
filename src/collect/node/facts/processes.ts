import { hungProcesses as fact } from '#src/model/facts/node.ts'
import { childMark } from '../program/generate.ts'
import { type Answers, answerTo, type Section } from '../program/section.ts'
import { type FactReader, known, numberIn } from './reader.ts'

const reading = `clock; echo "at $now"
grep -hsE '^procs_blocked |[)] D ' /proc/stat /proc/[0-9]*/stat`

/**
 * The first look at what sleeps in the kernel. A child of an earlier run among them means that a
 * disk still hangs: $stuck keeps later sections from adding another one.
 */
export const processes: Section = {
  name: 'processes',
  command: reading,
  after: `blocked= suspects=
set -f; IFS='
'
for line in $answer; do case $line in
  *') D '*) blocked=1 suspects="$suspects /proc/\${line%% *}/environ /proc/\${line%% *}/cmdline";;
esac; done
unset IFS; set +f
if [ -n "$suspects" ]; then
  for file in $(grep -als ${childMark}= $suspects); do
    file=\${file#/proc/}; file=\${file%%/*}
    if orphaned "$file"; then stuck=$file; fi
  done
fi`,
  seconds: 3,
  maxBytes: 10_000,
  keep: 'head',
  disk: false,
}

/**
 * The second look: who sleeps in both was not just caught reading. Where the first one saw nobody
 * there is nobody to look for again.
 */
export const processesAgain: Section = {
  name: 'processes_again',
  command: `if [ -z "$blocked" ]; then grep '^procs_blocked ' /proc/stat; return; fi
sleep 0.5 2>/dev/null || sleep 1
${reading}
for stat in /proc/[0-9]*/stat; do
  read -r line <$stat || continue
  case $line in *') D '*) read -r channel <\${stat%/stat}/wchan && echo "wchan \${line%% *} $channel";; esac
done`,
  seconds: 3,
  maxBytes: 10_000,
  keep: 'head',
  disk: false,
}

interface Sleeper {
  readonly pid: number
  readonly command: string
  /** Clock ticks after the boot: tells a process from a later one of the same number. */
  readonly startedAt: string
}

export const hungProcesses: FactReader = {
  kind: fact.kind,
  source: 'ps -eo pid,stat,comm,wchan (state D, twice)',
  section: processesAgain.name,
  read(answers) {
    const before = sleepersIn(answerTo(answers, processes.name).text)
    const text = answerTo(answers, processesAgain.name).text
    const seconds = uptimeIn(text) - uptimeIn(answerTo(answers, processes.name).text)
    return sleepersIn(text)
      .filter((now) =>
        before.some(({ pid, startedAt }) => pid === now.pid && startedAt === now.startedAt),
      )
      .map(({ pid, command }) => {
        const channel = new RegExp(`^wchan ${pid} (\\w+)$`, 'm').exec(text)?.[1]
        return known({
          pid,
          command,
          waitChannel: channel === '0' ? undefined : channel,
          seconds: Number.isFinite(seconds) ? Math.round(seconds * 100) / 100 : undefined,
        })
      })
  },
}

/** Lines of /proc/PID/stat: proc_pid_stat(5). The name may hold anything, a bracket too. */
function sleepersIn(text: string): Sleeper[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(\d{1,10}) \((.*)\) D (.*)$/.exec(line)
    const pid = numberIn(found?.[1])
    const startedAt = found?.[3]?.split(' ')[18]
    if (pid === undefined || startedAt === undefined) return []
    return [{ pid, command: found?.[2] ?? '', startedAt }]
  })
}

function uptimeIn(text: string): number {
  return Number(/^at ([\d.]+)$/m.exec(text)?.[1] ?? Number.NaN)
}

/** `procs_blocked` of each look. */
export function blockedIn(answers: Answers): number[] {
  return [processes.name, processesAgain.name].flatMap((name) => {
    const count = numberIn(/^procs_blocked (\d{1,9})$/m.exec(answerTo(answers, name).text)?.[1])
    return count === undefined ? [] : [count]
  })
}
