import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, digestOf } from './canonical-json.ts'

test('keys are sorted at every depth, arrays keep their order, undefined is left out', () => {
  expect(canonicalJson({ b: [{ z: 1, y: [2, 1] }], a: undefined, A: 'é' })).toBe(
    '{"A":"é","b":[{"y":[2,1],"z":1}]}',
  )
})

test('a key named __proto__ counts', () => {
  expect(canonicalJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}')
})

test('the order of keys never matters, the value always does', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const turned = Object.fromEntries(Object.entries(record).reverse())
      expect(canonicalJson(turned)).toBe(canonicalJson(record))
      expect(JSON.parse(canonicalJson(record))).toEqual(JSON.parse(JSON.stringify(record)))
    }),
  )
})

test('the digest is SHA-256 of that text', () => {
  const expected = createHash('sha256').update('{"a":1,"b":2}').digest('hex')
  expect(digestOf({ b: 2, a: 1 })).toBe(expected)
})
