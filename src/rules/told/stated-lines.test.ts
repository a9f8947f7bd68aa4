import { expect, test } from 'vitest'
import type { LogLine } from '#src/model/line.ts'
import { statedLines } from './stated-lines.ts'

const line = (text: string, more: Partial<LogLine> = {}): LogLine => ({
  evidence: 'e1',
  text,
  origin: 'unknown',
  count: 1,
  groups: {},
  ...more,
})

test.each([
  'The SMART test result: FAILED',
  'smartctl says 12 reallocated sectors; I do not understand the rest.',
])('%s is stated', (text) => expect(statedLines([line(text)])).toHaveLength(1))

test.each([
  'Maybe it has 12 reallocated sectors.',
  'Does it have 12 reallocated sectors?',
  'I do not know whether it has 12 reallocated sectors.',
  'We ruled out that it has 12 reallocated sectors.',
  'I will try to downgrade the kernel.',
])('%s is not', (text) => expect(statedLines([line(text)])).toEqual([]))

test('what a program writes is stated, whatever its words', () =>
  expect(statedLines([line('if 12 reallocated sectors', { program: 'smartd' })])).toHaveLength(1))
