import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { isWholeFunction } from './etcd-snapshot.ts'

const folder = mkdtempSync(join(tmpdir(), 'bramble-snapshot-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pages = Buffer.from('pages of a bolt database\n'.repeat(400))
const whole = Buffer.concat([pages, createHash('sha256').update(pages).digest()])

it.each([
  { what: 'one as etcd saves it', bytes: whole, is: true },
  { what: 'one that lacks its last byte', bytes: whole.subarray(0, -1), is: false },
  { what: 'one with another byte inside', bytes: changedAt(whole, 200), is: false },
  { what: 'one without a sum', bytes: pages, is: false },
  { what: 'less than a sum', bytes: whole.subarray(0, 9), is: false },
  { what: 'nothing', bytes: Buffer.alloc(0), is: false },
])('tells a whole snapshot from $what: $is', ({ bytes, is }) => {
  const path = join(folder, 'a snapshot')
  writeFileSync(path, bytes)
  const shell = spawnSync('sh', ['-c', `${isWholeFunction}\nis_whole "$1"`, 'sh', path])
  expect(shell.status === 0).toBe(is)
})

function changedAt(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[place] = (copy[place] ?? 0) ^ 1
  return copy
}
