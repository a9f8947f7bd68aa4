/**
 * Measures the log scan: `node bench/scan.ts [MEGABYTES]`, `node bench/scan.ts --alternatives`.
 *
 * The journal is put together from the lab's own journals (../shared/lab, or files named in
 * BRAMBLE_BENCH_JOURNALS, parted by colons), each line with a new stamp, so it is as dense in hits
 * as those are. rg and Bramble read it in turns; the best of each is compared, because this
 * machine is seldom alone. The gigabyte for the memory is made as it is read.
 */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CompiledQueries, compileQueries, TextScan } from '#src/collect/text/scan.ts'
import type { LineQuery } from '#src/model/line.ts'
import { checks } from '#src/rules/checks/index.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { alternatives } from './scan-alternatives.ts'

const queries: readonly LineQuery[] = [...patterns, ...checks].flatMap((rule) => rule.queries)
const literals = [...new Set(queries.flatMap((query) => query.literals))]
const rounds = 7
const chunkBytes = 1_048_576
const shared = fileURLToPath(new URL('../../shared/', import.meta.url))

/** Host and message of each line that a journal wrote, whatever its stamp was. */
function journalLines(): string[] {
  const named = process.env.BRAMBLE_BENCH_JOURNALS?.split(':') ?? []
  const texts = named.length > 0 ? named.map((path) => readFileSync(path, 'utf8')) : labTexts()
  const stamp = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?=\S)/
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => stamp.test(line) && !/Linux version |Booting Linux/.test(line))
    .map((line) => line.replace(stamp, ''))
}

function labTexts(): string[] {
  const lab = join(shared, 'lab/lab')
  const samples = join(shared, 'lab/samples')
  if (!existsSync(lab)) return []
  const live = ['node1', 'node2', 'node3', 'node4'].map(
    (node) =>
      spawnSync(lab, ['ssh', node, 'journalctl --no-pager -o short'], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        timeout: 60_000,
      }).stdout ?? '',
  )
  const kept = readdirSync(samples)
    .filter((name) => name.startsWith('journal-'))
    .map((name) => readFileSync(join(samples, name), 'utf8'))
  return [...live, ...kept]
}

/** A journal without end: lines in no order, each later than the one before. */
function* journal(lines: readonly string[]): Generator<Buffer> {
  let at = Date.UTC(2026, 9, 1)
  let random = 7
  let rows: string[] = []
  let length = 0
  while (true) {
    // Knuth's MMIX-like generator within 31 bits: the same journal each time.
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff
    at += 40
    const [, day, month, , clock] = new Date(at).toUTCString().split(' ')
    const row = `${month} ${day} ${clock} ${lines[random % lines.length]}\n`
    rows.push(row)
    length += row.length
    if (length < chunkBytes) continue
    yield Buffer.from(rows.join(''))
    rows = []
    length = 0
  }
}

function writeJournal(path: string, lines: readonly string[], bytes: number): void {
  const file = openSync(path, 'w')
  let written = 0
  for (const chunk of journal(lines)) {
    if (written >= bytes) break
    written += writeSync(file, chunk)
  }
  closeSync(file)
}

function scan(compiled: CompiledQueries, bytes: Buffer): void {
  const text = new TextScan(compiled, {
    evidence: 'bench',
    origin: 'unknown',
    takenAt: Date.UTC(2026, 10, 24),
  })
  for (let at = 0; at < bytes.length; at += chunkBytes)
    text.write(bytes.subarray(at, at + chunkBytes))
  text.end()
}

/** Wall seconds. */
function timed(run: () => void): number {
  const began = performance.now()
  run()
  return (performance.now() - began) / 1000
}

function rg(literalsPath: string, path: string): string {
  return spawnSync('rg', ['-F', '-f', literalsPath, '--count', path], { encoding: 'utf8' }).stdout
}

function compare(path: string, literalsPath: string): void {
  const bytes = readFileSync(path)
  const compiled = compileQueries(queries)
  const megabytes = bytes.length / 1e6
  let ours = Number.POSITIVE_INFINITY
  let theirs = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    ours = Math.min(
      ours,
      timed(() => scan(compiled, bytes)),
    )
    theirs = Math.min(
      theirs,
      timed(() => rg(literalsPath, path)),
    )
  }
  const hits = Number(rg(literalsPath, path))
  const rows = bytes.toString('latin1').split('\n').length - 1
  console.log(
    `${queries.length} queries, ${literals.length} literals; ${hits} of ${rows} lines hold one`,
  )
  console.log(
    `bramble ${(megabytes / ours).toFixed(0)} MB/s (budget 200), rg ${(megabytes / theirs).toFixed(0)} MB/s`,
  )
  console.log(`ratio ${(theirs / ours).toFixed(2)} (budget 0.5), best of ${rounds} in turns`)
}

/** Reads a gigabyte that is made as it is read, in this process alone. */
function readGigabyte(): void {
  const lines = JSON.parse(readFileSync(0, 'utf8')) as string[]
  const text = new TextScan(queries, {
    evidence: 'bench',
    origin: 'unknown',
    takenAt: Date.UTC(2026, 10, 24),
  })
  let bytes = 0
  for (const chunk of journal(lines)) {
    if (bytes >= 2 ** 30) break
    text.write(chunk)
    bytes += chunk.length
  }
  const found = [...text.end().lines.values()].flat()
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(`1 GB: peak RSS ${peak.toFixed(0)} MB (budget 300), ${found.length} folded lines`)
}

function main(): void {
  if (process.argv.includes('--gigabyte')) {
    readGigabyte()
    return
  }
  const lines = journalLines()
  if (lines.length === 0) {
    console.log('skipped: no journals; name some in BRAMBLE_BENCH_JOURNALS, or start the lab')
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'bramble-bench-'))
  try {
    const path = join(folder, 'journal.txt')
    const literalsPath = join(folder, 'literals.txt')
    writeFileSync(literalsPath, `${literals.join('\n')}\n`)
    writeJournal(path, lines, Number(process.argv[2] ?? 200) * 1e6 || 2e8)
    if (process.argv.includes('--alternatives')) alternatives(readFileSync(path), literals)
    else compare(path, literalsPath)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const input = JSON.stringify(lines)
  const again = spawnSync(process.execPath, [import.meta.filename, '--gigabyte'], {
    input,
    encoding: 'utf8',
  })
  process.stdout.write(again.stdout + again.stderr)
}

main()
