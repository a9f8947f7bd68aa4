import { randomBytes } from 'node:crypto'
import { readdirSync, readlinkSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyText } from '#test/support/any-text.ts'
import { fixedClock } from '../../model/clock.ts'
import { BrambleError } from '../../model/error.ts'
import { lines } from '../../model/line.ts'
import { cleanLine } from '../../model/text.ts'
import type { ReadOptions } from './input.ts'
import { openInput } from './open-input.ts'
import { readInputs } from './read-inputs.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bramble-inputs-'))
})
afterAll(() => rm(folder, { recursive: true }))

const found = lines('error -110')
const options: ReadOptions = {
  queries: [found],
  clock: fixedClock('2026-02-18T00:00:00Z'),
  signal: new AbortController().signal,
}
const line = '2026-02-17T13:38:55+0000 pi01 kernel: mmcblk0: error -110 transferring data'

let files = 0
async function file(content: string | Uint8Array): Promise<string> {
  files += 1
  const path = join(folder, `input-${files}`)
  await writeFile(path, content)
  return path
}

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}

const read = (content: string | Uint8Array) =>
  file(content).then((path) => readInputs([path], options))
const failure = (reading: Promise<unknown>): Promise<BrambleError> =>
  reading.then(
    () => {
      throw new Error('it was read')
    },
    (error: unknown) => {
      if (error instanceof BrambleError) return error
      throw error
    },
  )

