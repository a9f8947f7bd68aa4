import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiteralFinder } from './literal-finder.ts'

/** The slow truth: every literal at every place, by Buffer's own search. */
function everywhere(
  literals: readonly string[],
  bytes: Buffer,
  from: number,
  to: number,
): string[] {
  return literals.flatMap((literal, id) => {
    const wanted = Buffer.from(literal)
    const found: string[] = []
    let at = bytes.indexOf(wanted, from)
    while (at >= 0 && at + wanted.length <= to) {
      found.push(`${at}-${at + wanted.length}:${id}`)
      at = bytes.indexOf(wanted, at + 1)
    }
    return found
  })
}

function find(literals: readonly string[], bytes: Buffer, from: number, to: number): string[] {
  return findings(new LiteralFinder(literals), bytes, from, to)
}

function findings(finder: LiteralFinder, bytes: Buffer, from: number, to: number): string[] {
  const { begins, ends, ids, count } = finder.find(bytes, from, to)
  return Array.from({ length: count }, (_, at) => `${begins[at]}-${ends[at]}:${ids[at]}`)
}

const finderOfOne = new LiteralFinder(['level=fatal msg="starting'])

/** Few letters, so that literals overlap, contain each other and end in each other. */
const text = (size: { minLength: number; maxLength: number }) =>
  fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'é', '\n'), size).map((parts) => parts.join(''))

test('finds every literal wherever Buffer finds it, in short and in long bytes', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(text({ minLength: 4, maxLength: 20 }), { minLength: 1, maxLength: 8 }),
      text({ minLength: 0, maxLength: 3000 }),
      fc.nat(50),
      fc.nat(50),
      (literals, haystack, before, after) => {
        const bytes = Buffer.from(haystack)
        const from = Math.min(before, bytes.length)
        const to = Math.max(from, bytes.length - after)
        expect(find(literals, bytes, from, to).sort()).toEqual(
          everywhere(literals, bytes, from, to).sort(),
        )
      },
    ),
    { numRuns: 300 },
  )
})

test('finds a literal wherever it begins', () => {
  const literal = 'Under-voltage detected!'
  const finder = new LiteralFinder([literal])
  for (let at = 0; at <= 4096 - literal.length; at++) {
    const bytes = Buffer.alloc(4096, '.')
    bytes.write(literal, at)
    expect(findings(finder, bytes, 0, bytes.length)).toEqual([`${at}-${at + literal.length}:0`])
  }
})

test('finds a literal across the borders of what is read at once, in bytes of any length', () => {
  const literal = 'level=fatal msg="starting'
  const stretch = 65_536
  for (const length of [stretch, stretch + 1, stretch + 7, stretch + 8, 3 * stretch + 1027]) {
    const borders = Array.from({ length: Math.ceil(length / 1024) }, (_, at) => at * 1024)
    const places = [...borders, length].flatMap((border) =>
      Array.from({ length: literal.length + 2 }, (_, before) => border - before),
    )
    for (const at of places.filter((place) => place >= 0 && place + literal.length <= length)) {
      const bytes = Buffer.alloc(length, '.')
      bytes.write(literal, at)
      expect(finderOfOne.find(bytes, 0, length).count, `${at} of ${length}`).toBe(1)
    }
  }
})

test('gives literals in the order of the lines that hold them', () => {
  const lines = Array.from({ length: 2000 }, (_, number) => `line ${number} needle end`)
  const bytes = Buffer.from(lines.join('\n'))
  const { begins, count } = new LiteralFinder(['needle', 'line ', 'dle end']).find(
    bytes,
    0,
    bytes.length,
  )
  const numbers = Array.from(begins.slice(0, count), (begin) =>
    bytes.subarray(0, begin).lastIndexOf(10),
  )
  expect(count).toBe(6000)
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
})

test.each([4, 5, 7, 8, 9, 11, 12, 13, 30])('finds %i bytes however they lie', (length) => {
  const literal = 'abcdefghijklmnopqrstuvwxyz0123'.slice(0, length)
  const finder = new LiteralFinder([literal])
  for (let at = 0; at < 40; at++)
    for (const after of [0, 1, 2, 3, 50]) {
      const bytes = Buffer.from(`${'.'.repeat(at)}${literal}${'.'.repeat(after)}`)
      expect(findings(finder, bytes, 0, bytes.length)).toEqual([`${at}-${at + length}:0`])
      expect(findings(finder, bytes, at, at + length)).toHaveLength(1)
      expect(findings(finder, bytes, at + 1, bytes.length)).toEqual([])
      expect(findings(finder, bytes, 0, at + length - 1)).toEqual([])
    }
})

test('finds all literals that begin at the same place, however many, wherever they stand', () => {
  const literals = Array.from(
    { length: 3000 },
    (_, more) => `Under-v${'.'.repeat(more % 50)}${more}`,
  )
  const same = Array.from({ length: 40 }, (_, more) =>
    'Under-voltage detected!'.slice(0, 20 - (more % 13)),
  )
  const wanted = [...new Set([...literals, ...same])]
  const bytes = Buffer.from('Under-voltage detected! '.repeat(4000))
  expect(find(wanted, bytes, 0, bytes.length).sort()).toEqual(
    everywhere(wanted, bytes, 0, bytes.length).sort(),
  )
})

test('refuses a literal of under four bytes', () => {
  expect(() => new LiteralFinder(['mtu '])).not.toThrow()
  expect(() => new LiteralFinder(['mtu'])).toThrow('“mtu” is shorter than 4 bytes')
})

test('is used again and again', () => {
  const finder = new LiteralFinder(['one ', ' two'])
  expect(finder.find(Buffer.from('one  two'), 0, 8).count).toBe(2)
  expect(finder.find(Buffer.from('nothing'), 0, 7).count).toBe(0)
  expect(finder.find(Buffer.from(' two'), 0, 4).ids[0]).toBe(1)
})
