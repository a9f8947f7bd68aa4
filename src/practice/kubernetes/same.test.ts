import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isSame } from './same.ts'

it('agrees with what JSON says of two values', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const sorted = (value: unknown) => JSON.stringify(value, inOrder)
      // JSON knows no -0.
      fc.pre(!sorted(one)?.includes('-0') && !sorted(other)?.includes('-0'))
      expect(isSame(one, other)).toBe(sorted(one) === sorted(other))
      expect(isSame(one, structuredClone(one))).toBe(true)
    }),
  )
})

it.each([
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: undefined }, { b: 1 }, false],
  [[], {}, false],
  [null, {}, false],
  [[1, 2], [1], false],
  [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, false],
])('%j and %j: %s', (one, other, same) => {
  expect(isSame(one, other)).toBe(same)
  expect(isSame(other, one)).toBe(same)
})

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
