import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { journalFolder } from '#src/journal/folder.ts'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { takeLock } from '#src/journal/lock.ts'
import { digestOf } from '#src/model/canonical-json.ts'
import type { LiveFinding } from '#src/model/live-finding.ts'
import { besideRun as canBeside } from '../can.ts'
import { besideRun as diagnosisBeside } from '../diagnose.ts'
import { notedRuns } from './noted-runs.ts'

const marks = { name: 'home' }
const finding: LiveFinding = {
  id: 'cordon-left-behind@node/pi03',
  cause: 'cordon-left-behind',
  subject: 'node/pi03',
  title: 'A node is still cordoned',
  severity: 'warning',
  confidence: 'confirmed',
  firstSeenAt: '2026-03-01T11:00:00.000Z',
  lastSeenAt: '2026-03-01T12:00:00.000Z',
  missedLooks: 0,
  returns: 0,
}

let state = ''
let env: Record<string, string> = {}
let journals: Journal[] = []
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'bramble-noted-'))
  env = { XDG_STATE_HOME: state }
})
afterEach(() => {
  for (const journal of journals) journal.close()
  journals = []
  rmSync(state, { recursive: true, force: true })
})

function homeJournal(at: string): Journal {
  const clock = { now: () => Date.parse(at) }
  const journal = openJournal({ folder: journalFolder('home', env), who: 'pi@desk', clock })
  journals.push(journal)
  return journal
}

/** A run that uncordons pi03, begun at that time. */
function begun(journal: Journal): number {
  const goal = { name: 'uncordon', target: 'pi03', options: {}, cures: [finding.id] }
  const step = {
    step: 'uncordon-node',
    title: 'Uncordon pi03',
    reason: 'so',
    risk: 'safe' as const,
    undo: 'possible' as const,
    input: {},
    preview: [],
  }
  const rest = { cluster: 'home', goal, steps: [step], restsOn: [], accepted: [] }
  const plan = { schema: 'bramble/plan/1' as const, ...rest }
  const digest = digestOf(plan)
  journal.storePlan(digest, plan)
  const yes = { approvedBy: 'terminal', approval: 1, accepted: [] }
  const run = journal.startRun({ kind: 'run-started', digest, goal, ...yes })
  journal.append({ kind: 'step-started', place: 0, step: 'uncordon-node', remembered: {} }, run)
  return run
}

test('whoever only looks makes no journal, and one that cannot be read costs no answer', () => {
  expect(notedRuns(marks, { env })).toBeUndefined()
  expect(existsSync(journalFolder('home', env))).toBe(false)
  const { folder } = homeJournal('2026-03-01T12:00:00Z')
  for (const journal of journals.splice(0)) journal.close()
  for (const name of ['journal.db-wal', 'journal.db-shm'])
    rmSync(join(folder, name), { force: true })
  writeFileSync(join(folder, 'journal.db'), 'not a database, '.repeat(500))
  const notes: string[] = []
  expect(notedRuns(marks, { env, onNote: (text) => notes.push(text) })).toBeUndefined()
  expect(notes.join()).toContain('journal')
})

test('a run without an end is told: whether it goes on, died, or stopped', () => {
  const journal = homeJournal('2026-03-01T12:05:00Z')
  const run = begun(journal)
  const told = () => notedRuns(marks, { env })?.unsettledRun
  expect(told()).toMatchObject({ id: run, goal: 'uncordon pi03', state: 'died' })
  expect(told()?.next).toContain(`\`bramble resume ${run}\``)
  const since = '2026-03-01T12:05:00.000Z'
  const lock = takeLock(journal.folder, { who: 'pi@desk', pid: 1, doing: 'uncordon', since })
  expect(told()).toMatchObject({ state: 'goes-on' })
  expect(told()?.next).toContain(`\`bramble runs --follow ${run}\``)
  lock.release()
  journal.append({ kind: 'run-ended', outcome: 'stopped', reason: 'asked' }, run)
  expect(told()).toMatchObject({ state: 'stopped' })
  journal.append({ kind: 'run-ended', outcome: 'cancelled' }, run)
  expect(told()).toBeUndefined()
})

test('a finding is cured by a run that ended well after it was last seen, and by no other', () => {
  const cureOf = (lastSeenAt = finding.lastSeenAt, id = finding.id) =>
    notedRuns(marks, { env }, [{ ...finding, id, lastSeenAt }])?.openFindings[0]?.cure
  const journal = homeJournal('2026-03-01T12:05:00Z')
  const run = begun(journal)
  expect(cureOf()).toBeUndefined()
  journal.append({ kind: 'run-ended', outcome: 'done' }, run)
  expect(cureOf()).toEqual({ run, at: '2026-03-01T12:05:00.000Z' })
  expect(cureOf('2026-03-01T12:06:00.000Z')).toBeUndefined()
  expect(cureOf(undefined, 'cordon-left-behind@node/pi04')).toBeUndefined()
  journal.append({ kind: 'undo-started' }, run)
  journal.append({ kind: 'run-ended', outcome: 'undone' }, run)
  expect(cureOf()).toBeUndefined()
})

const stopped = {
  id: 4,
  goal: 'reboot pi02',
  state: 'stopped',
  lastAt: finding.lastSeenAt,
  next: '`bramble resume 4` goes on, `bramble cancel 4` leaves things as they are.',
} as const

test('a cordon of a run that stopped is told with that run, where nothing else is wrong first', () => {
  const look = { why: 'a node is cordoned', command: 'kubectl describe node pi02' }
  const well = {
    schema: 'bramble/diagnosis/1' as const,
    cluster: 'home',
    takenAt: finding.lastSeenAt,
    cause: 'none',
    findings: [],
    coverage: [],
    undecided: [],
    next: [look],
  }
  const told = diagnosisBeside(well, stopped)
  expect(told.next.map(({ command }) => command)).toEqual(['bramble resume 4', look.command])
  expect(told.notes?.join()).toContain('run 4 (reboot pi02) stopped midway')
  const sick = diagnosisBeside({ ...well, cause: 'node-disk-full' }, stopped)
  expect(sick).toMatchObject({ next: [look], notes: told.notes })
  expect(diagnosisBeside(well, { ...stopped, state: 'goes-on' })).toEqual(well)
  expect(diagnosisBeside(well, undefined)).toEqual(well)
})

test('a node may not leave while a run is not settled; that it may be lost is asked of nobody', () => {
  const yes = {
    schema: 'bramble/can/1' as const,
    cluster: 'home',
    takenAt: finding.lastSeenAt,
    question: { leaving: 'reboot' as const, node: 'pi03' },
    answer: 'yes' as const,
    acceptable: true,
    gates: [],
    outlook: {
      pods: [],
      volumes: [],
      budgets: [],
      addresses: [],
      memory: { askedBytes: 0 },
      notes: [],
    },
    coverage: [],
    accepting: 'bramble reboot pi03 --accept "node/pi01" --reason "…"',
    next: 'bramble reboot pi03',
  }
  const no = canBeside(yes, stopped)
  expect(no).toMatchObject({ answer: 'no', acceptable: false, next: 'bramble resume 4' })
  expect(no.obstacle?.reason).toBe('Run 4 (reboot pi02) stopped midway and is not settled.')
  expect(no).not.toHaveProperty('accepting')
  const lose = { ...yes, question: { leaving: 'lose' as const, node: 'pi03' } }
  expect(canBeside(lose, stopped)).toEqual(lose)
  expect(canBeside(yes, undefined)).toEqual(yes)
})
