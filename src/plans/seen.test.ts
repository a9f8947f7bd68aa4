import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { units } from '#src/model/facts/node.ts'
import { sshSessions } from '#src/model/facts/ssh-session.ts'
import { seen, seenOn } from './seen.ts'

const takenAt = '2026-03-01T12:00:00.000Z'

function session(outcome: Evidence['outcome'], reason?: string): Evidence {
  const { kind } = sshSessions
  const head = { id: `${kind}@pi03`, kind, node: 'pi03', source: 'ssh', takenAt, outcome }
  return { ...head, ...(reason !== undefined && { reason }), truncated: false, redacted: 0 }
}

const reasonFor = (...evidence: Evidence[]) => {
  try {
    return seen(indexEvidence(evidence, [], Date.parse(takenAt)), units)
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}

test('a node that was asked and did not answer is no node that nobody asked', () => {
  const told = 'No plan without units, and they were not read: '
  expect(reasonFor()).toBe(`${told}nobody was asked`)
  expect(reasonFor(session('answered'))).toBe(`${told}nobody was asked`)
  expect(reasonFor(session('refused', 'connection refused'))).toBe(
    `${told}pi03 did not answer: connection refused`,
  )
})

test('a node that did not answer has no records, whatever the others have', () => {
  const { kind } = units
  const unit = { name: 'k3s.service', loadState: 'loaded', activeState: 'active' }
  const told: Evidence = {
    ...{ id: `${kind}@pi01`, kind, node: 'pi01', source: 'ssh', takenAt, outcome: 'answered' },
    ...{ records: [unit], truncated: false, redacted: 0 },
  }
  const index = indexEvidence([told, session('silent')], [], Date.parse(takenAt))
  expect(seenOn('pi01', index, units)).toMatchObject([unit])
  expect(() => seenOn('pi03', index, units)).toThrow('pi03 did not answer: silent')
  // A node that was not asked for this is not silent.
  expect(seenOn('pi02', index, units)).toEqual([])
})
