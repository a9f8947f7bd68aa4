import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collectLocalAgents } from './local-agents.ts'

const takenAt = '2026-03-01T00:00:00.000Z'
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-agents-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const look = async (env: Record<string, string> = {}, own: object = {}) => {
  const approverFile = join(folder, 'approver.json')
  return (await collectLocalAgents({ env, approverFile, takenAt, ...own })).records
}

test('OpenClaw that asks is known by its variable, and whether a passphrase is kept is told', async () => {
  // An empty folder of processes: what else runs on this machine is not this test's.
  const alone = { proc: folder }
  expect(await look({}, alone)).toEqual([])
  const asking = { agent: 'OpenClaw', seenIn: 'environment', passphraseKept: false }
  expect(await look({ OPENCLAW_SHELL: 'exec' }, alone)).toEqual([asking])
  writeFileSync(join(folder, 'approver.json'), '{}')
  expect(await look({ OPENCLAW_SHELL: 'exec' }, alone)).toEqual([
    { ...asking, passphraseKept: true },
  ])
})

test('a machine that tells no processes as Linux does has none that could be seen', async () => {
  expect(await look({}, { proc: join(folder, 'none') })).toEqual([])
})

describe.skipIf(process.platform !== 'linux')('a process beside', () => {
  test('is known by the title that it gives itself, where it is of this user', async () => {
    const program =
      "process.title = 'openclaw-gateway'; console.log('up'); setInterval(() => {}, 1000)"
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      await once(child.stdout, 'data')
      expect(await look()).toEqual([
        { agent: 'OpenClaw', seenIn: 'process', passphraseKept: false },
      ])
      const another = (process.getuid?.() ?? 0) + 1
      expect(await look({}, { uid: another })).toEqual([])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })

  test('that only has the word in its arguments is none', async () => {
    const child = spawn('sleep', ['30'], { argv0: 'vim openclaw' })
    try {
      expect(await look()).toEqual([])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })
})
