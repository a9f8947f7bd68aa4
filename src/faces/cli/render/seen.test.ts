import { expect, test } from 'vitest'
import type { Coverage } from '#src/model/evidence.ts'
import { makePaint } from './paint.ts'
import { notSeenLines } from './seen.ts'

const cut = 'the connection ended before this was answered'
const missing = ['memory', 'units', 'mounts', 'load', 'log/kernel', 'log/k3s'].map((kind) => ({
  kind,
  outcome: 'silent' as const,
  reason: cut,
}))
const door: Coverage = {
  door: 'ssh',
  target: 'pi02',
  outcome: 'answered',
  missing: [...missing, { kind: 'datastore', outcome: 'no-permission', reason: 'no root' }],
}
const shown = (all: boolean, detail: 'reasons' | 'names' = 'reasons') =>
  notSeenLines([door], { columns: 500, paint: makePaint(false), all, timeZone: 'UTC' }, detail)

test('a reason that many parts share is told once, and no part of it is said to be all', () => {
  expect(shown(false)).toEqual([
    `not seen: pi02: memory, units, mounts, load and 2 more (${cut}), datastore (no root)`,
  ])
  expect(shown(false, 'names')).toEqual(['not seen: pi02: memory, units, mounts, load and 3 more'])
})

test('with --all every part is named', () => {
  expect(shown(true)).toEqual([
    `not seen: pi02: ${missing.map(({ kind }) => kind).join(', ')} (${cut}), datastore (no root)`,
  ])
})
