import { expect, test } from 'vitest'
import { type IsolationLook, isolationVerdict } from './isolation-verdict.ts'

const up = (minutes: number, bootId = 'one'): IsolationLook => ({
  afterSeconds: minutes * 60,
  bootId,
})
const silent = (minutes: number, answersPings?: boolean): IsolationLook => ({
  afterSeconds: minutes * 60,
  bootId: undefined,
  answersPings,
})
const verdict = (...looks: IsolationLook[]) => isolationVerdict('pi03', 'one', looks)

test('one boot with an answer at each look speaks for the board', () => {
  expect(verdict(up(0), up(60), up(720))).toMatchObject({ verdict: 'stayed-up' })
  expect(verdict(up(0), up(720)).words).toContain('stayed up for 12 h without K3s')
})

test('another boot speaks against it, whatever is seen later', () => {
  const { verdict: kind, words } = verdict(up(0), silent(34), up(35, 'two'), up(36, 'two'))
  expect(kind).toBe('restarted')
  expect(words).toContain('within 35 min')
})

test('silence at the end is told with what pings say of it', () => {
  expect(verdict(up(0), silent(10, false), silent(11, true))).toMatchObject({ verdict: 'silent' })
  expect(verdict(up(0), silent(10, true)).words).toContain('it hangs')
  expect(verdict(up(0), silent(10, false)).words).toContain('neither SSH nor pings')
  expect(verdict(up(0), silent(10)).words).toContain('nobody could ping it')
  expect(verdict(up(0), silent(10)).words).toContain('after 10 min')
})

test('silence in between, in one boot, is the link', () => {
  expect(verdict(up(0), silent(10, false), up(11))).toMatchObject({ verdict: 'lapses' })
  expect(verdict(up(0), silent(10, false), up(11)).words).toContain('1 of 3 looks')
})

test('a board that never answered is no board that stayed up', () => {
  expect(verdict(silent(0))).toMatchObject({ verdict: 'silent' })
  expect(verdict()).toMatchObject({ verdict: 'silent' })
})
