import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import type { Coverage, Observation } from '#src/model/evidence.ts'
import type { Seen } from './observe.ts'
import { diagnosedBefore, remember } from './remember.ts'

let state = ''
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'bramble-remember-'))
})
afterEach(() => rmSync(state, { recursive: true, force: true }))

const minute = 60_000
const began = Date.parse('2026-11-24T02:00:00.000Z')

const finding = (cause: string, severity: Finding['severity']): Finding => ({
  id: `${cause}@node/pi02`,
  cause,
  kind: 'cause',
  title: `what ${cause} means`,
  subject: 'node/pi02',
  severity,
  confidence: 'confirmed',
  evidence: [],
  explains: [],
  against: [],
  remedy: 'none',
  meaning: '',
  diagnosis: '',
  mitigation: '',
})

/** What a look without the API leaves of which cluster it was: its name. */
function seenAt(at: number, coverage: Coverage[] = []): Seen {
  const observation: Observation = {
    schema: 'bramble/observation/1',
    cluster: 'loft',
    takenAt: new Date(at).toISOString(),
    evidence: [],
    coverage,
  }
  return { observation, index: indexEvidence([], [], at) }
}

/** A diagnosis so many minutes after the first. */
function diagnosed(minutes: number, findings: readonly Finding[], sawNode = true): void {
  const at = began + minutes * minute
  const coverage: Coverage[] = [
    { door: 'ssh', target: 'pi02', outcome: sawNode ? 'answered' : 'silent', missing: [] },
  ]
  const diagnosis: Diagnosis = {
    schema: 'bramble/diagnosis/1',
    cluster: 'loft',
    takenAt: new Date(at).toISOString(),
    cause: findings[0]?.cause ?? 'none',
    findings: [...findings],
    coverage,
    next: [],
    undecided: [],
  }
  remember(diagnosis, seenAt(at, coverage), { env: { XDG_STATE_HOME: state } })
}

const before = () => diagnosedBefore(seenAt(began), { env: { XDG_STATE_HOME: state } })
const open = () =>
  before()?.openFindings.map(({ cause, firstSeenAt }) => [
    cause,
    (Date.parse(firstSeenAt) - began) / minute,
  ])

const cord = finding('cordon-left-behind', 'warning')
const voltage = finding('under-voltage', 'critical')

test('who was never diagnosed has no open findings, and asking leaves nothing behind', () => {
  expect(open()).toBeUndefined()
  expect(readdirSync(state)).toEqual([])
})

test('open findings come worst first, each since it was first seen', () => {
  diagnosed(0, [cord])
  diagnosed(3, [cord, voltage])
  expect(open()).toEqual([
    ['under-voltage', 3],
    ['cordon-left-behind', 0],
  ])
})

test('one look that misses a finding closes nothing, and neither does a node that is silent', () => {
  diagnosed(0, [voltage])
  diagnosed(10, [])
  expect(open()).toHaveLength(1)
  for (const minutes of [20, 30, 40]) diagnosed(minutes, [], false)
  expect(open()).toHaveLength(1)
  diagnosed(50, [])
  expect(open()).toEqual([])
})

test('the last diagnosis is told even where it found nothing, and one that comes late moves it not', () => {
  diagnosed(0, [voltage])
  diagnosed(10, [])
  const told = (minutes: number) => new Date(began + minutes * minute).toISOString()
  expect(before()).toMatchObject({
    diagnosedAt: told(10),
    openFindings: [{ missedLooks: 1, missedSince: told(10), lastSeenAt: told(0) }],
  })
  diagnosed(5, [])
  expect(before()?.diagnosedAt).toBe(told(10))
})

test('a finding that comes back is open since then', () => {
  diagnosed(0, [voltage])
  for (const minutes of [10, 20]) diagnosed(minutes, [])
  expect(open()).toEqual([])
  diagnosed(60, [voltage])
  expect(open()).toEqual([['under-voltage', 60]])
})
