import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from '#src/model/canonical-json.ts'
import { fixedClock } from '#src/model/clock.ts'
import type { BrambleError } from '#src/model/error.ts'
import type { Plan } from '#src/model/plan.ts'
import { journalFolder } from './folder.ts'
import { type Journal, openJournal } from './journal.ts'
import { isLocked, takeLock } from './lock.ts'
import { runOf, stepStateOf, unansweredSubjects } from './run-state.ts'

const clock = fixedClock('2026-03-01T12:00:00.000Z')
const plan: Plan = {
  schema: 'bramble/plan/1',
  cluster: 'home',
  goal: { name: 'drain', target: 'pi03', options: {} },
  steps: [],
  restsOn: [],
  accepted: [],
}
const digest = digestOf(plan)
const holder = { who: 'pi@desk', pid: 1, doing: 'drain pi03', since: '2026-03-01T12:00:00.000Z' }

let folder: string
const open: Journal[] = []
function journal(): Journal {
  const opened = openJournal({ folder, who: 'pi@desk', clock })
  open.push(opened)
  return opened
}
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'bramble-journal-')), 'home')
})
afterEach(() => {
  for (const opened of open.splice(0)) opened.close()
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

function startRun(to: Journal): number {
  to.storePlan(digest, plan)
  return to.startRun({
    kind: 'run-started',
    digest,
    goal: plan.goal,
    approvedBy: 'pi@desk',
    approval: 1,
    accepted: [],
  })
}

/** The error that `work` throws, or a failed test. */
function errorOf(work: () => unknown): BrambleError {
  try {
    work()
  } catch (error) {
    return error as BrambleError
  }
  throw new Error('nothing was thrown')
}

describe('what is written', () => {
  test('is there when the journal is opened again', () => {
    const first = journal()
    const run = startRun(first)
    first.append({ kind: 'note', text: 'changed the supply of pi03' })
    first.close()
    const again = openJournal({ folder, who: 'ana@desk', clock })
    expect(again.plan(digest).plan).toEqual(plan)
    expect(again.entries().map((entry) => [entry.who, entry.happening.kind, entry.run])).toEqual([
      ['pi@desk', 'plan-stored', undefined],
      ['pi@desk', 'run-started', run],
      ['pi@desk', 'note', undefined],
    ])
    again.close()
    open.pop()
  })

  test('cannot be changed or removed, not even by replacing it', () => {
    startRun(journal())
    const raw = new DatabaseSync(join(folder, 'journal.db'))
    raw.exec('PRAGMA recursive_triggers = ON')
    for (const table of ['entries', 'runs', 'plans']) {
      const before = raw.prepare(`SELECT * FROM ${table}`).all()
      expect(before.length).toBeGreaterThan(0)
      expect(() => raw.exec(`DELETE FROM ${table}`)).toThrow('append-only')
      expect(() => raw.exec(`UPDATE ${table} SET rowid = rowid`)).toThrow('append-only')
      expect(() => raw.exec(`REPLACE INTO ${table} SELECT * FROM ${table}`)).toThrow('append-only')
      expect(raw.prepare(`SELECT * FROM ${table}`).all()).toEqual(before)
    }
    raw.close()
  })

  test('is for its owner alone', () => {
    startRun(journal())
    const lock = takeLock(folder, holder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    const modes = readdirSync(folder).map((name) => [
      name,
      (statSync(join(folder, name)).mode & 0o777).toString(8),
    ])
    expect(modes.map(([name]) => name)).toEqual(
      expect.arrayContaining(['journal.db', 'journal.db-wal', 'lock.db', 'lock-holder.json']),
    )
    expect(modes.filter(([, mode]) => mode !== '600')).toEqual([])
    lock.release()
  })

  test('a plan is found by the start of its digest, and by no other', () => {
    const opened = journal()
    opened.storePlan(digest, plan)
    opened.storePlan(digest, plan)
    expect(opened.plan(digest.slice(0, 12)).digest).toBe(digest)
    expect(opened.entries()).toHaveLength(1)
    expect(errorOf(() => opened.plan('0000000000')).code).toBe('plan-unknown')
    expect(errorOf(() => opened.plan(digest.slice(0, 4))).code).toBe('plan-unknown')
    const twin = `${digest.slice(0, 20)}${'0'.repeat(44)}`
    opened.storePlan(twin, plan)
    expect(errorOf(() => opened.plan(digest.slice(0, 20))).message).toContain('More than one')
    expect(errorOf(() => opened.plan(twin)).code).toBe('plan-altered')
  })

  test('a run whose first entry cannot be written does not exist', () => {
    const opened = journal()
    opened.storePlan(digest, plan)
    const broken = { kind: 'run-started', digest, goal: plan.goal } as never
    expect(() => opened.startRun(broken)).toThrow()
    expect(opened.runs()).toEqual([])
    expect(startRun(opened)).toBe(1)
  })

  test('what was true before a step is what its first start saw', () => {
    const opened = journal()
    const run = startRun(opened)
    const begin = (wasCordoned: boolean) =>
      opened.append({ kind: 'step-started', place: 0, step: 's', remembered: { wasCordoned } }, run)
    begin(false)
    begin(true)
    opened.append({ kind: 'request-intended', place: 0, request: 'evict a', subject: 'a' }, run)
    opened.append({ kind: 'request-intended', place: 0, request: 'evict b', subject: 'b' }, run)
    opened.append({ kind: 'request-answered', place: 0, subject: 'a', answer: 'accepted' }, run)
    const entries = opened.entries({ run })
    expect(stepStateOf(0, entries)).toEqual({
      state: 'started',
      remembered: { wasCordoned: false },
    })
    expect(stepStateOf(1, entries)).toEqual({ state: 'waiting', remembered: undefined })
    expect([...unansweredSubjects(0, entries)]).toEqual(['b'])
    expect([...unansweredSubjects(1, entries)]).toEqual([])
  })

  test("a run's state follows from its entries", () => {
    const opened = journal()
    const run = startRun(opened)
    expect(opened.run(run).state).toBe('unfinished')
    opened.append({ kind: 'run-ended', outcome: 'stopped', reason: 'verify failed' }, run)
    expect(opened.run(run)).toMatchObject({ state: 'stopped', reason: 'verify failed' })
    opened.append({ kind: 'run-resumed' }, run)
    expect(opened.run(run).state).toBe('unfinished')
    expect(errorOf(() => opened.run(7)).code).toBe('run-unknown')
  })

  test('a list of runs says what all their entries say, in whatever order they were written', () => {
    let now = Date.parse('2026-03-01T12:00:00Z')
    const moving = { now: () => (now += 1000) }
    const opened = openJournal({ folder, who: 'pi@desk', clock: moving })
    open.push(opened)
    const step = { place: 0, step: 's' } as const
    const asked = { kind: 'request-intended', place: 0, request: 'evict', subject: 'a' } as const
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.nat(4)), { minLength: 1, maxLength: 12 }),
        (happenings) => {
          const runs = [startRun(opened), startRun(opened), startRun(opened)]
          for (const [which, what] of happenings) {
            const all = [
              asked,
              { kind: 'step-ended', ...step, outcome: 'done', how: 'applied' },
              { kind: 'run-ended', outcome: 'stopped', reason: `of ${which}` },
              { kind: 'run-resumed' },
              { kind: 'undo-started' },
            ] as const
            opened.append(all[what] ?? asked, runs[which])
          }
          const whole = runs.map((id) => runOf(id, opened.entries({ run: id })))
          expect(opened.runs(3)).toEqual(whole.toReversed())
          expect(runs.map((id) => opened.run(id))).toEqual(whole)
        },
      ),
      { numRuns: 20 },
    )
  })
})

