import { expect, test } from 'vitest'
import type { GateAnswer } from './plan.ts'
import { commandAfterRefusal } from './refusal-reading.ts'

function answer(parts: Partial<GateAnswer>): GateAnswer {
  return {
    gate: 'a-gate',
    kind: 'data',
    verdict: 'fail',
    subject: 'node/pi03',
    reason: 'it is so',
    next: 'Do something by hand.',
    ...parts,
  }
}

const after = (...refusals: readonly GateAnswer[]) => commandAfterRefusal(refusals, 'reboot pi03')
const away = (subject: string) =>
  answer({ kind: 'availability', subject, next: '`bramble diagnose`' })

test.each([
  ['names one', 'Wait for the rebuild (`bramble volumes`), or free a disk.', 'bramble volumes'],
  ['is one', 'bramble rejoin pi03', 'bramble rejoin pi03'],
  ['names only kubectl', '`kubectl get nodes` says why.', 'bramble explain a-gate'],
  ['leaves a word open', '`bramble replicas COUNT --volume NAME`', 'bramble explain a-gate'],
  ['leaves the first open', '`bramble logs NODE`, `bramble check`', 'bramble check'],
  ['is a sentence about us', 'bramble.yaml names the port.', 'bramble explain a-gate'],
])('the command of the gate that refuses, where its way out %s', (_, next, command) => {
  expect(after(answer({ next }))).toBe(command)
})

test('a gate that cannot be accepted decides before those that can', () => {
  expect(after(away('emptydir/a'), answer({ next: '`bramble volumes`' }))).toBe('bramble volumes')
})

test('what was not seen is not accepted', () => {
  const unseen = { ...away('budget/default/web'), verdict: 'unknown' } as const
  expect(after(unseen)).toBe('bramble diagnose')
})

test('where all can be accepted it is the goal itself, whole', () => {
  const many = ['a', 'b', 'c', 'd'].map((name) => away(`emptydir/default/${name}`))
  expect(after(away('budget/default/web'), ...many)).toBe(
    'bramble reboot pi03 --accept "budget/default/web,emptydir/*" --reason "…"',
  )
})
