import { expect, test } from 'vitest'
import { logOf } from './logs.ts'
import type { PracticeStore } from './store.ts'

const route = { kind: 'pods', namespace: 'web', name: 'page-1' } as unknown as Parameters<
  typeof logOf
>[0]

const said = (query: string, status: object) => {
  const pod = {
    metadata: { name: 'page-1', namespace: 'web' },
    spec: { containers: [{ name: 'page' }] },
    status: { containerStatuses: [{ name: 'page', ...status }] },
  }
  const store = { mustGet: () => pod } as unknown as PracticeStore
  return logOf(route, new URLSearchParams(query), { store, logs: new Map() })
}

const terminated = { exitCode: 1, reason: 'Error', finishedAt: '2026-11-27T18:38:00Z' }

test('a container that ended has a log before its restart, as its state says', () => {
  const waits = { state: { waiting: {} }, lastState: { terminated } }
  expect(said('previous=true', waits)).toBe('2026-11-27T18:38:00Z page ends with exit code 1\n')
  expect(said('', waits)).toBe('')
})

test('one that never ended has none', () => {
  const runs = { state: { running: { startedAt: '2026-11-27T18:00:00Z' } } }
  expect(said('', runs)).toBe('2026-11-27T18:00:00Z page starts\n')
  expect(() => said('previous=true', runs)).toThrow('previous terminated container "page"')
})
