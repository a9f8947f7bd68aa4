import { expect, test } from 'vitest'
import { toldIn } from './saying.ts'

const told = {
  sayings: [
    { about: /\b(?:disk|it)\b/i, says: /\b(?:disconnects?|disconnected|does not boot)\b/i },
  ],
}
const heard = (text: string) => toldIn({ sentences: text.split(/(?<=[.?!]) /) }, told).length > 0

test.each([
  'The disk disconnects every night.',
  'I have an external disk. It disconnects when I copy to it.',
  'The disk works for an hour and then disconnects.',
  'I first suspected the board, but the disk disconnected on another one as well.',
  'Why is it that the disk disconnects every night?',
  'The disk does not boot any more.',
  'If nobody uses it for a day, the disk disconnects.',
  'Since last year the disk disconnects.',
  'Perhaps it is because I used a hub on which the disk disconnects.',
  'The disk disconnects and I cannot reach it any more.',
  'The disk disconnects and could not be read any more.',
  'The pod never gets ready due to a disk that disconnects.',
  'The pod cannot start since the disk disconnects.',
  'The problem is that the disk disconnects, or does it?',
  'Somebody pulled a cable and the disk disconnected.',
])('%s: stated', (text) => expect(heard(text)).toBe(true))

test.each([
  ['The disk never disconnects.', 'denied'],
  ['No disk disconnected.', 'denied'],
  ['I ruled out that it does not start since the disk disconnects.', 'denied'],
  ['It is slow, but not because of a disk that disconnects.', 'denied'],
  ['The alert says that the disk disconnects. It is a false alarm.', 'a false alarm'],
  ['The disk disconnects, so this alert does not apply here.', 'a false alarm'],
  ['The disk has not once disconnected since.', 'denied'],
  ['I thought that the disk disconnects.', 'supposed'],
  ['Maybe the disk disconnects?', 'asked'],
  ['Could it be that the disk disconnects?', 'asked'],
  ['If the disk disconnects the pod is moved.', 'a condition'],
  ['Somebody wrote that his disk disconnects.', 'of others'],
  ['Someone on a forum found that the disk disconnects.', 'of others'],
  ['I want to be told when the disk disconnects.', 'wished'],
  ['The disk disconnects no longer.', 'over'],
  ['Perhaps it is because the disk disconnects.', 'supposed'],
  ['The disk disconnected once last year.', 'long ago'],
  ['The fan is loud. The neighbour disconnects.', 'of something else'],
])('%s: %s', (text) => expect(heard(text)).toBe(false))
