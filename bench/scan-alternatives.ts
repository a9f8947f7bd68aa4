import { LiteralFinder } from '#src/collect/text/literal-finder.ts'

/** Finds lines that hold a literal; gives how many. */
type Way = (bytes: Buffer) => number

const windowBytes = 1_048_576
const rounds = 3
const newline = 0x0a

/** Prints how fast each way of finding literals is, alone: nothing is decoded or asked about. */
export function alternatives(bytes: Buffer, literals: readonly string[]): void {
  const sorted = [...literals].sort((one, other) => other.length - one.length)
  const ways: Readonly<Record<string, Way>> = {
    'automaton on pieces, four stretches': automaton(literals),
    'one RegExp': expression([sorted]),
    'eight RegExps': expression(parts(sorted, 8)),
    'indexOf, a literal after the other (1/20 of the bytes)': oneByOne(literals),
    'windows that jump (Wu, Manber)': jumping(literals),
  }
  for (const [name, way] of Object.entries(ways)) {
    const sample = name.includes('1/20') ? bytes.subarray(0, bytes.length / 20) : bytes
    let best = Number.POSITIVE_INFINITY
    let lines = 0
    for (let round = 0; round < rounds; round++) {
      const began = performance.now()
      lines = windowsOf(sample).reduce((sum, window) => sum + way(window), 0)
      best = Math.min(best, performance.now() - began)
    }
    console.log(
      `${(sample.length / 1000 / best).toFixed(0).padStart(5)} MB/s  ${name} (${lines} lines)`,
    )
  }
}

/** Windows of whole lines. */
function windowsOf(bytes: Buffer): Buffer[] {
  const windows: Buffer[] = []
  for (let from = 0; from < bytes.length; ) {
    const last = bytes.lastIndexOf(newline, from + windowBytes)
    const to = from + windowBytes >= bytes.length || last < from ? bytes.length : last + 1
    windows.push(bytes.subarray(from, to))
    from = to
  }
  return windows
}

function automaton(literals: readonly string[]): Way {
  const finder = new LiteralFinder(literals)
  return (bytes) => {
    const { begins, count } = finder.find(bytes, 0, bytes.length)
    return countLines(bytes, begins.subarray(0, count))
  }
}

function countLines(bytes: Buffer, begins: Iterable<number>): number {
  let lines = 0
  let end = -1
  for (const begin of begins) {
    if (begin < end) continue
    const after = bytes.indexOf(newline, begin)
    end = after < 0 ? bytes.length : after
    lines += 1
  }
  return lines
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function parts(literals: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, (_, part) => literals.filter((_, at) => at % count === part))
}

function expression(groups: readonly (readonly string[])[]): Way {
  const all = groups.map((group) => new RegExp(group.map(escaped).join('|'), 'g'))
  return (bytes) => {
    const text = bytes.toString('latin1')
    const lines = new Set<number>()
    for (const one of all) {
      one.lastIndex = 0
      for (let found = one.exec(text); found; found = one.exec(text)) {
        const end = text.indexOf('\n', found.index)
        one.lastIndex = end < 0 ? text.length : end
        lines.add(one.lastIndex)
      }
    }
    return lines.size
  }
}

function oneByOne(literals: readonly string[]): Way {
  const wanted = literals.map((literal) => Buffer.from(literal))
  return (bytes) => {
    const lines = new Set<number>()
    for (const literal of wanted) {
      for (let at = bytes.indexOf(literal); at >= 0; ) {
        const end = bytes.indexOf(newline, at)
        const after = end < 0 ? bytes.length : end
        lines.add(after)
        at = bytes.indexOf(literal, after)
      }
    }
    return lines.size
  }
}

/** Three bytes at a window's end say how far it may jump; the shortest literal is the window. */
function jumping(literals: readonly string[]): Way {
  const wanted = literals.map((literal) => Buffer.from(literal))
  const window = Math.min(...wanted.map((literal) => literal.length))
  const jumps = new Uint8Array(65_536).fill(Math.max(1, window - 2))
  const ending = new Map<number, Buffer[]>()
  const key = (bytes: Buffer, end: number) =>
    (((bytes[end - 2] ?? 0) << 10) ^ ((bytes[end - 1] ?? 0) << 5) ^ (bytes[end] ?? 0)) & 0xffff
  for (const literal of wanted) {
    for (let end = 2; end < window; end++)
      jumps[key(literal, end)] = Math.min(jumps[key(literal, end)] ?? 0, window - 1 - end)
    const last = key(literal, window - 1)
    ending.set(last, [...(ending.get(last) ?? []), literal])
  }
  return (bytes) => countLines(bytes, hits(bytes, { window, jumps, ending, key }))
}

interface Tables {
  readonly window: number
  readonly jumps: Uint8Array
  readonly ending: ReadonlyMap<number, readonly Buffer[]>
  key(bytes: Buffer, end: number): number
}

function hits(bytes: Buffer, { window, jumps, ending, key }: Tables): number[] {
  const found: number[] = []
  for (let end = window - 1; end < bytes.length; ) {
    const last = key(bytes, end)
    const jump = jumps[last] as number
    end += Math.max(1, jump)
    if (jump > 0) continue
    const begin = end - window
    for (const literal of ending.get(last) ?? [])
      if (bytes.compare(literal, 0, literal.length, begin, begin + literal.length) === 0)
        found.push(begin)
  }
  return found
}
