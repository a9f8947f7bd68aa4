import { expect, test } from 'vitest'
import { compareVersions, isWithin, parseVersion } from './version.ts'

const of = (text: string) => parseVersion(text) ?? [-1, -1, -1]

test('reads releases as their programs print them', () => {
  expect(parseVersion('v1.36.3+k3s1')).toEqual([1, 36, 3])
  expect(parseVersion('longhornio/longhorn-manager:v1.10.1')).toEqual([1, 10, 1])
  expect(parseVersion('1.36')).toBeUndefined()
})

test('orders by number, not by text', () => {
  expect(compareVersions(of('1.9.2'), of('1.10.0'))).toBeLessThan(0)
  expect(compareVersions(of('1.10.0'), of('1.10.0'))).toBe(0)
  expect(compareVersions(of('2.0.0'), of('1.99.99'))).toBeGreaterThan(0)
})

test('both ends of a range belong to it, and a range without an end goes on', () => {
  const ranges = [{ from: '1.4.0', to: '1.4.2' }, { from: '1.10.1' }]
  expect(['1.4.0', '1.4.2', '1.10.1', '1.12.0'].map((one) => isWithin(of(one), ranges))).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['1.3.9', '1.4.3', '1.10.0'].map((one) => isWithin(of(one), ranges))).toEqual([
    false,
    false,
    false,
  ])
})
