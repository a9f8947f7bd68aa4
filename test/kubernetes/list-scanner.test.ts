import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ListScanner } from '#src/transport/kubernetes/list-scanner.ts'

/** Scans a text cut at these places: each in the middle of a character, too. */
function scan(text: string, cuts: readonly number[] = []) {
  const items: unknown[] = []
  const scanner = new ListScanner((item) => items.push(item))
  const bytes = Buffer.from(text)
  const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((one, other) => one - other)
  let from = 0
  for (const place of [...places, bytes.length]) {
    scanner.push(bytes.subarray(from, place))
    from = place
  }
  return { items, around: scanner.end() }
}

const item = fc.dictionary(
  fc.oneof(
    fc.constantFrom('items', 'metadata', 'a"b', '\\', ',"items":['),
    fc.string({ unit: 'grapheme' }),
  ),
  fc.jsonValue(),
)

test('whatever the items hold and wherever the text is cut, they are those of JSON.parse', () => {
  fc.assert(
    fc.property(
      fc.array(item),
      fc.jsonValue(),
      fc.array(fc.nat(4000)),
      fc.record({ indent: fc.constantFrom(undefined, 1, '\t'), first: fc.boolean() }),
      (items, metadata, cuts, { indent, first }) => {
        // Built-in kinds have their items last, custom resources before kind and metadata.
        const list = first
          ? { 'x"items': [1], items, kind: 'List', metadata }
          : { kind: 'List', metadata, items }
        const text = JSON.stringify(list, null, indent)
        const whole = JSON.parse(text)
        const scanned = scan(text, cuts)
        expect(scanned.items).toEqual(whole.items)
        expect(scanned.around).toEqual({ ...whole, items: [] })
      },
    ),
  )
})

test('a text that comes byte by byte', () => {
  const list = { kind: 'List', metadata: { continue: 'é"\\' }, items: [{ a: '€' }, {}] }
  const text = JSON.stringify(list, null, 2)
  const everywhere = Array.from({ length: Buffer.byteLength(text) }, (_, index) => index)
  expect(scan(text, everywhere)).toEqual({ items: list.items, around: { ...list, items: [] } })
})

test('items of something inside the list are not its own', () => {
  const text = '{"metadata":{"items":[{"no":1}]},"spec":[{"items":[{"no":2}]}],"items":[{"yes":1}]}'
  expect(scan(text).items).toEqual([{ yes: 1 }])
})

test.each([
  '',
  '{',
  '{"items":[',
  '{"items":[{"a":1}',
  '{"items":[{"a":1}]',
  '{"items":[{"a":}]}',
  '<html>',
  '{"items":[]}}',
  '[{"a":1}]x',
])('the text %s is no JSON', (text) => {
  expect(() => scan(text)).toThrow(SyntaxError)
})
