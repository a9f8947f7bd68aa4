import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { filesystems } from '#src/model/facts/node.ts'
import { askChecks } from '#src/rules/ask-checks.ts'
import { nothingRunsOut } from '#src/rules/checks/nothing-runs-out.ts'
import { facts, takenAt } from '#test/support/pattern.ts'
import { withTrends } from './with-trends.ts'

let state = ''
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'bramble-trends-'))
})
afterEach(() => rmSync(state, { recursive: true, force: true }))

const now = Date.parse(takenAt)
const day = 86_400_000

/** A look at one disk, so many days before now. */
function look(daysAgo: number, availableBytes: number) {
  const evidence = [
    facts(
      filesystems,
      [{ source: '/dev/sda2', target: '/', usedPercent: 50, availableBytes }],
      'pi01',
    ),
  ]
  const at = now - daysAgo * day
  const observation = {
    schema: 'bramble/observation/1' as const,
    cluster: 'loft',
    takenAt: new Date(at).toISOString(),
    evidence,
    coverage: [],
  }
  return { observation, index: indexEvidence(evidence, [], at) }
}

function lookAtNothing() {
  const { observation } = look(0, 0)
  return { observation: { ...observation, evidence: [] }, index: indexEvidence([], [], now) }
}

function verdicts(daysAgo: number, availableBytes: number, notes: string[] = []) {
  const { observation, index } = withTrends(look(daysAgo, availableBytes), {
    env: { XDG_STATE_HOME: state },
    onNote: (note) => notes.push(note),
  })
  return askChecks([nothingRunsOut], index, observation)
}

test('looks that see a disk fill up say when it is full, and the first of them say nothing', () => {
  expect(verdicts(12, 20e9)).toEqual([])
  for (let ago = 11; ago > 0; ago -= 1) verdicts(ago, 20e9 - (12 - ago) * 1e9)
  const [found] = verdicts(0, 8e9)
  expect(found).toMatchObject({ verdict: 'fail', severity: 'warning', subject: 'disk/pi01:/' })
  expect(found?.evidence[0]?.source).toContain('journal')
})

test('a disk that nobody has read for a day runs out of nothing any more', () => {
  for (let ago = 14; ago > 1; ago -= 1) verdicts(ago, 20e9 - (14 - ago) * 1e9)
  const { evidence } = withTrends(lookAtNothing(), { env: { XDG_STATE_HOME: state } }).observation
  expect(evidence.map(({ kind, records }) => [kind, records])).toEqual([['trends', []]])
})

test('what a look knows of its cluster is kept beside the course', () => {
  const seen = { ...look(0, 8e9), authority: 'sha256:1' }
  expect(withTrends(seen, { env: { XDG_STATE_HOME: state } })).toMatchObject({
    authority: 'sha256:1',
  })
})

test('a journal that cannot be written costs the course and not the look', () => {
  rmSync(state, { recursive: true })
  writeFileSync(state, 'a file where the folder should be')
  const notes: string[] = []
  expect(verdicts(0, 8e9, notes)).toEqual([])
  expect(notes.join()).toContain('not remembered')
})
