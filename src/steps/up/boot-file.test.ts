import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localNode } from '#test/support/local-node.ts'
import type { StepContext } from '../define-step.ts'
import { setFirmwareLine } from './set-firmware-line.ts'
import { setKernelWords } from './set-kernel-words.ts'

let root: string
let boot: string
let context: StepContext
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-boot-'))
  boot = join(root, '/boot/firmware')
  mkdirSync(boot, { recursive: true })
  const shell = localNode('pi02', { root, places: ['/boot/firmware'] })
  context = { node: () => shell, say: () => {} } as unknown as StepContext
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const config = { node: 'pi02', path: '/boot/firmware/config.txt', line: 'dtparam=eee=off' }
const textOf = (name: string) => readFileSync(join(boot, name), 'utf8')

test('a line for the firmware counts on every board, is written once, and goes again', async () => {
  const before = 'arm_64bit=1\n[pi4]\narm_boost=1'
  writeFileSync(join(boot, 'config.txt'), before)
  const had = await setFirmwareLine.remember(config, context)
  await setFirmwareLine.apply(config, context)
  const after = `${before}\n\n[all]\ndtparam=eee=off\n`
  expect(textOf('config.txt')).toBe(after)
  // Cut off after that, it is applied again.
  await setFirmwareLine.apply(config, context)
  expect(textOf('config.txt')).toBe(after)
  expect(textOf('config.txt.before-bramble')).toBe(before)
  await setFirmwareLine.takeBack(config, had, context)
  expect(textOf('config.txt')).toBe(`${before}\n`)
  expect(readdirSync(boot).filter((name) => name.endsWith('.bramble-new'))).toEqual([])
})

test('words for the kernel share the first line, and the file as it was stays once', async () => {
  const input = { node: 'pi02', path: '/boot/firmware/cmdline.txt', words: ['psi=1'] }
  writeFileSync(join(boot, 'cmdline.txt'), 'root=PARTUUID=1 quiet\n')
  const had = await setKernelWords.remember(input, context)
  await setKernelWords.apply(input, context)
  await setKernelWords.apply(input, context)
  expect(textOf('cmdline.txt')).toBe('root=PARTUUID=1 quiet psi=1\n')
  expect(textOf('cmdline.txt.before-bramble')).toBe('root=PARTUUID=1 quiet\n')
  await setKernelWords.takeBack(input, had, context)
  expect(textOf('cmdline.txt')).toBe('root=PARTUUID=1 quiet\n')
})

test('a file that names no root file system is not the one that the firmware reads', async () => {
  const input = { node: 'pi02', path: '/boot/firmware/cmdline.txt', words: ['psi=1'] }
  writeFileSync(join(boot, 'cmdline.txt'), '')
  await expect(setKernelWords.apply(input, context)).rejects.toMatchObject({
    code: 'cmdline-unfit',
  })
  expect(textOf('cmdline.txt')).toBe('')
})
