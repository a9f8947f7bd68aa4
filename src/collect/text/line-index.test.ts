import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineIndex } from './line-index.ts'

const index = new LineIndex()

/** The slow truth, line by line. */
function linesOf(bytes: Buffer, from: number, to: number) {
  const lines: { end: number; plain: boolean }[] = []
  let plain = true
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte === 0x0a) {
      lines.push({ end: at, plain })
      plain = true
    } else if (byte < 0x20 || byte > 0x7e) plain = false
  }
  return { lines, lastIsPlain: plain }
}

function expectRight(bytes: Buffer, from: number, to: number): void {
  index.read(bytes, from, to)
  const { lines, lastIsPlain } = linesOf(bytes, from, to)
  expect(index.countBefore(to)).toBe(lines.length)
  let before = -1
  for (const { end, plain } of lines) {
    expect([index.endBefore(end), index.endAfter(end), index.isPlainAt(end)]).toEqual([
      before,
      end,
      plain,
    ])
    before = end
  }
  expect([index.endBefore(to), index.endAfter(to), index.isPlainAt(to)]).toEqual([
    before,
    -1,
    lastIsPlain,
  ])
}

/** What lies next to a border: below a blank, a blank, a tilde, DEL, half of a letter. */
const bytes = fc.array(
  fc.constantFrom(0x00, 0x09, 0x0a, 0x0b, 0x1f, 0x20, 0x41, 0x7e, 0x7f, 0x80, 0xc3, 0xff),
  { maxLength: 400 },
)

test('finds line ends and odd lines as a look at each byte does', () => {
  fc.assert(
    fc.property(bytes, fc.nat(40), fc.nat(40), (list, before, after) => {
      const all = Buffer.from(list)
      const from = Math.min(before, all.length)
      expectRight(all, from, Math.max(from, all.length - after))
    }),
    { numRuns: 500 },
  )
})

test('forgets nothing of a line where one block ends and the next begins', () => {
  for (const odd of [65_500, 65_534, 65_535, 65_536, 65_537]) {
    const long = Buffer.alloc(200_000, 'a')
    long[odd] = 0x1b
    for (const end of [100, 65_530, 65_538, 131_072, 199_999]) long[end] = 0x0a
    expectRight(long, 0, long.length)
    expectRight(long, 3, long.length - 1)
  }
})

test('has room for lines of no length', () => {
  expectRight(Buffer.alloc(140_000, '\n'), 0, 140_000)
})