describe('a journal that cannot be read', () => {
  test('of a newer Bramble is refused and left as it is', () => {
    journal().close()
    open.pop()
    const raw = new DatabaseSync(join(folder, 'journal.db'))
    raw.exec('PRAGMA user_version = 99')
    raw.close()
    const before = readFileSync(join(folder, 'journal.db'))
    const error = errorOf(() => openJournal({ folder, who: 'pi', clock }))
    expect(error).toMatchObject({ code: 'journal-newer', kind: 'usage' })
    expect(error.message).toContain('version 99')
    expect(readFileSync(join(folder, 'journal.db')).equals(before)).toBe(true)
  })

  test.each([
    ['no database at all', () => Buffer.from('pi03 was drained by hand\n'.repeat(200))],
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length - 5000)],
    [
      'overwritten in the middle',
      (whole: Buffer) =>
        Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0xa5)]),
    ],
  ])('%s gives one sentence with its place, and is left as it is', (_, spoil) => {
    startRun(journal())
    open.pop()?.close()
    const file = join(folder, 'journal.db')
    const spoiled = spoil(readFileSync(file))
    writeFileSync(file, spoiled)
    const error = errorOf(() => openJournal({ folder, who: 'pi', clock }))
    expect(error.code).toBe('journal-damaged')
    expect(error.message).toContain(file)
    expect(error.message).not.toContain('\n')
    expect(error.next).toContain('Move its folder aside')
    expect(readFileSync(file).equals(spoiled)).toBe(true)
  })
})

