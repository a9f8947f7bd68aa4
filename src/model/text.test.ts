import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanLine, cleanText } from './text.ts'

test.each([
  ['plain\ttext\nwith two lines', 'plain\ttext\nwith two lines'],
  ['\u001b[31mred\u001b[0m and \u001b[1;38;5;9mbold\u001b[m', 'red and bold'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u001bPq#0;2;0;0;0\u001b\\sixel', 'sixel'],
  ['\u001b(Bcharset\u001b7save\u001bcreset', 'charsetsavereset'],
  ['\u009b31mC1\u009b0m', 'C1'],
  ['a\u202etxt.exe\u2066b\u200f', 'atxt.exeb'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['\ufeffmark\u0000\u0008\u007f', 'mark'],
  ['caf\u00e9 \u2713 \u{1f353}', 'caf\u00e9 \u2713 \u{1f353}'],
])('%j becomes %j', (text, clean) => expect(cleanText(text)).toBe(clean))

test('one line stays one line', () => expect(cleanLine('a\nb\tc\r\nd')).toBe('a b c d'))

test('nothing that moves, hides or reorders comes through, and twice is as once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = cleanText(text)
      const bad = [...clean.matchAll(/[\p{Cc}\p{Bidi_Control}]/gu)].map(([one]) => one)
      expect(bad.filter((one) => one !== '\n' && one !== '\t')).toEqual([])
      expect(cleanText(clean)).toBe(clean)
    }),
  )
})
