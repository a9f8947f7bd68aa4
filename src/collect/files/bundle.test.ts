import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { packTar, unpackTar } from 'modern-tar'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyText } from '#test/support/any-text.ts'
import { fixedClock } from '../../model/clock.ts'
import { logOrigins, type Observation, outcomes } from '../../model/evidence.ts'
import { lines } from '../../model/line.ts'
import { indexEvidence } from '../index-evidence.ts'
import { writeBundle } from './bundle.ts'
import { readInputs } from './read-inputs.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bramble-bundle-'))
})
afterAll(() => rm(folder, { recursive: true }))

const queries = [lines('error -110'), lines('blocked for more than', /INFO: task (?<task>\S+):/)]
const options = {
  queries,
  clock: fixedClock('2026-11-24T00:00:00Z'),
  signal: new AbortController().signal,
}

async function bytesOf(observation: Observation): Promise<Buffer> {
  const chunks: Buffer[] = []
  const target = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  await writeBundle(observation, target)
  return Buffer.concat(chunks)
}

/** Lines that patterns ask for among any text that JSON and UTF-8 can carry. */
const text = fc
  .array(
    fc.oneof(
      anyText({ maxLength: 40 }),
      fc.constant('Feb 17 13:38:55 pi01 kernel: mmcblk0: error -110 transferring data'),
      fc.constant('[  362.1] INFO: task kworker/0:1:12 blocked for more than 120 seconds.'),
      fc.constant('-- Boot 6a3e7f0c4d1b4a8e9c5d2b7f8e1a0c3d --'),
    ),
    { maxLength: 12 },
  )
  .map((all) => all.join('\n'))

const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/)
const json = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
const piece = fc.record(
  {
    id: fc.uuid(),
    kind: fc.constantFrom('log', 'kubernetes-node', 'mount'),
    source: fc.string().map((one) => one.toWellFormed()),
    takenAt: fc.constant('2026-02-17T13:40:00.000Z'),
    outcome: fc.constantFrom(...outcomes),
    truncated: fc.boolean(),
    redacted: fc.nat(9),
    node: word,
    text,
    log: fc.record(
      { origin: fc.constantFrom(...logOrigins), boot: fc.constantFrom(0, -1) },
      { requiredKeys: ['origin'] },
    ),
    records: fc.array(fc.record({ name: word, value: json }), { maxLength: 3 }),
  },
  { requiredKeys: ['id', 'kind', 'source', 'takenAt', 'outcome', 'truncated', 'redacted'] },
)
const observation: fc.Arbitrary<Observation> = fc.record({
  schema: fc.constant('bramble/observation/1' as const),
  cluster: word,
  takenAt: fc.constant('2026-02-17T13:41:00.000Z'),
  evidence: fc.uniqueArray(piece, { maxLength: 6, selector: ({ id }) => id }),
  coverage: fc.constant([]),
}) as fc.Arbitrary<Observation>

test('what was written is read again, and gives the same to judge', async () => {
  const path = join(folder, 'any.tar.gz')
  await fc.assert(
    fc.asyncProperty(observation, async (any) => {
      const { observation: written } = await writeBundle(any, path)
      const read = await readInputs([path], options)
      expect(read.observation).toEqual(written)
      expect(read.index).toEqual(
        indexEvidence(written.evidence, queries, Date.parse(written.takenAt)),
      )
    }),
    { numRuns: 60 },
  )
})

const log = (content: string): Observation => ({
  schema: 'bramble/observation/1',
  cluster: 'home',
  takenAt: '2026-02-17T13:41:00.000Z',
  evidence: [
    {
      id: 'e1',
      kind: 'log',
      node: '../../pi01',
      source: 'journalctl -b -1',
      takenAt: '2026-02-17T13:40:00.000Z',
      outcome: 'answered',
      text: content,
      log: { origin: 'kernel', boot: -1 },
      truncated: false,
      redacted: 0,
    },
  ],
  coverage: [],
})

test('the replayed index holds the lines that were asked for', async () => {
  const path = join(folder, 'lines.tar.gz')
  await writeBundle(log('Feb 17 13:38:55 pi01 kernel: mmcblk0: error -110 transferring data'), path)
  const { index, observation: read } = await readInputs([path], options)
  const [query] = queries
  expect(query && index.lines.get(query)?.map((line) => line.boot)).toEqual([-1])
  expect(read.takenAt).toBe('2026-02-17T13:41:00.000Z')
  expect(index.takenAt).toBe(Date.parse('2026-02-17T13:41:00.000Z'))
})

test('equal observations give equal bytes', async () => {
  const first = await bytesOf(log('one'))
  expect((await bytesOf(log('one'))).equals(first)).toBe(true)
  expect((await bytesOf(log('two'))).equals(first)).toBe(false)
})

test('holds a text for people, an honest README, and names that stay in their folder', async () => {
  const secret = randomBytes(16).toString('hex')
  const entries = await unpackTar(
    gunzipSync(await bytesOf(log(`k3s --token=${secret} --debug\n\u001b[31mred`))),
  )
  expect(entries.map((entry) => entry.header.name)).toEqual([
    'README.txt',
    'observation.json',
    'logs/001-.._.._pi01-kernel-boot-1.txt',
  ])
  const texts = entries.map((entry) => Buffer.from(entry.data ?? []).toString())
  expect(texts.join('')).not.toContain(secret)
  expect(texts[0]).toContain('secrets   1 found and replaced')
  expect(texts[2]).toBe('k3s --token=[redacted: token] --debug\nred')
})

test('is readable to its owner alone', async () => {
  const path = join(folder, 'mode.tar.gz')
  await writeBundle(log('x'), path)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test.each([
  ['cut off', (all: Buffer) => all.subarray(0, all.length / 2), 'input-damaged'],
  [
    'an archive of something else',
    async () => gzipSync(await packTar([{ header: { name: 'x', size: 1 }, body: 'x' }])),
    'input-not-bundle',
  ],
  [
    'an observation that is not JSON',
    async () =>
      gzipSync(await packTar([{ header: { name: 'observation.json', size: 1 }, body: '{' }])),
    'input-damaged',
  ],
  [
    'an observation of another version',
    async () => {
      const body = '{"schema":"bramble/observation/9"}'
      return gzipSync(
        await packTar([{ header: { name: 'observation.json', size: body.length }, body }]),
      )
    },
    'input-not-observation',
  ],
  [
    'a bomb',
    async () => {
      // Says that its first file has 600 MB; each megabyte of it takes a kilobyte.
      const header = Buffer.from(
        await packTar([{ header: { name: 'padding', size: 0 } }]),
      ).subarray(0, 512)
      header.write('04540000000\0', 124, 'latin1')
      header.fill(0x20, 148, 156)
      const sum = header.reduce((total, byte) => total + byte, 0)
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
      const megabyte = gzipSync(Buffer.alloc(1024 * 1024))
      return Buffer.concat([gzipSync(header), ...Array.from({ length: 600 }, () => megabyte)])
    },
    'input-too-large',
  ],
] as const)('refuses a bundle that is %s', async (name, make, code) => {
  const whole = await bytesOf(log(randomBytes(4000).toString('hex')))
  const path = join(folder, 'bad.tar.gz')
  await writeFile(path, await make(whole))
  const error = await readInputs([path], options).catch((reason: unknown) => reason)
  expect(error, name).toMatchObject({ code, kind: 'usage' })
})
