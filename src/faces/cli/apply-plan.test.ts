import { expect, test } from 'vitest'
import { withNext } from './apply-plan.ts'

const done = { kind: 'ended' as const, run: 1, outcome: 'done' as const }
const goal = { name: 'uncordon', target: 'pi03', options: {} }
const cure = { ...goal, cures: ['cordon-left-behind@node/pi03'] }

test('after a cure comes the look that tells whether it helped, and after other runs the usual one', () => {
  expect(withNext(done, cure)).toMatchObject({ next: '`bramble diagnose`' })
  expect(withNext(done, goal)).toEqual(done)
  const stopped = { ...done, outcome: 'stopped' as const, next: '`bramble resume 1`' }
  expect(withNext(stopped, cure)).toEqual(stopped)
  expect(withNext({ ...done, outcome: 'undone' as const }, cure)).not.toHaveProperty('next')
})
