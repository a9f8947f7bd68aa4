import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Journals that a bench reads are put together from what the lab's nodes really wrote. */

const stamp = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?=\S)/
const chunkBytes = 1_048_576

/**
 * Host and message of each line of the lab's journals, or of the files named in
 * BRAMBLE_BENCH_JOURNALS, parted by colons. Empty where there are neither.
 */
export function journalLines(root: string): string[] {
  const named = process.env.BRAMBLE_BENCH_JOURNALS?.split(':') ?? []
  const texts = named.length > 0 ? named.map((path) => readFileSync(path, 'utf8')) : labTexts(root)
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => stamp.test(line) && !/Linux version |Booting Linux/.test(line))
    .map((line) => line.replace(stamp, ''))
}

function labTexts(root: string): string[] {
  const lab = join(root, '../shared/lab/lab')
  if (!existsSync(lab)) return []
  const live = ['node1', 'node2', 'node3', 'node4'].map((node) => {
    const args = ['ssh', node, 'journalctl --no-pager -o short']
    return spawnSync(lab, args, { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 60_000 }).stdout
  })
  const samples = join(root, '../shared/lab/samples')
  const kept = readdirSync(samples)
    .filter((name) => name.startsWith('journal-'))
    .map((name) => readFileSync(join(samples, name), 'utf8'))
  return [...live, ...kept]
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
