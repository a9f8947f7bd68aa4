import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LiveFinding } from '#src/model/live-finding.ts'
import type { Measurement } from '#src/model/series.ts'
import { type Memory, openMemory } from './memory.ts'

const start = Date.parse('2026-03-01T00:00:00Z')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let folder: string
let memory: Memory
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-memory-'))
  memory = openMemory(folder)
})
afterEach(() => {
  memory.close()
  rmSync(folder, { recursive: true, force: true })
})

const figure = (value: number, subject = 'node/pi01'): Measurement => ({
  series: 'memory-available',
  subject,
  value,
})
const finding = (id: string): LiveFinding => ({
  id,
  cause: 'under-voltage',
  subject: 'node/pi01',
  title: 'The supply cannot hold 5 V',
  severity: 'warning',
  confidence: 'confirmed',
  firstSeenAt: '2026-03-01T00:00:00.000Z',
  lastSeenAt: '2026-03-01T00:00:00.000Z',
  missedLooks: 0,
  returns: 0,
})
const same = (before: readonly LiveFinding[]) => before
const pointsOf = (since = 0) => memory.series(since)[0]?.points ?? []

describe('what is remembered', () => {
  test('is there for the next process, findings and figures', () => {
    memory.keep(start, () => [finding('a'), finding('b')], [figure(1)])
    memory.close()
    memory = openMemory(folder)
    expect(memory.findings().map(({ id }) => id)).toEqual(['a', 'b'])
    memory.keep(start + minute, (before) => before.filter(({ id }) => id === 'b'), [figure(2)])
    expect(memory.findings()).toEqual([finding('b')])
    expect(pointsOf()).toEqual([
      [start, 1],
      [start + minute, 2],
    ])
  })

  test('is all of a look or nothing of it', () => {
    memory.keep(start, () => [finding('a')], [figure(1)])
    const broken = [figure(2), { ...figure(3), value: null as unknown as number }]
    expect(() => memory.keep(start + minute, () => [], broken)).toThrow()
    expect(memory.findings()).toHaveLength(1)
    expect(pointsOf()).toHaveLength(1)
  })

  test('is readable by its owner alone', () => {
    expect(statSync(join(folder, 'evidence.db')).mode & 0o777).toBe(0o600)
  })

  test('of one node leaves other nodes out, and keeps what is the cluster’s', () => {
    memory.keep(start, same, [
      figure(1),
      figure(2, 'node/pi011'),
      { series: 'disk-available', subject: 'disk/pi01:/', value: 3 },
      { series: 'datastore-p99', subject: 'cluster', value: 4 },
    ])
    expect(memory.series(0, 'pi01').map(({ subject }) => subject)).toEqual([
      'cluster',
      'disk/pi01:/',
      'node/pi01',
    ])
  })

  test('grows coarse with age and ends after 90 days', () => {
    // A reading every five minutes for ten days, and one look long after.
    for (let at = start; at < start + 10 * day; at += 5 * minute)
      memory.keep(at, same, [figure(at)])
    const now = start + 10 * day
    const between = (from: number, to: number) =>
      pointsOf().filter(([at]) => at >= now - from && at < now - to).length
    expect(between(day, 0)).toBe(288)
    // In the tenth part of the time between, one of two is left: each ten minutes.
    expect(between(6 * day, 2 * day)).toBe(4 * 144)
    expect(between(10 * day, 8 * day)).toBe(2 * 24)
    memory.keep(start + 99 * day, same, [figure(1)])
    expect(pointsOf().every(([at]) => at >= start + 9 * day)).toBe(true)
  })

  test('leaves out what a wrong clock dated into the future', () => {
    memory.keep(start + 400 * day, same, [figure(1)])
    memory.keep(start, same, [figure(2)])
    expect(pointsOf()).toEqual([[start, 2]])
  })
})

test('a damaged file is refused and left as it is', () => {
  const other = mkdtempSync(join(tmpdir(), 'bramble-memory-'))
  const path = join(other, 'evidence.db')
  writeFileSync(path, 'this is no database, but it is long enough to look like a file of one')
  expect(() => openMemory(other)).toThrow(/cannot be read/)
  expect(statSync(path).size).toBe(69)
  rmSync(other, { recursive: true, force: true })
})
