import { expect, test } from 'vitest'
import { Board } from './board.ts'
import { PracticeClock } from './clock.ts'
import { isDiskFull } from './shortage.ts'
import { fillDisk, oomKill, underVoltage } from './trouble.ts'

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
  expect(made.boots[0]).toMatchObject({ endedAt: start + 60_000, orderly: false })
  expect(made.runsKubelet()).toBe(true)
})

test('a reboot ends in order, takes its time, and is a new boot', () => {
  const { clock, made } = board()
  const { id, lines } = made.boot
  made.reboot(40)
  expect(made.isOn()).toBe(false)
  expect(lines.at(-1)?.text).toBe('Journal stopped')
  clock.advance(39)
  expect(made.isOn()).toBe(false)
  clock.advance(1)
  expect(made.isOn()).toBe(true)
  expect(made.boot.id).not.toBe(id)
  expect(made.boots[0]?.orderly).toBe(true)
  expect(made.uptimeSeconds()).toBe(0)
})

test('a stopped unit stays stopped until somebody starts it, and the journal says both', () => {
  const { made } = board()
  made.stop('k3s')
  expect(made.runsKubelet()).toBe(false)
  made.start('k3s')
  expect(made.runsKubelet()).toBe(true)
  const title = 'k3s.service - Lightweight Kubernetes'
  const said = made.boot.lines.map(({ text }) => text).filter((text) => text.includes(title))
  expect(said).toEqual([
    `Starting ${title}...`,
    `Started ${title}.`,
    `Stopping ${title}...`,
    `Stopped ${title}.`,
    `Starting ${title}...`,
    `Started ${title}.`,
  ])
})

test('systemd starts K3s anew and counts; another unit stays failed', () => {
  const { made } = board()
  made.fail('k3s', 1)
  made.fail('iscsid', 2)
  expect(made.unit('k3s')).toMatchObject({ state: 'active', restartCount: 1 })
  expect(made.unit('iscsid')).toMatchObject({ state: 'failed', exitStatus: 2 })
})

test('its lines carry its own time, right or wrong, and its uptime is no matter of its clock', () => {
  const { clock, made } = board()
  clock.advance(100)
  made.clockOffsetSeconds = -3600
  made.say('kernel', 'early')
  expect(made.boot.lines.at(-1)?.at).toBe(start + 100_000 - 3_600_000)
  expect(made.uptimeSeconds()).toBe(100)
  made.network = 'cut'
  expect(made.isOn()).toBe(true)
  expect(made.isReachable()).toBe(false)
})

test('a weak supply is remembered until the next boot', () => {
  const { made } = board()
  underVoltage(made, true)
  underVoltage(made, false)
  expect(made.hardware).toMatchObject({ throttledNow: 0, throttledSinceBoot: 1 })
  made.losePower()
  made.powerOn()
  expect(made.hardware.throttledSinceBoot).toBe(0)
  expect(made.boots[0]?.lines.map(({ text }) => text)).toContain(
    'hwmon hwmon1: Undervoltage detected!',
  )
})

test('trouble shows where the kubelet and the journal look', () => {
  const { made } = board()
  fillDisk(made, 97)
  expect(isDiskFull(made)).toBe(true)
  oomKill(made, { command: 'k3s-server', pid: 611 })
  expect(made.boot.lines.at(-1)).toMatchObject({ program: 'kernel', priority: 3 })
})
