import { defect } from '#src/model/error.ts'
import { markSudo } from '#src/transport/ssh/own-sudo.ts'
import type { Section } from './section.ts'

export interface ProgramOptions {
  /** Unguessable and new for each run: 16 to 64 letters and digits. */
  readonly marker: string
  /** The program has said its last word by then, whatever hangs. */
  readonly totalSeconds: number
}

/** Bytes that the line behind a section may take, so that keeping an end never costs text. */
export const trailerRoom = 256

/** What a child of the program is known by, in its environment or its arguments. */
export const childMark = 'BRAMBLE_SECTION'

/**
 * The program that a node runs: every section, one after the other, in a worker that a
 * supervisor watches. It works in dash and busybox ash, writes no file and installs nothing.
 *
 * - All of it is one compound command, a function with its call on the last line: a shell reads
 *   that to its end before it runs any of it, so a cut connection runs nothing.
 * - The supervisor waits in `read` on a pipe that both the worker and a ticker write to. The pipe
 *   is opened again through /proc/self/fd, so no file has to be made for it.
 * - A child that does not end when it is killed sleeps in the kernel (state D). Nobody waits for
 *   it: the worker is killed, a new one goes on behind that section, and sections that may touch
 *   a disk are left out from then on. So one run leaves at most one such child. The next run
 *   finds it by its mark and leaves those sections out from the start. A child of a run that is
 *   still going on has its parents; one that was abandoned belongs to init.
 * - What is killed is stopped first, generation by generation, until nobody new is there: a child
 *   that is born between the look and the kill would belong to init, and nobody would find it.
 * - Children write into pipes of the worker, never to the session itself: a child that hangs
 *   cannot hold the session open.
 */
export function generateProgram(sections: readonly Section[], options: ProgramOptions): string {
  check(sections, options)
  const names = sections.map(({ name }) => name).join(' ')
  return `{ bramble() {
LC_ALL=C TZ=UTC PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin
export LC_ALL TZ PATH
mark=${options.marker}
${markSudo}
unset answer root journal
clock() { read -r now idle </proc/uptime; }
say() { clock; printf '\\n%s %s %s\\n' "$mark" "$*" "$now"; }
${sections.map(sectionFunctions).join('')}${supervisionOf(sections, options)}
: | supervise ${names}
exit 0
}
bramble; }
`
}

function supervisionOf(sections: readonly Section[], { totalSeconds }: ProgramOptions): string {
  return (
    supervision
      .replaceAll('@total@', `${totalSeconds}`)
      // A little longer than it may take, so that it ends by itself where its reader is gone.
      .replaceAll(
        '@seconds@',
        Array.from({ length: totalSeconds + 4 }, (_, at) => at + 1).join(' '),
      )
      .replaceAll('@limits@', sections.map(limitCase).join('\n'))
      .replaceAll('@disks@', diskCase(sections))
      .replaceAll('@child@', childMark)
  )
}

function check(sections: readonly Section[], { marker, totalSeconds }: ProgramOptions): void {
  const sound =
    /^[0-9A-Za-z]{16,64}$/.test(marker) &&
    Number.isInteger(totalSeconds) &&
    sections.length > 0 &&
    sections.every(({ name }) => /^[a-z][a-z0-9_]*$/.test(name)) &&
    new Set(sections.map(({ name }) => name)).size === sections.length
  if (!sound)
    throw defect('node-program-invalid', 'The node program cannot be made of its sections')
}

/**
 * `ask_X` is the question; `run_X` asks it within its limit of bytes and says how it ended. More
 * than the limit is sent where there was more, which is how truncation is seen.
 */
function sectionFunctions({ name, command, after, maxBytes, keep }: Section): string {
  const ask = `ask_${name}() {\n${command}\n}\n`
  if (keep === 'tail')
    return `${ask}run_${name}() {
{ ask_${name}; say end ${name} $?; } | tail -c ${maxBytes + trailerRoom}
}
`
  return `${ask}run_${name}() {
answer=$(ask_${name}); status=$?
printf '%.${maxBytes + 1}s' "$answer"
say end ${name} $status
${after ?? ':'}
}
`
}

function limitCase({ name, seconds }: Section): string {
  return `${name}) limit=${seconds};;`
}

function diskCase(sections: readonly Section[]): string {
  return (
    sections
      .filter(({ disk }) => disk)
      .map(({ name }) => name)
      .join('|') || "''"
  )
}

/** Worker, supervisor and what they need. Messages carry the worker's number: a killed one's last words count no more. */
const supervision = `tree() {
cat /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" '{
  rest = $0; sub(/.*\\) /, "", rest); split(rest, field, " "); parent[$1] = field[2]
} END {
  kin[root] = 1
  for (depth = 0; depth < 8; depth++) for (pid in parent) if (parent[pid] in kin) kin[pid] = 1
  for (pid in kin) printf "%s ", pid
}'
}
sleeping() {
for pid in "$@"; do
  read -r line 2>/dev/null </proc/$pid/stat || continue
  case \${line##*) } in D*) return 0;; esac
done
return 1
}
orphaned() {
pid=$1
for step in 1 2; do
  read -r line 2>/dev/null </proc/$pid/stat || return 1
  line=\${line##*) }; line=\${line#* }; pid=\${line%% *}
  [ "$pid" = 1 ] && return 0
done
return 1
}
work() {
number=$1; shift
for name in "$@"; do
  case $name in @disks@)
    if [ -n "$stuck" ]; then say skip "$name" "$stuck"; continue; fi;;
  esac
  @child@=$name; export @child@
  say begin "$name"
  printf '%s begin %s\\n' "$number" "$name" >&5
  run_$name
  if [ -n "$stuck" ] && [ -z "$told" ]; then told=1; printf '%s stuck %s\\n' "$number" "$stuck" >&5; fi
done
printf '%s end\\n' "$number" >&5
}
start() {
number=$((number + 1)) spent=0
( work $number "$@" ) </dev/null 2>/dev/null &
worker=$!
}
after() {
wanted=$1 seen=; shift
left=
for name in "$@"; do
  [ -n "$seen" ] && left="$left $name"
  [ "$name" = "$wanted" ] && seen=1
done
}
tick() {
ticks=$((ticks + 1)) spent=$((spent + 1))
case $current in
@limits@
esac
[ $ticks -ge @total@ ] || [ $spent -gt \${limit:-1} ] || return 0
kin=$worker
for depth in 1 2 3 4 5 6 7 8; do
  kill -STOP $kin 2>/dev/null
  before=$kin kin=$(tree "$worker"); kin=\${kin:-$before}
  [ \${#kin} -gt \${#before} ] || break
done
kill -KILL $kin 2>/dev/null
sleep 0.2 2>/dev/null || sleep 1
if sleeping $kin; then stuck=now; fi
say lost "$current"
after "$current" "$@"
if [ $ticks -ge @total@ ]; then
  for name in $left; do say late "$name"; done
  return 1
fi
[ -n "$left" ] || return 1
start $left
}
supervise() {
exec 5<>/proc/self/fd/0 </dev/null
number=0 ticks=0 current= stuck= told=
start "$@"
( for second in @seconds@; do sleep 1; echo 'all tick'; done ) >&5 2>/dev/null &
ticker=$!
while read -r from word what <&5; do
  case $word in
  tick) tick "$@" || break;;
  *) [ "$from" = $number ] || continue
    case $word in
    begin) current=$what spent=0;;
    stuck) stuck=$what;;
    end) wait $worker; break;;
    esac;;
  esac
done
kill $ticker
printf '\\n%s done\\n' "$mark"
} 2>/dev/null`
