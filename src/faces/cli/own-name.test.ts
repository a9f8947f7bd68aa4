import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ownName, typeable } from './own-name.ts'

const program = ['/usr/bin/node', '/home/me/clone/src/faces/cli/main.ts']
const env = { PATH: '/nowhere:/nowhere/else' }

describe('how a shell finds this program', () => {
  test.for([
    ['/home/me/clone', 'bin/bramble'],
    ['/home/me', 'clone/bin/bramble'],
    ['/home/me/clone/bin', './bramble'],
    ['/home/me/clone/docs', '/home/me/clone/bin/bramble'],
    ['/srv', '/home/me/clone/bin/bramble'],
  ])('from %s it is %s', ([cwd = '', name]) => {
    expect(ownName({ program, env, cwd })).toBe(name)
  })

  test('on PATH it has its name, but not by a file that nobody may run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'own-name-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'bramble')
    const here = { program, env: { PATH: `/nowhere:${folder}` }, cwd: '/home/me/clone' }
    writeFileSync(file, '', { mode: 0o644 })
    expect(ownName(here)).toBe('bin/bramble')
    chmodSync(file, 0o755)
    expect(ownName(here)).toBe('bramble')
  })

  test('where it is installed it has its name', () => {
    const installed = ['/usr/bin/node', '/usr/lib/node_modules/bramble/main.js']
    expect(ownName({ program: installed, env, cwd: '/' })).toBe('bramble')
  })
})

test('only the command that comes next is written as it is typed', () => {
  const text =
    'Ask, then `bramble uncordon pi03`.\nnext: bramble fix a\nnext: bramble\n{"next":"bramble check"}\n  next: bramble x\n'
  expect(typeable(text, () => 'bin/bramble')).toBe(
    'Ask, then `bramble uncordon pi03`.\nnext: bin/bramble fix a\nnext: bramble\n{"next":"bramble check"}\n  next: bramble x\n',
  )
})
