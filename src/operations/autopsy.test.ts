import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { observed } from '#test/support/autopsy.ts'
import { journal } from '#test/support/journal.ts'
import { autopsyFiles } from './autopsy.ts'

const folder = mkdtempSync(join(tmpdir(), 'bramble-autopsy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = (node: string, text: string, boot?: number) => {
  const path = join(folder, 'input')
  writeFileSync(path, text)
  const request = { node, ...(boot !== undefined && { boot }) }
  return autopsyFiles(request, [path], {
    signal: new AbortController().signal,
    inIsTerminal: false,
  })
}

/** The end of a boot and the beginning of the next one, as people paste it. */
const pasted = `\`\`\`
pi@pi03:~ $ journalctl -b -1 | tail -4
Nov 24 03:12:38 pi03 systemd[1]: Stopped target basic.target - Basic System.
Nov 24 03:12:39 pi03 systemd[1]: Reached target reboot.target - System Reboot.
Nov 24 03:12:39 pi03 systemd[1]: Shutting down.
Nov 24 03:12:39 pi03 systemd-journald[731]: Journal stopped
\`\`\`
`

test('a paste of a clean end is one, however it is quoted', async () => {
  for (const text of [pasted, pasted.replaceAll('\n', '\r\n'), pasted.replaceAll(/^/gm, '> ')]) {
    const { verdict } = await ask('pi03', text)
    expect([verdict.ending, verdict.confidence]).toEqual(['shutdown', 'confirmed'])
  }
})

test('a log whose file names no boot has the end that its last lines tell', async () => {
  const day = '2026-11-24'
  const before = `03:12:30 systemd[1]: Stopped target basic.target - Basic System.`
  const end = async (last: string) => {
    const { verdict } = await ask('pi03', journal(`${before}\n${last}`, { node: 'pi03', day }))
    return `${verdict.ending} ${verdict.confidence}`
  }
  expect(await end('03:12:39 systemd[1]: Shutting down.')).toBe('shutdown confirmed')
  // journald alone may have been restarted.
  expect(await end('03:12:39 systemd-journald[731]: Journal stopped')).toBe('shutdown suspected')
  expect(await end('03:12:39 kernel: Kernel panic - not syncing: Oops')).toBe('panic confirmed')
  // A session that ends is no shutdown.
  expect(await end('03:12:39 systemd[1023]: Reached target shutdown.target - Shutdown.')).toMatch(
    /^unknown/,
  )
})

test('a whole journal of two boots is parted where the second begins', async () => {
  const day = '2026-11-24'
  const of = (text: string) => journal(text, { node: 'pi03', day })
  const first = of(`03:11:00 cron[1]: a
03:11:30 k3s[812]: b
03:12:39 kernel: Kernel panic - not syncing: Fatal exception in interrupt`)
  const second = of(`03:13:31 kernel: Booting Linux on physical CPU 0x0000000000 [0x414fd0b1]
03:13:40 systemd[1]: Reached target multi-user.target`)
  const whole = `${first}-- Boot 0123456789abcdef0123456789abcdef --\n${second}`
  const { verdict, notBefore, backAt } = await ask('pi03', whole)
  expect([verdict.ending, verdict.cause]).toEqual(['panic', 'kernel-crash-or-lockup'])
  expect([notBefore, backAt]).toEqual(['2026-11-24T03:12:39.000Z', '2026-11-24T03:13:31.000Z'])
})

test('an observation replays to the same verdict as it was made', async () => {
  const bootedAt = '2026-11-24T03:13:31.000Z'
  const observation = observed({
    pi03: {
      bootedAt,
      persistent: false,
      power: { lastResetReasons: ['under-voltage'] },
      reset: { panicSeconds: 10, register: 0x1000, powerOn: true, chipReset: false },
    },
  })
  const { verdict, lost } = await ask('pi03', JSON.stringify(observation))
  expect([verdict.ending, verdict.confidence]).toEqual(['power', 'suspected'])
  expect(lost).toHaveLength(1)
})

test('files that speak of other nodes alone say so', async () => {
  const { verdict, next } = await ask('pi04', pasted)
  expect(verdict.ending).toBe('unknown')
  expect(next[0]).toEqual({
    why: 'nothing here names pi04; it speaks of pi03',
    command: 'bramble autopsy pi03 FILE',
  })
})
