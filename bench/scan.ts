import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { type CompiledQueries, compileQueries, TextScan } from '#src/collect/text/scan.ts'
import { checks } from '#src/rules/checks/index.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { journalLines, journalOf } from './journal.ts'
import type { Row } from './measure.ts'

const queries = [...patterns, ...checks].flatMap((rule) => rule.queries)
/** What a log is searched for; ripgrep too. */
export const literals = [
  ...new Set(queries.flatMap(({ literals: own, onlyPasted }) => (onlyPasted ? [] : own))),
]
const comparedBytes = 200e6
const chunkBytes = 1_048_576
const rounds = 7
const skipped = 'skipped: start the lab, or name files in BRAMBLE_BENCH_JOURNALS'

/** The log scan with all patterns beside ripgrep, and one gigabyte through the whole program. */
async function benchScan(root: string): Promise<Row[]> {
  const { lines, isReal } = journalLines(root)
  if (lines.length === 0) return [{ what: 'log scan', figure: skipped, budget: '' }]
  const rows = [...beside(lines), await gigabyte(root, lines)]
  return isReal ? rows : rows.map(unjudged)
}

/** The budget is for a journal as dense in hits as a real one; excerpts of failures are denser. */
function unjudged({ what, figure, budget }: Row): Row {
  return {
    what,
    figure: `${figure} (not judged: the lab is down, only samples of failures)`,
    budget,
  }
}

/** rg and Bramble in turns; the best of each counts, because a machine is seldom alone. */
function beside(lines: readonly string[]): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-bench-'))
  try {
    const path = join(folder, 'journal.txt')
    const wanted = join(folder, 'literals.txt')
    const bytes = Buffer.concat([...journalOf(lines, comparedBytes)])
    writeFileSync(path, bytes)
    writeFileSync(wanted, `${literals.join('\n')}\n`)
    const rg = () => spawnSync('rg', ['-F', '-f', wanted, '--count', path], { encoding: 'utf8' })
    const compiled = compileQueries(queries)
    let ours = Number.POSITIVE_INFINITY
    let theirs = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds; round++) {
      ours = Math.min(
        ours,
        secondsOf(() => scan(compiled, bytes)),
      )
      theirs = Math.min(theirs, secondsOf(rg))
    }
    const { stdout, error } = rg()
    const all = bytes.toString('latin1').split('\n').length - 1
    return rowsOf({
      megabytes: bytes.length / 1e6,
      ours,
      theirs,
      dense: Number(stdout) / all,
      found: !error,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Compared {
  readonly megabytes: number
  readonly ours: number
  readonly theirs: number
  /** Share of lines that hold a literal. */
  readonly dense: number
  /** False where there is no rg. */
  readonly found: boolean
}

function rowsOf({ megabytes, ours, theirs, dense, found }: Compared): Row[] {
  const speed = megabytes / ours
  const what = `log scan, ${literals.length} literals, ${Math.round(dense * 100)} % of lines hit`
  const ratio = theirs / ours
  return [
    { what, figure: `${Math.round(speed)} MB/s`, budget: '>= 200 MB/s', met: speed >= 200 },
    found
      ? {
          what: 'log scan beside rg -F -f',
          figure: `${ratio.toFixed(2)} of its speed`,
          budget: '>= 0.5',
          met: ratio >= 0.5,
        }
      : { what: 'log scan beside rg -F -f', figure: 'skipped: no rg here', budget: '>= 0.5' },
  ]
}

function secondsOf(run: () => unknown): number {
  const began = performance.now()
  run()
  return (performance.now() - began) / 1000
}

function scan(compiled: CompiledQueries, bytes: Buffer): void {
  const takenAt = Date.UTC(2026, 10, 24)
  const text = new TextScan(compiled, { evidence: 'bench', origin: 'unknown', takenAt })
  for (let at = 0; at < bytes.length; at += chunkBytes)
    text.write(bytes.subarray(at, at + chunkBytes))
  text.end()
}

const mostMegabytes = 300

/** `bramble diagnose -` while a gigabyte is made and written into it; never on disk. */
async function gigabyte(root: string, lines: readonly string[]): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-bench-'))
  try {
    const accounts = join(folder, 'time.txt')
    const args = [
      '-f',
      '%M %e',
      '-o',
      accounts,
      join(root, 'bin/bramble'),
      'diagnose',
      '-',
      '--json',
    ]
    const child = spawn('/usr/bin/time', args, { stdio: ['pipe', 'ignore', 'inherit'] })
    const ended = new Promise((resolve) => child.once('close', resolve))
    await pipeline(Readable.from(journalOf(lines, 2 ** 30)), child.stdin)
    await ended
    const [kilobytes = '0', seconds = '0'] =
      readFileSync(accounts, 'utf8').trim().split('\n').at(-1)?.split(' ') ?? []
    const megabytes = Number(kilobytes) / 1024
    return {
      what: 'diagnose 1 GB, peak memory',
      figure: `${Math.round(megabytes)} MB in ${seconds} s`,
      budget: `<= ${mostMegabytes} MB`,
      met: megabytes > 0 && megabytes <= mostMegabytes,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main)
  for (const { what, figure, budget, met } of await benchScan(
    fileURLToPath(new URL('..', import.meta.url)),
  ))
    console.log(
      `${met === undefined ? '·' : met ? '✓' : '✗'} ${what.padEnd(46)} ${budget.padEnd(12)} ${figure}`,
    )
