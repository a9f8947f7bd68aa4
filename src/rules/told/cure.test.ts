import { expect, test } from 'vitest'
import { toldIn } from './saying.ts'

const heard = (text: string) =>
  toldIn({ sentences: text.split(/(?<=[.?!]) /) }, { cures: [{ part: /\bcables?\b/i }] }).length > 0

test.each([
  'I swapped the cable and it has been stable for three weeks.',
  'I replaced the cable. No more disconnects since then.',
  'A new cable solved it.',
  'The disk drops out every night. With another cable everything works.',
  'In the end the problem was the cable.',
  'The cable turned out to be the culprit.',
  'I exchanged the old one, which was cheap, for a shorter cable, and the errors are gone.',
  'The disk drops out every night. The cable finally solved it.',
  'With the other cable the nodes can reach each other again.',
])('%s: it was the cable', (text) => expect(heard(text)).toBe(true))

test.each([
  ['I swapped the cable, but it is still the same.', 'without effect'],
  ['I replaced the cable. That did not help.', 'without effect'],
  [
    'I replaced the cable and the problem was gone. It came back after two days though.',
    'for a while',
  ],
  ['Should I replace the cable? Then it works.', 'asked'],
  ['I thought the problem was the cable.', 'supposed'],
  ['The problem was not the cable.', 'denied'],
  ['A new cable is on its way. Everything else works fine.', 'not yet'],
  ['I thought a new cable fixed it.', 'supposed'],
  ['The cable is new and works fine.', 'no change'],
  ['The cable did not solve it.', 'without effect'],
  ['With the cable in place it still fails again and again.', 'without effect'],
  ['I bought a longer cable for the shelf. It works great and looks tidy.', 'of no fault'],
  ['I reinstalled the system and it works fine with no errors.', 'another part'],
])('%s: %s', (text) => expect(heard(text)).toBe(false))
