import { expect, test } from 'vitest'
import { backupsAreGood } from './backups-are-good.ts'

const now = Date.parse('2026-03-10T12:00:00.000Z')
const day = 24 * 3_600_000

function backup(daysAgo: number, change: object = {}) {
  const takenAt = new Date(now - daysAgo * day).toISOString()
  return { name: `home-${daysAgo}.age`, evidence: 'backups', manifest: { takenAt }, ...change }
}

function failsOf(backups: readonly object[]): string[] {
  const verdicts = [backupsAreGood.ask({ backups }, { now })].flat()
  return verdicts.flatMap((one) => (one.kind === 'fail' ? one.reason : []))
}

const openedAt = '2026-03-01T00:00:00.000Z'

test('quiet for a backup of this week that somebody opened, or an older one that was', () => {
  expect(failsOf([backup(7, { openedAt })])).toEqual([])
  expect(failsOf([backup(30, { openedAt }), backup(1)])).toEqual([])
})

test('says that there is none, that the newest is old, and that none was ever opened', () => {
  expect(failsOf([])).toEqual(['there is no whole backup of this cluster yet'])
  expect(failsOf([backup(8, { openedAt })])).toEqual(['the newest whole backup is 8 days old'])
  expect(failsOf([backup(1)])).toEqual([
    'none of the backups that are there was ever opened with its key',
  ])
})

test('a damaged one is named, and counts neither for its age nor for having been opened', () => {
  const damaged = { damage: 'its bytes are not those that were written', openedAt }
  expect(failsOf([backup(1, damaged)])).toEqual([
    'there is no whole backup of this cluster yet',
    'home-1.age: its bytes are not those that were written',
  ])
  expect(failsOf([backup(9), backup(1, damaged)])).toHaveLength(3)
})
