import { expect, test } from 'vitest'
import { Board } from './board.ts'
import { PracticeClock } from './clock.ts'

const start = Date.parse('2026-11-01T00:00:00Z')
const board = () => {
  const clock = new PracticeClock(start)
  const made = new Board(clock, { name: 'pi01', address: '10.0.0.11', role: 'server' })
  made.powerOn()
  return { clock, made }
}

test('a board that loses power has no last word and a new boot after it', () => {
  const { clock, made } = board()
  const { id, lines } = made.boot
  clock.advance(60)
  made.say('kernel', 'the last line')
  made.losePower()
  made.say('kernel', 'nobody writes this')
  expect(made.runsKubelet()).toBe(false)
  expect(made.isReachable()).toBe(false)
  clock.advance(60)
  made.powerOn()
  expect(made.boot.id).not.toBe(id)
  expect(lines.at(-1)?.text).toBe('the last line')
  expect(made.boots[0]?.endedAt).toBe(start + 60_000)
  expect(made.runsKubelet()).toBe(true)
})

test('a stopped unit stays stopped until somebody starts it, and the journal says both', () => {
  const { made } = board()
  made.stop('k3s')
  expect(made.runsKubelet()).toBe(false)
  made.start('k3s')
  expect(made.runsKubelet()).toBe(true)
  const said = made.boot.lines.map(({ text }) => text).filter((text) => text.includes('k3s'))
  expect(said).toEqual(['Started k3s.service.', 'Stopped k3s.service.', 'Started k3s.service.'])
})

test('its lines carry its own time, right or wrong', () => {
  const { made } = board()
  made.clockOffsetSeconds = -3600
  made.say('kernel', 'early')
  expect(made.boot.lines.at(-1)?.at).toBe(start - 3_600_000)
  made.network = 'cut'
  expect(made.isOn()).toBe(true)
  expect(made.isReachable()).toBe(false)
})
