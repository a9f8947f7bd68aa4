import { expect, test } from 'vitest'
import { Approvals } from '#src/model/config/approvals.ts'
import { approvalLevel, isWithin } from './approval-level.ts'

const drain = { goal: { name: 'drain', target: 'pi03', options: {} } }
const at = (text: string) => new Date(`${text}`)
// 2026-03-01 was a Sunday; no Z: windows are local.
const sunday = (time: string) => at(`2026-03-01T${time}:00`)
const monday = (time: string) => at(`2026-03-02T${time}:00`)

test('without a file the risk decides', () => {
  const level = (risk: 'safe' | 'disruptive' | 'destructive') =>
    approvalLevel(undefined, drain, risk, sunday('03:00'))
  expect([level('safe'), level('disruptive'), level('destructive')]).toEqual([
    'none',
    'ask',
    'ask-twice',
  ])
})

test('what a finding started is asked for as strictly as fix is', () => {
  const level = (cures: string[] | undefined) =>
    approvalLevel(
      Approvals.parse({ goals: { fix: { approval: 'code' } } }),
      { goal: { ...drain.goal, ...(cures && { cures }) } },
      'disruptive',
      sunday('03:00'),
    )
  expect([level(undefined), level(['cordon-left-behind@node/pi03'])]).toEqual(['ask', 'code'])
})

test('a goal can only be stricter than its risk', () => {
  const level = (approval: 'none' | 'code') =>
    approvalLevel(
      Approvals.parse({ goals: { drain: { approval } } }),
      drain,
      'disruptive',
      sunday('03:00'),
    )
  expect([level('none'), level('code')]).toEqual(['ask', 'code'])
})

test('a window is freer, and only then and for that goal', () => {
  const approvals = Approvals.parse({
    goals: { drain: { window: 'Sun 02:00-05:00', inWindow: 'none' } },
  })
  const level = (now: Date, name = 'drain') =>
    approvalLevel(approvals, { goal: { ...drain.goal, name } }, 'disruptive', now)
  expect([level(sunday('02:00')), level(sunday('04:59'))]).toEqual(['none', 'none'])
  expect([level(sunday('05:00')), level(sunday('01:59')), level(monday('03:00'))]).toEqual([
    'ask',
    'ask',
    'ask',
  ])
  expect(level(sunday('03:00'), 'uncordon')).toBe('ask')
})

test('a window over midnight belongs to the day on which it began', () => {
  expect(isWithin('Sun 22:00-04:00', sunday('23:00'))).toBe(true)
  expect(isWithin('Sun 22:00-04:00', monday('03:59'))).toBe(true)
  expect(isWithin('Sun 22:00-04:00', sunday('03:00'))).toBe(false)
  expect(isWithin('Sun 22:00-04:00', monday('23:00'))).toBe(false)
  expect(isWithin('Sat-Mon 10:00-11:00', sunday('10:30'))).toBe(true)
  expect(isWithin('10:00-11:00', monday('10:30'))).toBe(true)
})
