import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '#test/architecture/imports.ts'
import { diagnosePieces } from '#test/support/diagnose-pieces.ts'

/**
 * Logs of machines that are well, in the lines that such logs are really full of. A rule that
 * finds a fault in one of them would find it on every node of every cluster.
 */
const folder = join(root, 'test/rules/healthy')
const logs = globSync('*.txt', { cwd: folder }).toSorted()
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** One line of real trouble, by which the same log must be told from a healthy one. */
const trouble =
  'Jan 06 09:20:00 pi01 kernel: Out of memory: Killed process 900 (k3s-server) total-vm:3810000kB, anon-rss:1600000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:5120kB oom_score_adj:-999'

async function faults(text: string): Promise<string[]> {
  const kind = /\bk3s\[/.test(text) ? 'k3s-journal' : 'kernel'
  const { findings } = await diagnosePieces([{ kind, text }])
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ id, severity, confidence }) => `${id}: ${severity}, ${confidence}`)
}

describe('a healthy log has no finding', () => {
  test.each(logs)('%s', async (name) => {
    expect(await faults(read(name))).toEqual([])
  })
})

test('one line of trouble is found in each of them', async () => {
  expect(logs.length).toBeGreaterThanOrEqual(8)
  for (const name of logs)
    expect(await faults(`${read(name).trimEnd()}\n${trouble}\n`), name).not.toEqual([])
})
