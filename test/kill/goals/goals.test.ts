import { expect, test } from 'vitest'
import { goals } from '#src/plans/index.ts'
import { killedGoals } from './goals.ts'
import { notKilled } from './not-killed.ts'

test('every goal is killed at its places, or says why not', () => {
  const killed = Object.values(killedGoals).map(({ goal }) => goal.name)
  const excused = Object.keys(notKilled)
  expect([...new Set(killed), ...excused].toSorted()).toEqual(goals.toSorted())
  for (const reason of Object.values(notKilled)) expect(reason.length).toBeGreaterThan(20)
})
