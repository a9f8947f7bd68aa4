import { expect, test } from 'vitest'
import type { NotSeen } from '#src/model/fix.ts'
import { renderNotSeen } from './not-seen.ts'
import { makePaint } from './paint.ts'

const view = { columns: 80, paint: makePaint(false), all: false, timeZone: 'UTC' }

const answered: NotSeen['coverage'][number] = {
  door: 'ssh',
  target: 'pi03',
  outcome: 'answered',
  missing: [],
}
const power: NotSeen = {
  schema: 'bramble/not-seen/1',
  cluster: 'home',
  takenAt: '2026-03-01T12:00:00.000Z',
  named: 'power-loss',
  title: 'The node lost its power',
  seen: [],
  coverage: [answered],
}

test('what is not seen is nothing to do only where everything was seen', () => {
  expect(renderNotSeen(power, view)).toMatch(/^Nothing to do: it is not seen\.\n/)
  const dark = [{ ...answered, outcome: 'silent' as const, reason: 'no answer in 5 s' }]
  expect(renderNotSeen({ ...power, coverage: dark }, view)).toMatch(
    /^Not known: it is not seen, and not everything could be seen\.\n/,
  )
  const seen = [{ subject: 'node/pi03', lastSeenAt: '2026-03-01T11:00:00.000Z' }]
  expect(renderNotSeen({ ...power, seen, coverage: dark }, view)).toMatch(
    /^Not known: it is no longer seen, and /,
  )
})
