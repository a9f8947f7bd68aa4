import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localNode } from '#test/support/local-node.ts'
import type { StepContext } from '../define-step.ts'
import { setTimeSync } from './set-time-sync.ts'

let root: string
let context: StepContext
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-time-'))
  mkdirSync(join(root, 'bin'))
  const program = join(root, 'bin', 'timedatectl')
  writeFileSync(
    program,
    `#!/bin/sh
case "$1 $2" in
'show -p') echo "NTP=$(cat ${root}/ntp)" ;;
'set-ntp true') echo yes >${root}/ntp ;;
'set-ntp false') echo no >${root}/ntp ;;
*) exit 9 ;;
esac
`,
  )
  chmodSync(program, 0o755)
  const shell = localNode('pi02', { root, places: [] })
  context = { node: () => shell, say: () => {} } as unknown as StepContext
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test.each(['yes', 'no'])('undo leaves who kept the clock as it was: %s', async (was) => {
  writeFileSync(join(root, 'ntp'), `${was}\n`)
  const input = { node: 'pi02' }
  const had = await setTimeSync.remember(input, context)
  await setTimeSync.apply(input, context)
  expect(readFileSync(join(root, 'ntp'), 'utf8')).toBe('yes\n')
  await setTimeSync.takeBack(input, had, context)
  expect(readFileSync(join(root, 'ntp'), 'utf8')).toBe(`${was}\n`)
})
