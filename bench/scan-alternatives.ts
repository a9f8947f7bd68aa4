import { fileURLToPath } from 'node:url'
import { LiteralFinder } from '#src/collect/text/literal-finder.ts'
import { journalLines, journalOf } from './journal.ts'
import { literals } from './scan.ts'

/**
 * What the decision on the log scan was measured with: `node bench/scan-alternatives.ts`. Each way
 * of finding literals alone; nothing is decoded or asked about.
 */

/** Finds lines that hold a literal; gives how many. */
type Way = (bytes: Buffer) => number

const windowBytes = 1_048_576
const rounds = 3
const newline = 0x0a
const blockBytes = 3
const tableSize = 65_536

const bytes = Buffer.concat([
  ...journalOf(journalLines(fileURLToPath(new URL('..', import.meta.url))).lines, 100e6),
])
const sorted = [...literals].sort((one, other) => other.length - one.length)
/** Name, way, and the share of the bytes that it is tried on: the slow ones would take minutes. */
const ways: readonly (readonly [string, Way, number])[] = [
  ['two hashes of a piece, compiled', hashes(literals), 1],
  ['one RegExp', expression([sorted]), 0.2],
  ['eight RegExps', expression(parts(sorted, 8)), 0.2],
  ['indexOf, a literal after the other', oneByOne(literals), 0.02],
  ['windows that jump, as wide as the shortest literal', jumping(literals), 0.2],
  [
    'windows that jump, without literals of under 8 bytes',
    jumping(literals.filter((one) => one.length >= 8)),
    0.2,
  ],
]
for (const [name, way, share] of ways) {
  const sample = bytes.subarray(0, Math.floor(bytes.length * share))
  const windows = windowsOf(sample)
  let best = Number.POSITIVE_INFINITY
  let lines = 0
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    lines = windows.reduce((sum, window) => sum + way(window), 0)
    best = Math.min(best, performance.now() - began)
  }
  const speed = (sample.length / 1000 / best).toFixed(0).padStart(5)
  console.log(`${speed} MB/s  ${name} (${Math.round(lines / share)} lines)`)
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

function hashes(literals: readonly string[]): Way {
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
  const jumps = new Uint8Array(tableSize).fill(Math.max(1, window - blockBytes + 1))
  const first = new Int32Array(tableSize).fill(-1)
  const next = new Int32Array(wanted.length)
  for (const [id, literal] of wanted.entries()) {
    for (let end = blockBytes - 1; end < window; end++) {
      const key = keyAt(literal, end)
      jumps[key] = Math.min(jumps[key] ?? 0, window - 1 - end)
    }
    const last = keyAt(literal, window - 1)
    next[id] = first[last] ?? -1
    first[last] = id
  }
  return (bytes) => countLines(bytes, hits(bytes, { window, jumps, first, next, wanted }))
}

interface Tables {
  readonly window: number
  readonly jumps: Uint8Array
  readonly first: Int32Array
  readonly next: Int32Array
  readonly wanted: readonly Buffer[]
}

function keyAt(bytes: Uint8Array, end: number): number {
  const [one, two, three] = [
    bytes[end - 2] as number,
    bytes[end - 1] as number,
    bytes[end] as number,
  ]
  return ((one << 10) ^ (two << 5) ^ three) & (tableSize - 1)
}

function hits(bytes: Buffer, { window, jumps, first, next, wanted }: Tables): number[] {
  const found: number[] = []
  for (let end = window - 1; end < bytes.length; ) {
    const key = keyAt(bytes, end)
    const jump = jumps[key] as number
    if (jump > 0) {
      end += jump
      continue
    }
    const begin = end - window + 1
    for (let id = first[key] as number; id >= 0; id = next[id] as number)
      if (standsAt(bytes, begin, wanted[id] as Buffer)) found.push(begin)
    end += 1
  }
  return found
}

function standsAt(bytes: Uint8Array, begin: number, literal: Uint8Array): boolean {
  for (let index = 0; index < literal.length; index++)
    if (bytes[begin + index] !== literal[index]) return false
  return true
}
