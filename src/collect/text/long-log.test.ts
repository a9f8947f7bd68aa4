import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LineQuery, type LogLine, lines } from '../../model/line.ts'
import type { ScanContext } from './context.ts'
import { coverageFacts } from './coverage.ts'
import { Folds } from './fold.ts'
import { LongLog, type Sizes } from './long-log.ts'
import { compileQueries } from './queries.ts'

const takenAt = Date.parse('2026-11-24T12:00:00Z')
const context: ScanContext = { evidence: 'e1', origin: 'unknown', takenAt }

interface Found {
  readonly lines: readonly (readonly LogLine[])[]
  readonly facts: readonly { kind: string; record: object; node?: string }[]
}

/** Reads a text as a long log, whatever its length, in pieces. */
function scan(
  text: string | Buffer,
  queries: readonly LineQuery[],
  {
    sizes,
    pieces = [],
    ...about
  }: { sizes?: Sizes; pieces?: readonly number[] } & Partial<ScanContext> = {},
): Found {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const folds = new Folds(undefined)
  const whole = { ...context, ...about }
  const log = new LongLog(compileQueries(queries), whole, folds, sizes)
  let at = 0
  for (const size of pieces) {
    log.write(bytes.subarray(at, at + size))
    at += size
  }
  log.write(bytes.subarray(at))
  const read = log.end()
  const found = folds.lines('e1', (segment, node) => read.boots.bootOf(segment, node, whole.boot))
  return { lines: queries.map((_, place) => found.get(place) ?? []), facts: coverageFacts(read) }
}

const total = (found: readonly LogLine[] = []) => found.reduce((sum, { count }) => sum + count, 0)
const needle = lines('Under-voltage detected!')
const hit = 'Nov 24 01:02:03 pi03 kernel: Under-voltage detected! (0x00050005)'
const benign = (number: number) => `Nov 24 01:00:00 pi03 k3s[812]: all is well ${number}`

