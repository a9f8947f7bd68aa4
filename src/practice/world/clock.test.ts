import { expect, test } from 'vitest'
import { PracticeClock } from './clock.ts'

const start = Date.parse('2026-11-01T00:00:00Z')

test('what comes due happens in order, each at its own time', () => {
  const clock = new PracticeClock(start)
  const seen: string[] = []
  clock.after(30, () => seen.push(`once ${clock.stamp()}`))
  const stop = clock.every(20, () => seen.push(`every ${clock.stamp()}`))
  clock.after(20, () => seen.push(`second ${clock.stamp()}`))
  clock.advance(45)
  stop()
  clock.advance(600)
  expect(seen).toEqual([
    'every 2026-11-01T00:00:20Z',
    'second 2026-11-01T00:00:20Z',
    'once 2026-11-01T00:00:30Z',
    'every 2026-11-01T00:00:40Z',
  ])
  expect(clock.stamp()).toBe('2026-11-01T00:10:45Z')
})

test('what is asked for while the time moves comes due within the same move', () => {
  const clock = new PracticeClock(start)
  let count = 0
  const again = () => {
    count += 1
    if (count < 5) clock.after(1, again)
  }
  clock.after(1, again)
  clock.advance(10)
  expect(count).toBe(5)
})

test('something that wakes itself without end is an error, not a hang', () => {
  const clock = new PracticeClock(start)
  const again = () => void clock.after(0, again)
  again()
  expect(() => clock.advance(1)).toThrow('came due')
})

test('a running clock follows real time at its speed until it is stopped', async () => {
  const clock = new PracticeClock(start)
  const stop = clock.run(1000)
  await expect.poll(() => clock.now()).toBeGreaterThan(start + 60_000)
  stop()
  const stopped = clock.now()
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(clock.now()).toBe(stopped)
})

test('a running clock is right even while nothing lets it step, and never goes back', () => {
  const clock = new PracticeClock(start)
  const stop = clock.run()
  const before = performance.now()
  let last = clock.now()
  while (performance.now() - before < 250) {
    expect(clock.now()).toBeGreaterThanOrEqual(last)
    last = clock.now()
  }
  expect(clock.now() - start).toBeGreaterThanOrEqual(250)
  stop()
  const stopped = clock.now()
  expect(stopped).toBeGreaterThanOrEqual(last)
  stop()
  expect(clock.now()).toBe(stopped)
})
