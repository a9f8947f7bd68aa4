import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { journalFolder } from '#src/journal/folder.ts'
import { endRuns } from './end-runs.ts'

let state = ''
const started: ChildProcess[] = []
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'bramble-end-runs-'))
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(state, { recursive: true, force: true })
})

/** A process that holds the lock of a cluster, as a runner does; resolves once it has it. */
async function runner(cluster: string, atSigterm: 'ends' | 'goes on'): Promise<ChildProcess> {
  const program = `
    const { takeLock } = await import(${JSON.stringify(new URL('../../journal/lock.ts', import.meta.url).href)})
    const holder = { who: 'pi@desk', pid: process.pid, doing: 'drain pi03', since: '2026-11-27T00:00:00.000Z' }
    takeLock(${JSON.stringify(journalFolder(cluster, { XDG_STATE_HOME: state }))}, holder)
    process.on('SIGTERM', () => { if (${atSigterm === 'ends'}) process.exit(0) })
    setInterval(() => {}, 1000)
    console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(child)
  await once(child.stdout, 'data')
  return child
}

test('a run that listens is asked, one that does not is killed, and then nobody is left', async () => {
  const [polite, deaf] = await Promise.all([runner('loft', 'ends'), runner('cellar', 'goes on')])
  const exits = Promise.all([polite, deaf].map((child) => once(child, 'exit')))
  expect(await endRuns({ XDG_STATE_HOME: state })).toBe(2)
  expect(await exits).toEqual([
    [0, null],
    [null, 'SIGKILL'],
  ])
  expect(await endRuns({ XDG_STATE_HOME: state })).toBe(0)
}, 60_000)

test('runs of another state folder are nobody’s here', async () => {
  const child = await runner('loft', 'ends')
  expect(await endRuns({ XDG_STATE_HOME: join(state, 'other') })).toBe(0)
  expect(child.exitCode).toBeNull()
}, 60_000)
