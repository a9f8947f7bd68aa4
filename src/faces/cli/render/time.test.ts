import { expect, test } from 'vitest'
import { inZone } from './time.ts'

const zurich = { timeZone: 'Europe/Zurich' }
const now = '2026-11-24T02:00:00.000Z'

test.each([
  ['cordoned since 2026-11-24T01:05:25Z', 'cordoned since 02:05:25'],
  [
    'from 2026-11-24T01:05:25.123Z, until 2026-11-22T23:30:00Z.',
    'from 02:05:25, until 23 Nov 00:30:00.',
  ],
  // What somebody logged stays as it was logged: there it can be searched for.
  [
    'k3s[3]: time="2026-11-24T01:05:25Z" level=info',
    'k3s[3]: time="2026-11-24T01:05:25Z" level=info',
  ],
  ['2026-11-24T01:05:25.573000+00:00 pi04 k3s', '2026-11-24T01:05:25.573000+00:00 pi04 k3s'],
  ['image:2026-11-24T01:05:25Z-arm64', 'image:2026-11-24T01:05:25Z-arm64'],
])('%s', (text, read) => {
  expect(inZone(text, now, zurich)).toBe(read)
})
