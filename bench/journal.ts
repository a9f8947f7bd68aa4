import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Journals that a bench reads are put together from what the lab's nodes really wrote. */

const stamp = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?=\S)/
const chunkBytes = 1_048_576

/** What a journal is put together from. */
export interface Lines {
  /** Host and message of each line. */
  readonly lines: readonly string[]
  /** False where there are only excerpts of failures, in which far more lines count than in life. */
  readonly isReal: boolean
}

/**
 * Lines of the lab's journals and samples, or of the files named in BRAMBLE_BENCH_JOURNALS, parted
 * by colons. Empty where there are neither.
 */
export function journalLines(root: string): Lines {
  const named = process.env.BRAMBLE_BENCH_JOURNALS?.split(':') ?? []
  const real = named.length > 0 ? named.map((path) => readFileSync(path, 'utf8')) : live(root)
  const texts = named.length > 0 ? real : [...real, ...samples(root)]
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => stamp.test(line) && !/Linux version |Booting Linux/.test(line))
    .map((line) => line.replace(stamp, ''))
  return { lines, isReal: real.some((text) => text.length > 100_000) }
}

/** What the lab's nodes hold now; empty texts where they are down. */
function live(root: string): string[] {
  const lab = join(root, '../shared/lab/lab')
  if (!existsSync(lab)) return []
  return ['node1', 'node2', 'node3', 'node4'].map((node) => {
    const args = ['ssh', node, 'journalctl --no-pager -o short']
    return spawnSync(lab, args, { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 60_000 }).stdout
  })
}

function samples(root: string): string[] {
  const folder = join(root, '../shared/lab/samples')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith('journal-'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}

/**
 * A journal without end, about a megabyte at a time: the lines in no order, each with a later
 * stamp than the one before, so that it is as dense in hits as they are. The same each time.
 */
export function* journal(lines: readonly string[]): Generator<Buffer> {
  let at = Date.UTC(2026, 9, 1)
  let random = 7
  let rows: string[] = []
  let length = 0
  while (true) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff
    at += 40
    const [, day, month, , clock] = new Date(at).toUTCString().split(' ')
    // The low bits of such a generator repeat soon.
    const row = `${month} ${day} ${clock} ${lines[(random >>> 8) % lines.length]}\n`
    rows.push(row)
    length += row.length
    if (length < chunkBytes) continue
    yield Buffer.from(rows.join(''))
    rows = []
    length = 0
  }
}

/** The first `bytes` of it, at least. */
export function* journalOf(lines: readonly string[], bytes: number): Generator<Buffer> {
  let given = 0
  for (const chunk of journal(lines)) {
    yield chunk
    given += chunk.length
    if (given >= bytes) return
  }
}
