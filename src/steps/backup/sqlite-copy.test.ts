import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqliteCopyProgram } from './node-programs.ts'

/**
 * A real SQLite in WAL mode, as kine opens its own, that another process writes as fast as it can:
 * it moves amounts between rows, so that their sum stays, and begins its log anew every few
 * transactions. A copy that mixes two moments breaks the sum, or the tree of pages.
 */
const folder = mkdtempSync(join(tmpdir(), 'bramble-wal-'))
const live = join(folder, 'live')
const rows = 400

const writer = `
const { DatabaseSync } = require('node:sqlite')
const database = new DatabaseSync(process.argv[1])
database.exec('PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=400; PRAGMA synchronous=NORMAL')
const move = database.prepare('UPDATE kine SET amount = amount + ?, value = randomblob(900) WHERE id = ?')
const random = () => 1 + Math.floor(Math.random() * ${rows})
const pause = new Int32Array(new SharedArrayBuffer(4))
for (let turn = 0; ; turn += 1) {
  database.exec('BEGIN')
  const amount = random()
  for (let pair = 0; pair < 10; pair += 1) { move.run(-amount, random()); move.run(amount, random()) }
  database.exec('COMMIT')
  if (turn === 50) console.log('busy')
  if (turn % 5 === 0) Atomics.wait(pause, 0, 0, 30)
}`
let child: ReturnType<typeof spawn> | undefined

beforeAll(async () => {
  mkdirSync(live)
  const path = join(live, 'state.db')
  const database = new DatabaseSync(path)
  database.exec(
    'PRAGMA journal_mode=WAL; CREATE TABLE kine (id INTEGER PRIMARY KEY, amount, value)',
  )
  for (let id = 1; id <= rows; id += 1)
    database.prepare('INSERT INTO kine VALUES (?, 100, randomblob(900))').run(id)
  database.close()
  child = spawn(process.execPath, ['-e', writer, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => child?.stdout?.once('data', resolve))
})
afterAll(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function copied(name: string): { sum: number; sound: string } {
  const target = join(folder, name)
  mkdirSync(target)
  execFileSync(
    '/bin/sh',
    ['-eu', '-c', `${sqliteCopyProgram}\ncopy "$1" "$2"`, 'sh', live, target],
    { stdio: 'pipe' },
  )
  const database = new DatabaseSync(join(target, 'state.db'))
  try {
    const check = database.prepare('PRAGMA integrity_check').get() as { integrity_check: string }
    const { sum } = database.prepare('SELECT sum(amount) AS sum FROM kine').get() as { sum: number }
    return { sum, sound: check.integrity_check }
  } finally {
    database.close()
  }
}

test('copies taken while SQLite writes are each of one moment', () => {
  let refused = 0
  for (let turn = 0; turn < 25; turn += 1)
    try {
      expect(copied(`copy-${turn}`), `${turn}`).toEqual({ sum: rows * 100, sound: 'ok' })
    } catch (error) {
      // It may give up on a machine that is busy, and says so; a wrong copy it may not make.
      if (!String(error).includes('changed too fast')) throw error
      refused += 1
    }
  expect(refused).toBeLessThan(25)
}, 120_000)

test('a database without a log is copied too', () => {
  child?.kill('SIGKILL')
  const database = new DatabaseSync(join(live, 'state.db'))
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  expect(copied('quiet')).toEqual({ sum: rows * 100, sound: 'ok' })
})
