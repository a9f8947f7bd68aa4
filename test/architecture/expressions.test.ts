import { expect, test } from 'vitest'
import { checks } from '#src/rules/checks/index.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { retriedPart } from './expressions.ts'

const queries = [...patterns, ...checks].flatMap(({ id, queries }) =>
  queries.map((query) => ({ id, ...query })),
)

test('no expression runs to the end of the line from each character', () => {
  const slow = queries.flatMap(({ id, matches }) => {
    const part = matches && retriedPart(matches)
    return part === undefined ? [] : [`${id}: ${part}`]
  })
  // A lookahead needs a ^ before it. A run of letters needs a lookbehind that says where it begins,
  // (?<![a-z0-9]), or goes behind a text that always stands there. One such expression slows the
  // scan of any log by a tenth.
  expect(slow).toEqual([])
})

test.each([
  /(?=.*disk)(?=.*full)/,
  /(?!.*raid)rebuil[dt]/,
  /.*full/,
  /.+?full/,
  /(?<volume>[a-z0-9][a-z0-9-]*)-\d{8}/,
  /[^"]+" is full/,
  /(?:\S+ )?disk/,
  /disk full|\w+ is full/,
  /"?.*full/,
  /\b.* is full/,
])('%s is such an expression', (expression) => expect(retriedPart(expression)).toBeDefined())

test.each([
  /^(?=.*disk)(?=.*full)/,
  /^.*full/,
  /disk .* full/,
  /(?:a|b)disk.*/,
  /\bdisk \w+/,
  /\b\w+ is full/,
  /(?<![a-z0-9])(?<volume>[a-z0-9][a-z0-9-]*)-\d{8}/,
  /"?[Dd]isk\S*/,
  /\s*\d+ full/,
  /\d+ Insufficient (?:memory|cpu)/,
  /(?!full)disk/,
  /.disk.*/,
])('%s is none', (expression) => expect(retriedPart(expression)).toBeUndefined())
