import { describe, expect, test } from 'vitest'
import type { GateAnswer } from './plan.ts'
import { acceptingCommand, commandAfterRefusal } from './refusal-reading.ts'

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

test('what may open by itself is waited for, and what stays is asked about first', () => {
  const budget = { ...away('budget/default/web'), next: 'Wait, or scale.', mayOpen: true }
  const files = { ...away('emptydir/a'), gate: 'files', next: 'Save them.' }
  expect(after(budget)).toBe('bramble reboot pi03 --when-ready')
  expect(after(budget, files)).toBe('bramble explain files')
  expect(commandAfterRefusal([budget], undefined)).toBe('bramble explain a-gate')
})

describe('to accept', () => {
  const many = ['a', 'b', 'c', 'd'].map((name) => away(`emptydir/default/${name}`))

  test('is never what comes next, although all of it can be', () => {
    expect(after(away('budget/default/web'), ...many)).toBe('bramble diagnose')
  })

  test('is the goal itself, whole', () => {
    expect(acceptingCommand([away('budget/default/web'), ...many], 'reboot pi03')).toBe(
      'bramble reboot pi03 --accept "budget/default/web,emptydir/*" --reason "…"',
    )
  })

  test('is no way where data or something unseen refuses too', () => {
    const unseen = { ...away('budget/default/web'), verdict: 'unknown' } as const
    expect(acceptingCommand([...many, answer({})], 'reboot pi03')).toBeUndefined()
    expect(acceptingCommand([...many, unseen], 'reboot pi03')).toBeUndefined()
    expect(acceptingCommand([], 'reboot pi03')).toBeUndefined()
  })
})