describe('a long log', () => {
  test('gives up its one line among 200,000', () => {
    const many = Array.from({ length: 100_000 }, (_, number) => benign(number)).join('\n')
    const [[line]] = scan(`${many}\n${hit}\n${many}\n`, [needle]).lines as [[LogLine]]
    expect(line).toMatchObject({
      text: hit,
      node: 'pi03',
      program: 'kernel',
      origin: 'kernel',
      count: 1,
      firstAt: Date.parse('2026-11-24T01:02:03Z'),
    })
  })

  test('counts lines and dates its coverage', () => {
    const text = `-- Journal begins at Mon 2026-11-23 --\n${Array.from({ length: 30_000 }, (_, n) => benign(n)).join('\n')}\n${hit}`
    expect(scan(text, []).facts).toEqual([
      {
        kind: 'log-coverage',
        record: {
          origin: 'unknown',
          lines: 30_002,
          complete: false,
          firstAt: Date.parse('2026-11-24T01:00:00Z'),
          lastAt: Date.parse('2026-11-24T01:02:03Z'),
        },
      },
    ])
  })

  test('is read the same through a small window, in any pieces', () => {
    const line = fc.oneof(
      fc.constantFrom(
        hit,
        benign(1),
        '-- Boot 0123456789abcdef0123456789abcdef --',
        'Nov 24 01:03:00 pi03 kernel: Linux version 6.12.34 (gcc)',
        '',
        '\u001b[31mUnder-\u001b[0mvoltage detected!\u001b[K',
        'Nov 24 01:03:01 pi03 systemd[1]: Reached target reboot.target - System Reboot.',
        'é'.repeat(300),
      ),
      fc.string({ maxLength: 200 }),
      fc
        .nat(30_000)
        .map(
          (length) => `${'x'.repeat(length)} Under-voltage detected! ${'y'.repeat(length % 977)}`,
        ),
    )
    const text = fc
      .tuple(fc.array(line, { maxLength: 60 }), fc.constantFrom('\n', '\r\n'))
      .map(([all, end]) => all.join(end))
    fc.assert(
      fc.property(
        text,
        fc.array(fc.nat(5000), { maxLength: 20 }),
        fc.integer({ min: 40_000, max: 90_000 }),
        (all, pieces, window) => {
          const whole = scan(all, [needle, lines('systemd[1]: ')])
          const sizes = { window, lookBack: 32_768 }
          expect(scan(all, [needle, lines('systemd[1]: ')], { pieces, sizes })).toEqual(whole)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('reads any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(3000), (noise, at) => {
        const bytes = Buffer.concat([
          noise.subarray(0, at),
          Buffer.from(`\n${hit}\n`),
          noise.subarray(at),
        ])
        const found = scan(bytes, [needle])
        expect(total(found.lines[0])).toBe(1)
      }),
    )
  })

  test.each([
    ['nothing', ''],
    ['one line end', '\n'],
    ['NULs, as ext4 leaves them after a power loss', '\0'.repeat(100_000)],
    ['no line end at all', 'x'.repeat(5_000_000)],
  ])('holds %s', (_, text) => expect(scan(text, [needle]).lines).toEqual([[]]))

  test('finds words far inside a line without end, with what stands around them', () => {
    const line = `Nov 24 01:02:03 pi03 app[1]: ${'x'.repeat(3_000_000)} Under-voltage detected! ${'y'.repeat(3_000_000)}`
    const [[found]] = scan(`${line}\n${hit}\n`, [needle]).lines as [[LogLine]]
    expect(found).toMatchObject({ node: 'pi03', program: 'app', count: 1 })
    expect(found.text).toContain('x Under-voltage detected! y')
    expect(found.text.length).toBeLessThanOrEqual(4096)
  })

  test('keeps text clean of control characters', () => {
    const text =
      '\u001b[1;31mNov 24 01:02:03 pi03 kernel: Under-\u001b[0mvoltage \u0007detected!\u202e\u007f\u0000\r\n'
    const [[found]] = scan(text.replace('\u0007', ''), [needle]).lines as [[LogLine]]
    expect(found.text).toBe('Nov 24 01:02:03 pi03 kernel: Under-voltage detected!')
  })

  test('bounds what an expression is tried on', () => {
    const seen: number[] = []
    const watched = Object.assign(/Under/, {
      exec: (text: string) => {
        seen.push(text.length)
        return null
      },
    })
    scan(`Under-voltage detected! ${'z'.repeat(1_000_000)}`, [lines('Under-voltage', watched)])
    expect(seen).toEqual([4096])
  })

  test('asks only for lines of the wanted origin', () => {
    const text = `${hit}\nNov 24 01:02:03 pi03 app[1]: the kernel said Under-voltage detected!\n`
    const kernelOnly = lines('Under-voltage detected!', undefined, ['kernel'])
    const found = scan(text, [kernelOnly, needle], { origin: 'system' })
    expect(found.lines.map(total)).toEqual([1, 2])
  })
})

describe('folding', () => {
  const texts = (found: Found) => found.lines[0]?.map(({ text, count }) => [text, count])

  test('counts lines that differ in numbers, ids and times as one', () => {
    const text = [
      'volume pvc-bb8582d5-eaa4-479a-b4bf-328d1ef1785d failed 3 times at 0x7f00, took 1.25s',
      'volume pvc-2f3a4b5c-abcd-beef-cafe-0123456789ab failed 12 times at 0xdeadbeef, took 501ms',
      'volume data failed 12 times at 0xdeadbeef, took 501ms',
    ].join('\n')
    expect(texts(scan(text, [lines('failed')]))).toEqual([
      ['volume pvc-bb8582d5-eaa4-479a-b4bf-328d1ef1785d failed 3 times at 0x7f00, took 1.25s', 1],
      [
        'volume pvc-2f3a4b5c-abcd-beef-cafe-0123456789ab failed 12 times at 0xdeadbeef, took 501ms',
        1,
      ],
      ['volume data failed 12 times at 0xdeadbeef, took 501ms', 1],
    ])
    const same = text.replaceAll('501ms', '5s')
    expect(texts(scan(same, [lines('failed')]))).toHaveLength(3)
    const numbers = text.replaceAll('1.25s', '12ms')
    expect(texts(scan(numbers, [lines('failed')]))).toEqual([
      ['volume pvc-bb8582d5-eaa4-479a-b4bf-328d1ef1785d failed 3 times at 0x7f00, took 12ms', 2],
      ['volume data failed 12 times at 0xdeadbeef, took 501ms', 1],
    ])
  })

  test('spans the times of what it folds, in any order', () => {
    const at = (clock: string) => `Nov 24 ${clock} pi03 kernel: Under-voltage detected!`
    const [[found]] = scan([at('02:00:00'), at('01:00:00'), at('03:00:00')].join('\n'), [needle])
      .lines as [[LogLine]]
    expect([found.count, found.firstAt, found.lastAt]).toEqual([
      3,
      Date.parse('2026-11-24T01:00:00Z'),
      Date.parse('2026-11-24T03:00:00Z'),
    ])
  })

  test('keeps apart what named groups tell apart, but not measures', () => {
    const text = ['nvme0n1 took 3s', 'nvme1n1 took 4s', 'nvme1n1 took 5s'].join('\n')
    const named = lines('nvme', /(?<device>nvme\dn\d) took (?<time>\S+)/)
    expect(scan(text, [named]).lines[0]?.map(({ groups, count }) => [groups, count])).toEqual([
      [{ device: 'nvme0n1', time: '3s' }, 1],
      [{ device: 'nvme1n1', time: '4s' }, 2],
    ])
    expect(texts(scan(text, [lines('nvme')]))).toEqual([['nvme0n1 took 3s', 3]])
  })

  test('keeps nodes, programs and boots apart', () => {
    const text = [
      'Nov 24 01:00:00 pi03 app[1]: it failed',
      'Nov 24 01:00:00 pi04 app[1]: it failed',
      'Nov 24 01:00:00 pi04 other[1]: it failed',
      '-- Boot 0123456789abcdef0123456789abcdef --',
      'Nov 24 01:00:00 pi04 other[1]: it failed',
    ].join('\n')
    const found = scan(text, [lines('it failed')]).lines[0] ?? []
    expect(found.map(({ node, program, boot, count }) => [node, program, boot, count])).toEqual([
      ['pi03', 'app', -1, 1],
      ['pi04', 'app', -1, 1],
      ['pi04', 'other', -1, 1],
      ['pi04', 'other', 0, 1],
    ])
  })

  test('is bounded, and loses no count', () => {
    // Words without digits or hexadecimal letters: none of them folds into another.
    const letters = (n: number) =>
      n.toString(8).replace(/\d/g, (digit) => 'ghijklmn'[Number(digit)] ?? '')
    const text = Array.from({ length: 5000 }, (_, n) => `it failed ${letters(n)}`).join('\n')
    const { lines: found, facts } = scan(text, [lines('it failed')])
    expect(found[0]).toHaveLength(64)
    expect(total(found[0])).toBe(5000)
    expect(facts[0]?.record).toMatchObject({ overflowed: expect.any(Number) })
  })
})

describe('a journal in JSON', () => {
  const record = (fields: object) =>
    JSON.stringify({
      __CURSOR: 's=1',
      __REALTIME_TIMESTAMP: '1795482123456789',
      _BOOT_ID: 'a'.repeat(32),
      ...fields,
    })

  test('gives message, node, program and time', () => {
    const text = record({
      _HOSTNAME: 'pi03',
      _TRANSPORT: 'kernel',
      SYSLOG_IDENTIFIER: 'kernel',
      MESSAGE: 'Under-voltage detected! (0x00050005)',
    })
    expect(scan(text, [needle]).lines[0]).toEqual([
      expect.objectContaining({
        text: '2026-11-24T01:02:03.456Z pi03 kernel: Under-voltage detected! (0x00050005)',
        messageStart: '2026-11-24T01:02:03.456Z pi03 kernel: '.length,
        node: 'pi03',
        origin: 'kernel',
        program: 'kernel',
        firstAt: 1795482123456,
      }),
    ])
  })

  test('is found by words with quotes, and in a list of bytes', () => {
    const quoted = record({
      _HOSTNAME: 'pi03',
      SYSLOG_IDENTIFIER: 'k3s',
      _PID: '812',
      MESSAGE: '{"msg":"slow fdatasync","took":"7.4s"}',
    })
    const bytes = record({
      _HOSTNAME: 'pi03',
      SYSLOG_IDENTIFIER: 'k3s',
      MESSAGE: [...Buffer.from('\u001b[31m{"msg":"slow fdatasync"}\u001b[0m')],
    })
    const found = scan(`${quoted}\n${bytes}\n`, [lines('"msg":"slow fdatasync"')]).lines[0] ?? []
    expect(found.map(({ text }) => text)).toEqual([
      '2026-11-24T01:02:03.456Z pi03 k3s[812]: {"msg":"slow fdatasync","took":"7.4s"}',
      '2026-11-24T01:02:03.456Z pi03 k3s: {"msg":"slow fdatasync"}',
    ])
  })

  test('is not found by the names or values of other fields', () => {
    const text = record({ MESSAGE: 'all is well', _CMDLINE: 'echo Under-voltage detected!' })
    expect(scan(text, [needle]).lines[0]).toEqual([])
  })

  test('is parted where the boot id changes', () => {
    const boots = ['a', 'b', 'c'].map((letter) => letter.repeat(32))
    const text = boots
      .flatMap((id, boot) =>
        Array.from({ length: 7 + boot * 900 }, (_, n) =>
          record({
            _BOOT_ID: id,
            _HOSTNAME: 'pi03',
            SYSLOG_IDENTIFIER: 'app',
            MESSAGE: `${n === 3 ? 'Under-voltage detected!' : 'well'}`,
          }),
        ),
      )
      .join('\n')
    const { lines: found, facts } = scan(text, [needle], {
      sizes: { window: 200_000, lookBack: 32_768 },
    })
    expect(found[0]?.map(({ boot, count }) => [boot, count])).toEqual([
      [-2, 1],
      [-1, 1],
      [0, 1],
    ])
    const ends = facts.filter(({ kind }) => kind === 'boot-ends')
    expect(ends.map(({ record, node }) => [node, record])).toEqual([
      ['pi03', expect.objectContaining({ index: -2, bootId: boots[0], ending: 'cut' })],
      ['pi03', expect.objectContaining({ index: -1, bootId: boots[1], ending: 'cut' })],
    ])
    const coverage = facts.filter(({ kind }) => kind === 'log-coverage')
    expect(coverage.map(({ record }) => (record as { lines: number }).lines)).toEqual([
      7, 907, 1807,
    ])
  })

  test('survives cut and foreign lines', () => {
    const good = record({ MESSAGE: 'Under-voltage detected!' })
    expect(
      total(
        scan(`${good.slice(0, -20)}\nnot JSON: Under-voltage detected!\n${good}`, [needle])
          .lines[0],
      ),
    ).toBe(1)
  })
})

describe('counted by grep', () => {
  const samples = new URL('../../../../shared/lab/samples/', import.meta.url)
  test.skipIf(!existsSync(samples))(
    'every literal in every journal of the lab (skipped where ../shared is absent)',
    () => {
      const literals = [
        'took too long',
        'level=error',
        'E1122',
        'context deadline exceeded',
        'systemd[1]',
        'Handler timeout',
      ]
      const files = readdirSync(samples).filter((name) => name.startsWith('journal-'))
      expect(files.length).toBeGreaterThan(0)
      for (const name of files) {
        const path = new URL(name, samples).pathname
        const grep = literals.map((literal) =>
          Number(spawnSync('grep', ['-c', '-F', '-e', literal, path]).stdout.toString()),
        )
        const found = scan(
          readFileSync(path),
          literals.map((literal) => lines(literal)),
        )
        expect(found.lines.map(total), name).toEqual(grep)
      }
    },
  )
})
