import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { diagnoseFiles } from '#src/operations/diagnose.ts'

const folder = mkdtempSync(join(tmpdir(), 'bramble-notes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function notes(text: string) {
  const path = join(folder, 'paste')
  writeFileSync(path, text)
  const options = { signal: new AbortController().signal, inIsTerminal: false }
  const { cause, notes = [] } = await diagnoseFiles([path], options)
  return { cause, notes: notes.join('\n') }
}

const dmesg = `[  812.101012] mmc0: Card stuck being busy! __mmc_poll_for_busy
[  813.200000] I/O error, dev mmcblk0, sector 1234 op 0x1:(WRITE) flags 0x800`
const dip = (node: string) => `Nov 24 03:12:30 ${node} kernel: hwmon hwmon1: Undervoltage detected!`
const card = (node: string) =>
  `Nov 24 03:12:30 ${node} kernel: mmc0: Card stuck being busy! __mmc_poll_for_busy
Nov 24 03:12:35 ${node} kernel: I/O error, dev mmcblk0, sector 1234 op 0x1:(WRITE)`

test('a paste that names no node, and none that is dated, says both', async () => {
  const said = await notes(dmesg)
  expect(said.cause).toBe('sd-card-failing')
  expect(said.notes).toMatch(/names no node.*\n.*bears a date/)
})

test('a paste of several nodes says that some lines are nobody\u2019s', async () => {
  const said = await notes(`${dip('pi04')}\n${dip('pi05')}\n\n${dmesg}`)
  expect(said.notes).toMatch(/some lines name no node, and the text speaks of pi04, pi05/)
  expect(said.notes).not.toMatch(/bears a date/)
  expect((await notes(`${dip('pi04')}\n\n${dmesg}`)).notes).toMatch(/taken for lines of pi04/)
})

test('a paste that names and dates everything says nothing more', async () => {
  const said = await notes(card('pi03'))
  expect(said).toEqual({ cause: 'sd-card-failing', notes: '' })
})
