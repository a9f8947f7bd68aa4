import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '#test/support/any-text.ts'
import { lines, pastedLines } from '../../model/line.ts'
import { compileQueries, type ScanContext, type ScanResult, scanText, TextScan } from './scan.ts'

const context: ScanContext = {
  evidence: 'e1',
  origin: 'unknown',
  takenAt: Date.parse('2026-11-24T12:00:00Z'),
}
const queries = [
  lines('Under-voltage detected!'),
  lines('it failed', /(?<who>\w+) it failed/),
  lines('température élevée'),
]
const compiled = compileQueries(queries)

function plain({ lines: found, facts }: ScanResult) {
  return { lines: queries.map((query) => found.get(query) ?? []), facts }
}

function inPieces(text: string | Uint8Array, sizes: readonly number[]) {
  const scan = new TextScan(compiled, context)
  let at = 0
  for (const size of [...sizes, text.length]) {
    const piece = text.slice(at, at + size)
    scan.write(piece)
    // Readers fill the same memory again and again.
    if (typeof piece !== 'string') piece.fill(0)
    at += size
  }
  return plain(scan.end())
}

const someLines = fc.array(
  fc.constantFrom(
    'Nov 24 01:02:03 pi03 kernel: Under-voltage detected! (0x00050005)',
    'Nov 24 01:02:04 pi03 app[7]: température élevée \u{1f321}\ufe0f',
    '[  900.100000] usb 1-1: it failed',
    '[    0.100000] Linux version 6.12.34',
    '-- Boot 0123456789abcdef0123456789abcdef --',
    'pi@den:~ $ df -h',
    '/dev/sda1  1G  1G  0  100% /',
    'a word that was bro',
    'ken: it failed',
    '',
    '```',
    '\u001b[31mUnder-volt\u001b[0mage detected!',
  ),
  { maxLength: 40 },
)

describe('TextScan', () => {
  test('asks what only a paste is asked of a paste, and of a long log only the rest', () => {
    const asked = [pastedLines('etcd'), lines('Under-voltage')]
    const paste = 'etcd waits\nUnder-voltage detected!\n'
    const found = (text: string) => {
      const { lines: byQuery } = scanText(text, asked, context)
      return asked.map((query) => byQuery.get(query)?.length ?? 0)
    }
    expect(found(paste)).toEqual([1, 1])
    expect(found(paste + 'nothing is wrong here\n'.repeat(60_000))).toEqual([0, 1])
  })

  test('gives the same for any pieces, of bytes and of characters', () => {
    fc.assert(
      fc.property(someLines, fc.array(fc.nat(90), { maxLength: 30 }), (all, sizes) => {
        const text = all.join('\n')
        const whole = plain(scanText(text, queries, context))
        expect(inPieces(text, sizes)).toEqual(whole)
        expect(inPieces(Buffer.from(text), sizes)).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })

  test('counts the same in a short text and in a long one', () => {
    const hits = [
      'Nov 24 01:02:03 pi03 kernel: Under-voltage detected!',
      'Nov 24 01:02:04 pi03 app[7]: disk it failed',
    ].join('\n')
    const filler = Array.from(
      { length: 40_000 },
      (_, n) => `Nov 24 01:02:03 pi03 app[7]: all is well ${n}`,
    ).join('\n')
    const short = plain(scanText(hits, queries, context))
    const long = plain(scanText(`${filler}\n${hits}\n${filler}`, queries, context))
    expect(long.lines).toEqual(short.lines)
    expect(long.lines.map((found) => found.length)).toEqual([1, 1, 0])
  })

  test.each(['', '\n', '\0', '\ufeff', '\ud800', '\u001b[', '{', '[{', '---', '$ ', '> '])(
    'reads %j',
    (text) => {
      expect(plain(scanText(text, queries, context)).lines).toEqual([[], [], []])
    },
  )

  test('reads any text without throwing, and finds what stands in a line of its own', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), fc.string({ maxLength: 400 }), (before, after) => {
        const text = `${before}\n\nNov 24 01:02:03 pi03 kernel: Under-voltage detected!\n\n${after}`
        // JSON is read as objects, and an escape that never ends swallows what follows it.
        // oxlint-disable-next-line no-control-regex
        fc.pre(!/[\u001b\u0090\u0098\u009b\u009d-\u009f]/.test(before))
        const [found] = plain(scanText(text, queries, context)).lines
        expect(found?.reduce((sum, { count }) => sum + count, 0)).toBe(1)
      }),
    )
  })

  test('a list of API objects may be longer than a paste', () => {
    const items = Array.from({ length: 9000 }, (_, n) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `pi${n}` },
      status: { conditions: [] },
    }))
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2)
    expect(text.length).toBeGreaterThan(1_048_576)
    expect(scanText(text, [], context).facts.filter(({ kind }) => kind === 'nodes')).toHaveLength(
      9000,
    )
  })

  test('redacts what it keeps', () => {
    const redacted = {
      ...context,
      redact: (text: string) => text.replace(/token \S+/, 'token [redacted]'),
    }
    const found = scanText(
      'Nov 24 01:02:03 pi03 app[7]: token abc123 it failed',
      [lines('it failed')],
      redacted,
    )
    expect([...found.lines.values()].flat().map(({ text }) => text)).toEqual([
      'Nov 24 01:02:03 pi03 app[7]: token [redacted] it failed',
    ])
  })
})

describe('compileQueries', () => {
  test('refuses a literal that stands everywhere', () =>
    expect(() => compileQueries([lines('')])).toThrow(RangeError))

  test('keeps equal queries apart', () => {
    const twice = [lines('it failed'), lines('it failed')]
    const { lines: found } = scanText('it failed', twice, context)
    expect(twice.map((query) => found.get(query)?.length)).toEqual([1, 1])
  })
})