/** What this process holds open, by the kernel's word. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((number) => {
    try {
      return [readlinkSync(`/proc/self/fd/${number}`)]
    } catch {
      // That was the listing itself.
      return []
    }
  })
}

describe('reads', () => {
  test('a single line of the file that Docker keeps a log in', async () => {
    const kept = { log: `${line}\n`, stream: 'stderr', time: '2026-11-24T01:02:03.5Z' }
    const { index } = await read(JSON.stringify(kept))
    expect(index.lines.get(found)).toMatchObject([{ count: 1 }])
  })

  test('a log', async () => {
    const { observation, index } = await read(`${line}\n${line.replace('55', '56')}\n`)
    expect(index.lines.get(found)).toMatchObject([{ count: 2, node: 'pi01', origin: 'kernel' }])
    expect(index.nodes).toEqual(['pi01'])
    expect(observation).toMatchObject({
      cluster: 'paste',
      takenAt: '2026-02-18T00:00:00.000Z',
      evidence: [{ kind: 'log', text: expect.stringContaining('error -110'), truncated: false }],
      coverage: [{ door: 'file', outcome: 'answered' }],
    })
  })

  test('standard input', async () => {
    const { index, observation } = await readInputs(['-'], {
      ...options,
      standardInput: chunks(line.slice(0, 60), line.slice(60)),
    })
    expect(index.lines.get(found)).toHaveLength(1)
    expect(observation.evidence[0]?.source).toBe('standard input')
  })

  test.each([
    ['gzip', (text: string) => gzipSync(text)],
    ['gzip of gzip', (text: string) => gzipSync(gzipSync(text))],
    [
      'gzip that was cut off',
      (text: string) => gzipSync(text + randomBytes(9000).toString('hex')).subarray(0, -300),
    ],
    ['UTF-16, as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['CR LF', (text: string) => text.replace(/\n/g, '\r\n')],
    ['colours', (text: string) => text.replace('error', '\u001b[31mer\u001b[0mror')],
    [
      'invalid UTF-8 around it',
      (text: string) => Buffer.concat([Buffer.from('caf\xe9 \xff\n', 'latin1'), Buffer.from(text)]),
    ],
    [
      'what a power loss leaves: blocks of NUL',
      (text: string) => Buffer.concat([Buffer.alloc(9000), Buffer.from(`\n${text}`)]),
    ],
    ['a bracket at its beginning', (text: string) => `[ 12.3] x\n${text}`],
    ['a brace at its beginning', (text: string) => `{ no json\n${text}`],
    [
      'JSON of one line each',
      (text: string) => `{"MESSAGE":"x"}\n{"MESSAGE":${JSON.stringify(text)}}\n`,
    ],
  ])('a log in %s', async (_, make) => {
    const { index } = await read(make(`first\n${line}\nlast\n`))
    expect(index.lines.get(found)?.map(({ count }) => count)).toEqual([1])
  })

  test('an incident, and nothing of it but its evidence', async () => {
    const incident = {
      id: 'x',
      title: 'error -110',
      truth: { cause: 'sd-card-failing', detail: line },
      evidence: [
        { kind: 'kernel', node: 'pi01', form: 'raw', text: line },
        { kind: 'previous-boot', node: 'pi02', text: 'x' },
        { kind: 'k3s-journal', text: 'x' },
        { kind: 'events', text: 'x' },
        { kind: 'pods', text: 'x' },
        { kind: 'nodes', text: 'x' },
        { kind: 'longhorn', text: 'x' },
        { kind: 'command-output', text: 'x' },
        { kind: 'constructor', text: 'x' },
      ],
    }
    const { observation, index } = await read(JSON.stringify(incident, null, 2))
    expect(observation.evidence.map(({ node, log }) => [node, log])).toEqual([
      ['pi01', { origin: 'kernel' }],
      ['pi02', { origin: 'unknown', boot: -1 }],
      [undefined, { origin: 'k3s' }],
      [undefined, { origin: 'events' }],
      [undefined, { origin: 'pods' }],
      [undefined, { origin: 'unknown' }],
      [undefined, { origin: 'longhorn' }],
      [undefined, { origin: 'unknown' }],
      [undefined, { origin: 'unknown' }],
    ])
    expect(index.lines.get(found)).toMatchObject([
      { count: 1, evidence: observation.evidence[0]?.id },
    ])
    expect(JSON.stringify(observation)).not.toContain('sd-card-failing')
  })

  test('an observation as it is, at its own time', async () => {
    const { observation } = await read(line)
    const old = { ...observation, takenAt: '2026-01-01T00:00:00.000Z', cluster: 'home' }
    const again = await read(JSON.stringify(old))
    expect(again.observation).toEqual(old)
    expect(again.index.takenAt).toBe(Date.parse('2026-01-01T00:00:00Z'))
  })

  test('several inputs as one, each piece under an id of its own', async () => {
    const { observation } = await read(line)
    const old = JSON.stringify({
      ...observation,
      takenAt: '2026-02-17T20:00:00.000Z',
      cluster: 'home',
    })
    const paths = await Promise.all([file(line), file(old), file(old), file('x')])
    const all = await readInputs(paths, options)
    const ids = all.observation.evidence.map(({ id }) => id)
    expect(new Set(ids).size).toBe(4)
    expect(all.observation).toMatchObject({ cluster: 'home', takenAt: '2026-02-17T20:00:00.000Z' })
    const cited = all.index.lines.get(found)?.map(({ evidence }) => evidence) ?? []
    expect(ids).toEqual(expect.arrayContaining(cited))
  })

  test('without the secrets that stand in it', async () => {
    const secret = randomBytes(16).toString('hex')
    const parted = `${secret.slice(0, 8)}\u001b[0m${secret.slice(8)}`
    for (const content of [
      `${line} token=${secret}\n`,
      `${line} token=${parted}\n`,
      JSON.stringify({ evidence: [{ kind: 'kernel', text: `${line} token=${secret}` }] }),
      `${'an ordinary line\n'.repeat(600_000)}${line} token=${secret}\n`,
    ]) {
      const { observation, index } = await read(content)
      const seen = JSON.stringify([observation, [...index.lines.values()], [...index.facts]])
      expect(seen).toContain('error -110')
      expect(seen).not.toContain(secret)
      expect(seen).not.toContain(parted)
      expect(seen).toContain('[redacted: token]')
    }
  })

  test('a text that is too long to be kept', async () => {
    const filler = `${'2026-02-17T13:38:54+0000 pi01 systemd[1]: Started x.\n'.repeat(20_000)}`
    const { observation, index } = await readInputs(['-'], {
      ...options,
      standardInput: chunks(...Array.from({ length: 10 }, () => filler), `${line}\n`),
    })
    expect(observation.evidence).toMatchObject([{ truncated: true, redacted: 0 }])
    expect(observation.evidence[0]).not.toHaveProperty('text')
    expect(index.lines.get(found)).toMatchObject([{ count: 1, node: 'pi01' }])
    expect(index.facts.get('log-coverage')).toMatchObject([{ lines: 200_001 }])
    expect(index.nodes).toEqual(['pi01'])
  })

  test('the same lines of a long text as of a short one', async () => {
    const short = `${line}\n${line.replace('-110', '-84')}\n`
    const kept = await read(short)
    const long = await read(`${short}${'filler\n'.repeat(1_300_000)}`)
    const bare = (index: typeof kept.index) =>
      index.lines.get(found)?.map(({ evidence: _evidence, ...rest }) => rest)
    expect(bare(long.index)).toEqual(bare(kept.index))
    expect(bare(kept.index)).toHaveLength(1)
  })
})

describe('says what is wrong, and what to do', () => {
  test('no such file', async () => {
    expect(await failure(readInputs([join(folder, 'none')], options))).toMatchObject({
      code: 'input-missing',
      kind: 'usage',
      message: `There is no file ${join(folder, 'none')}.`,
    })
  })

  test('a folder', async () => {
    const path = join(folder, 'sub')
    await mkdir(path)
    expect(await failure(readInputs([path], options))).toMatchObject({
      code: 'input-folder',
      next: expect.stringContaining(`${path}/*`),
    })
  })

  test.skipIf(process.getuid?.() === 0)('no permission (root may read everything)', async () => {
    const path = await file(line)
    await chmod(path, 0)
    expect(await failure(readInputs([path], options))).toMatchObject({ code: 'input-unreadable' })
  })

  test('a terminal', async () => {
    expect(await failure(readInputs(['-'], { ...options, inIsTerminal: true }))).toMatchObject({
      code: 'input-terminal',
      next: expect.stringContaining('journalctl'),
    })
  })

  test('standard input twice', async () => {
    expect(await failure(readInputs(['-', '-'], options))).toMatchObject({ code: 'input-twice' })
  })

  test.each([
    ['an empty file', '', 'input-empty'],
    ['nothing in gzip', gzipSync(''), 'input-empty'],
    ['a journal file', Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(400)]), 'input-binary'],
    ['a picture', Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n')]), 'input-binary'],
    // One in 20,000 begins as gzip or UTF-16 does.
    ['random bytes', Buffer.concat([Buffer.from([1]), randomBytes(20_000)]), 'input-binary'],
    [
      'damaged gzip',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(50, 0xff)]),
      'input-damaged',
    ],
    ['JSON of something else', '{"cows": 3}', 'input-not-incident'],
    ['an incident without evidence', '{"evidence": []}', 'input-not-incident'],
    [
      'an incident with evidence of another kind',
      '{"evidence": [{"kind": "kernel"}]}',
      'input-not-incident',
    ],
    [
      'an observation that is not whole',
      '{"schema":"bramble/observation/1","cluster":"x"}',
      'input-not-observation',
    ],
    [
      'an observation of a later Bramble',
      '{"schema":"bramble/observation/2"}',
      'input-not-observation',
    ],
  ])('%s', async (_, content, code) => {
    const error = await failure(read(content))
    expect(error).toMatchObject({ code, kind: 'usage' })
    expect(error.next, 'no next step').toMatch(/\S/)
    expect(error.message).toBe(cleanLine(error.message))
  })

  test.each([
    ['{"cows": 3}', /no incident: evidence is missing; expected a list\.$/],
    ['{"evidence": "x"}', /: evidence is not a list\.$/],
    ['{"evidence": []}', /: evidence is empty; expected at least one piece/],
    ['{"evidence": [{"kind": "k", "text": 3}]}', /: evidence\.0\.text is not a text\.$/],
  ])('an incident is told what it lacks, in words: %s', async (content, words) => {
    expect((await failure(read(content))).message).toMatch(words)
  })

  test('an input that nobody reads is closed all the same', async () => {
    const path = await file(line)
    {
      await using opened = await openInput(path, options)
      expect(openFiles()).toContain(path)
      expect(opened.name).toBe(path)
    }
    expect(openFiles()).not.toContain(path)
  })

  test('a journal file is answered with the command that reads it', async () => {
    const path = await file(Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(400)]))
    expect((await failure(readInputs([path], options))).next).toBe(
      `\`journalctl --file ${path} -o short-iso | bramble diagnose -\``,
    )
  })

  test.each([
    ['{"evidence": [{"kind": "kernel", "text": "abc', 1, 42, 'the closing quote'],
    ['{"evidence": [{"kind": "kernel"', 1, 32, '","'],
    ['{\n  "evidence": [\n', 3, 1, 'a value or "]"'],
    ['{"evidence":', 1, 13, 'a value'],
    ['{"evidence": [], ', 1, 18, 'a key'],
  ])('JSON that is cut off: %s', async (content, row, column, expected) => {
    const error = await failure(read(content))
    expect(error.code).toBe('input-cut')
    expect(error.message).toContain(`:${row}:${column} the file is cut off; expected ${expected}`)
  })

  test('JSON with a flaw in the middle, without its content', async () => {
    const error = await failure(read('{"evidence": [\n  {"kind": hunter2},\n]}'))
    expect(error).toMatchObject({ code: 'input-malformed' })
    expect(error.message).toContain(':2:12 is not JSON; expected a value.')
    expect(error.message).not.toContain('hunter2')
  })

  test('a name that would move the cursor', async () => {
    const error = await failure(readInputs([join(folder, 'a\u001b[2Jb\nc')], options))
    expect(error.message).toContain('ab c.')
  })
})

test('any bytes are read or refused, never a defect', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        anyText().map((text) => Buffer.from(text)),
        fc.json().map((text) => Buffer.from(text)),
        fc.tuple(fc.json(), fc.nat(40)).map(([text, cut]) => Buffer.from(text.slice(0, -cut))),
        fc.uint8Array({ maxLength: 100 }).map((bytes) => gzipSync(bytes)),
        fc.json().map((text) => Buffer.from(`{"evidence":${text}`)),
      ),
      async (bytes) => {
        const reading = readInputs(['-'], { ...options, standardInput: chunks(bytes) })
        const error: unknown = await reading.then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (error !== undefined) expect(error).toMatchObject({ kind: 'usage' })
      },
    ),
    { numRuns: 300 },
  )
})

test('stops when it is interrupted', async () => {
  const controller = new AbortController()
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let round = 0; round < 1000; round++) {
      if (round === 20) controller.abort(new Error('enough'))
      yield Buffer.alloc(1024 * 1024, 'x')
    }
  }
  await expect(
    readInputs(['-'], { ...options, signal: controller.signal, standardInput: endless() }),
  ).rejects.toThrow('enough')
})