describe('the lock', () => {
  test('is held by one at a time, and says by whom', () => {
    const lock = takeLock(folder, holder)
    const error = errorOf(() => takeLock(folder, { ...holder, who: 'ana@desk' }))
    expect(error.code).toBe('locked')
    expect(error.message).toContain('pi@desk (process 1)')
    expect(error.message).toContain('since 2026-03-01T12:00:00.000Z: drain pi03')
    expect(isLocked(folder)).toBe(true)
    lock.release()
    lock.release()
    expect(isLocked(folder)).toBe(false)
    takeLock(folder, holder).release()
  })

  test('does not keep others from reading and noting', () => {
    const lock = takeLock(folder, holder)
    const other = journal()
    other.append({ kind: 'note', text: 'I see it' })
    expect(other.entries()).toHaveLength(1)
    lock.release()
  })

  test('of a process that was killed is free at once', async () => {
    const program = `
      import { takeLock } from ${JSON.stringify(fileURLToPath(new URL('lock.ts', import.meta.url)))}
      takeLock(process.argv[1], { who: 'killed', pid: process.pid, doing: 'drain', since: 'x' })
      console.log('held')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder])
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve())
      child.once('exit', () => reject(new Error('the holder ended early')))
    })
    expect(errorOf(() => takeLock(folder, holder)).message).toContain(`process ${child.pid}`)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    takeLock(folder, holder).release()
  })
})

describe('the folder', () => {
  test('follows the XDG Base Directory Specification', () => {
    expect(journalFolder('home', { XDG_STATE_HOME: '/s', HOME: '/h' })).toBe('/s/bramble/home')
    expect(journalFolder('home', { HOME: '/h' })).toBe('/h/.local/state/bramble/home')
    expect(journalFolder('home', { XDG_STATE_HOME: 'rel', HOME: '/h' })).toBe(
      '/h/.local/state/bramble/home',
    )
  })

  test.each(['..', '.', 'a/../b', 'admin@pi:6443', 'ü', 'a%2fb', ''])(
    'stays one folder of its own below for the name %j',
    (name) => {
      const path = journalFolder(name, { XDG_STATE_HOME: '/s' })
      if (name === '') return expect(path).toBe('/s/bramble/%')
      expect(path).toMatch(/^\/s\/bramble\/[A-Za-z0-9_%-][A-Za-z0-9._%-]*$/)
      for (const other of ['a/b', 'a%2f..%2fb', '%2e.', 'a%252fb'])
        expect(journalFolder(other, { XDG_STATE_HOME: '/s' })).not.toBe(path)
    },
  )
})

describe('syncing', () => {
  test('the connection in use says FULL', () => {
    expect(journal().synchronous).toBe(2)
  })

  const strace = (() => {
    try {
      execFileSync('strace', ['-V'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })()

  // Needs strace: apt install strace.
  test.skipIf(!strace)('the kernel is asked to sync for each entry, before append returns', () => {
    const program = `
      import { writeSync } from 'node:fs'
      import { openJournal } from ${JSON.stringify(fileURLToPath(new URL('journal.ts', import.meta.url)))}
      const journal = openJournal({ folder: process.argv[1], who: 'x', clock: { now: () => 0 } })
      for (let n = 0; n < 5; n += 1) {
        writeSync(1, 'before ' + n)
        journal.append({ kind: 'note', text: 'n' })
        writeSync(1, 'after ' + n)
      }`
    const trace = join(folder, '..', 'trace')
    execFileSync(
      'strace',
      [
        '-f',
        '-e',
        'trace=fsync,fdatasync,write',
        '-o',
        trace,
        process.execPath,
        '--input-type=module',
        '-e',
        program,
        folder,
      ],
      { stdio: 'pipe' },
    )
    const calls = readFileSync(trace, 'utf8').split('\n')
    for (let n = 0; n < 5; n += 1) {
      const from = calls.findIndex((call) => call.includes(`"before ${n}"`))
      const to = calls.findIndex((call) => call.includes(`"after ${n}"`))
      expect(from).toBeGreaterThan(-1)
      expect(to).toBeGreaterThan(from)
      const synced = calls.slice(from, to).filter((call) => /\b(fdatasync|fsync)\(/.test(call))
      expect(synced.length, `no sync for entry ${n}`).toBeGreaterThan(0)
    }
  })
})
