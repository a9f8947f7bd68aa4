import type { Board } from '../../world/board.ts'
import type { Boot, JournalLine } from '../../world/journal.ts'
import { type Options, optionsIn, type Said, type Tool } from '../tool.ts'
import { entryOf, formats } from './journal-formats.ts'
import { globalPattern } from './pattern.ts'

const valued = new Set(
  'o output n lines b boot u unit p priority g grep S since U until identifier t output-fields case-sensitive'.split(
    ' ',
  ),
)

/** journalctl(1) of systemd 257, over the boots that the board keeps. */
export const journalctl: Tool = {
  name: 'journalctl',
  async run({ board, words, context }) {
    const options = optionsIn(words.flatMap(withoutOptional), valued)
    const place = board.keepsJournal ? '/var/log/journal' : '/run/log/journal'
    // Reading it waits for the disk where the disk hangs.
    await context.fs.readFileBuffer(`${place}/${board.machineId}/system.journal`)
    const boots = board.keepsJournal ? board.boots : board.boots.slice(-1)
    if (options.flags.has('list-boots')) return { out: bootTable(boots, options) }
    const asked = valueOf(options, 'b', 'boot')
    const wanted = asked === undefined ? boots : bootAt(boots, asked)
    if (wanted === undefined)
      return {
        error: `Data from the specified boot (${asked}) is not available: No such boot ID in journal\n`,
        code: 1,
      }
    return print(board, wanted, options)
  },
}

/** -b and -n may stand without a value. */
function withoutOptional(word: string, place: number, words: readonly string[]): string[] {
  const next = words[place + 1] ?? ''
  if ((word === '-b' || word === '--boot') && !/^(?:[+-]?\d+|[0-9a-f]{32})$/.test(next))
    return ['-b', '0']
  if (word === '-n' && !/^\+?\d+$/.test(next)) return ['-n', '10']
  return word === '-k' || word === '--dmesg' ? ['-k', '-b', '0'] : [word]
}

function valueOf(options: Options, short: string, long: string): string | undefined {
  return options.values.get(short)?.at(-1) ?? options.values.get(long)?.at(-1)
}

function bootAt(boots: readonly Boot[], asked: string): readonly Boot[] | undefined {
  const number = Number(asked)
  const found = /^[0-9a-f]{32}$/.test(asked)
    ? boots.find(({ id }) => plain(id) === asked)
    : boots.at(number > 0 ? number - 1 : boots.length - 1 + number)
  const isThere = found !== undefined && (number > 0 || -number < boots.length || asked.length > 6)
  return isThere ? [found] : undefined
}

function plain(id: string): string {
  return id.replaceAll('-', '')
}

function bootTable(boots: readonly Boot[], { flags }: Options): string {
  const rows = boots.map(({ id, startedAt, lines }, place) => {
    const index = `${place - boots.length + 1}`.padStart(3)
    return `${index} ${plain(id)} ${dayOf(startedAt)} ${dayOf(lines.at(-1)?.at ?? startedAt)}`
  })
  const head = 'IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY'
  return `${(flags.has('q') ? rows : [head, ...rows]).join('\n')}\n`
}

/** `Sun 2026-11-22 17:33:42 UTC` */
export function dayOf(at: number): string {
  const stamp = new Date(at).toISOString()
  const day = new Date(at).toUTCString().slice(0, 3)
  return `${day} ${stamp.slice(0, 10)} ${stamp.slice(11, 19)} UTC`
}

function print(board: Board, boots: readonly Boot[], options: Options): Said {
  const style = valueOf(options, 'o', 'output') ?? 'short'
  const format = formats[style]
  if (!format) return { error: `Unknown output '${style}'.\n`, code: 1 }
  const isWanted = filterOf(options)
  if (isWanted === undefined) return { error: 'Failed to compile pattern\n', code: 1 }
  const lines = boots.flatMap((boot) =>
    boot.lines.filter(isWanted).map((line) => ({ boot, line, host: board.name })),
  )
  const count = valueOf(options, 'n', 'lines')
  const last =
    count === undefined ? lines : lines.slice(lines.length - Math.min(Number(count), lines.length))
  if (options.flags.has('r')) last.reverse()
  if (last.length === 0) return { out: options.flags.has('q') ? '' : '-- No entries --\n' }
  return { out: Buffer.from(last.map(format).join('')).toString('latin1') }
}

type Filter = (line: JournalLine) => boolean

function filterOf(options: Options): Filter | undefined {
  const { flags, values, operands } = options
  const units = [...(values.get('u') ?? []), ...(values.get('unit') ?? [])]
  const level = levelOf(valueOf(options, 'p', 'priority'))
  const text = valueOf(options, 'g', 'grep')
  const pattern = text === undefined ? undefined : patternOf(text, options)
  if (text !== undefined && !pattern) return undefined
  const since = timeOf(valueOf(options, 'S', 'since'), Number.NEGATIVE_INFINITY)
  const until = timeOf(valueOf(options, 'U', 'until'), Number.POSITIVE_INFINITY)
  const programs = values.get('t') ?? values.get('identifier') ?? []
  const matches = matchesIn(operands)
  const filters: Filter[] = [
    (line) => !flags.has('k') || line.program === 'kernel',
    (line) => units.length === 0 || units.some((unit) => isOf(line, unit)),
    (line) => programs.length === 0 || programs.includes(line.program),
    (line) => line.priority <= level,
    ({ text: said }) => pattern === undefined || said.search(pattern) >= 0,
    ({ at }) => at >= since && at <= until,
    (line) => matches.length === 0 || matches.some((one) => one(line)),
  ]
  return (line) => filters.every((filter) => filter(line))
}

/** Without a capital letter in it, --grep does not tell small letters from large ones. */
function patternOf(text: string, { values }: Options): RegExp | undefined {
  const anyCase = values.get('case-sensitive')?.at(-1) === 'no' || text === text.toLowerCase()
  return globalPattern([text], new Set(['E', ...(anyCase ? ['i'] : [])]))
}

const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

function levelOf(text: string | undefined): number {
  if (text === undefined) return 7
  const named = levels.indexOf(text)
  return named >= 0 ? named : Number(text)
}

function timeOf(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const epoch = /^@(\d+)$/.exec(text)?.[1]
  if (epoch !== undefined) return Number(epoch) * 1000
  const at = Date.parse(`${text.replace(' ', 'T').replace(/Z?$/, '')}Z`)
  return Number.isNaN(at) ? fallback : at
}

/** systemd's own words about a unit count as the unit's, too. */
function isOf({ unit, pid, text }: JournalLine, name: string): boolean {
  const whole = /\.\w+$/.test(name) ? name : `${name}.service`
  return unit === whole || (pid === 1 && text.split(/[ :]/).includes(whole))
}

/** `A=1 A=2 B=3 + C=4`: of one field either, of several all, and + begins anew. */
function matchesIn(words: readonly string[]): Filter[] {
  const groups: Map<string, Set<string>>[] = [new Map()]
  for (const word of words) {
    const at = word.indexOf('=')
    if (word === '+') groups.push(new Map())
    else if (at > 0) {
      const group = groups.at(-1)
      const field = word.slice(0, at)
      group?.set(field, (group.get(field) ?? new Set()).add(word.slice(at + 1)))
    }
  }
  return groups
    .filter(({ size }) => size > 0)
    .map((group) => (line: JournalLine) => {
      const entry = entryOf(line)
      return [...group].every(([field, values]) => values.has(`${entry[field]}`))
    })
}
