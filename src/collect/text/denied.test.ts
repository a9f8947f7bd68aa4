import { expect, test } from 'vitest'
import { lines } from '../../model/line.ts'
import { withoutDenied } from './denied.ts'
import { compileQueries, scanText } from './scan.ts'

test.each([
  ['There is no "controller is down" in the journal', 'controller'],
  ['no `mmc0: Timeout` in dmesg, and none `I/O error`', 'mmc0'],
  ['No trace of `HC died`, `uas_eh` or `reset SuperSpeed`', 'reset'],
  ['nothing like “kernel panic” was logged', 'panic'],
  ['Es gab keine „Under-voltage detected“ Meldung', 'voltage'],
  ['sin ningún `Link is Down`', 'Link'],
  ['`journalctl -k | grep -iE "oom|Killed process"` is empty', 'Killed'],
  ['If you see Under-voltage detected in the log, change the supply.', 'voltage'],
  ["zgrep 'Out of memory' /var/log/kern.log.1.gz", 'memory'],
])('%s: quoted to say that it was not there', (text, word) => {
  const left = withoutDenied(text)
  expect(left).not.toContain(word)
  expect(left).toHaveLength(text.length)
})

test.each([
  'no route to host',
  'No, `Link is Down` stands there',
  'error: no matches for kind "Volume" in version "longhorn.io/v1beta2"',
  'the casino "Under-voltage detected"',
  'dmesg | grep -i voltage shows "Under-voltage detected"',
  'I saw `HC died` and no network',
])('%s: stays as it is', (text) => {
  expect(withoutDenied(text)).toBe(text)
})

test('a query finds what stands, and what a program wrote, but not what somebody denies', () => {
  const query = lines('HC died', /HC died/)
  const found = (text: string) =>
    scanText(text, compileQueries([query]), {
      evidence: 'e1',
      origin: 'unknown',
      takenAt: 0,
    }).lines.get(query)?.length ?? 0
  expect(found('there was no `HC died` this time')).toBe(0)
  expect(found('there was no `Link is Down`, but HC died')).toBe(1)
  expect(found('Nov 24 01:02:03 pi03 app[7]: no "HC died"')).toBe(1)
})
