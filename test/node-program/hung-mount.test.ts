import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processes } from '#src/collect/node/facts/processes.ts'
import { allQuestions } from '#src/collect/node/program/node-program.ts'
import type { Section } from '#src/collect/node/program/section.ts'
import { type LoopbackSshd, noSshd, startSshd } from '#test/support/sshd.ts'
import { runSections, shells } from './run.ts'

/**
 * A mount that hangs for real: sshfs, whose server is stopped. A request that the file system has
 * already sent cannot be killed, so whoever asks sleeps in the kernel (state D).
 */
const absent =
  noSshd ??
  (userInfo().uid !== 0
    ? 'mounting wants root'
    : !existsSync('/dev/fuse')
      ? 'there is no /dev/fuse'
      : spawnSync('sshfs', ['--version']).error
        ? 'sshfs is not installed'
        : undefined)

describe.skipIf(absent !== undefined)(`a hung mount${absent ? `: ${absent}` : ''}`, () => {
  let sshd: LoopbackSshd
  let mount = ''
  let stopped: number[] = []

  beforeAll(async () => {
    sshd = await startSshd()
    mount = mkdtempSync(join(tmpdir(), 'hung-'))
    const { identityFile, knownHostsFile, user } = sshd.target
    const options = `IdentityFile=${identityFile},UserKnownHostsFile=${knownHostsFile},StrictHostKeyChecking=yes`
    const { status, stderr } = spawnSync(
      'sshfs',
      [`${user}@127.0.0.1:${sshd.folder}`, mount, '-p', `${sshd.port}`, '-o', options],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const sessions = spawnSync('pgrep', ['-P', `${sshd.pid}`], { encoding: 'utf8' })
    stopped = sessions.stdout.trim().split('\n').map(Number)
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
  })

  afterAll(async () => {
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    for (let wait = 0; wait < 100 && stuck().length > 0; wait += 1) await pause(50)
    spawnSync('fusermount', ['-u', mount])
    await sshd.stop()
    rmdirSync(mount)
    expect(stuck()).toEqual([])
  })

  /** Processes that ask the hung mount. */
  const stuck = () =>
    spawnSync('pgrep', ['-f', `^stat -f ${mount}`], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((pid) => pid !== '')
  const asked = (shell: (typeof shells)[number]) => {
    const section = (name: string, command: string, disk: boolean): Section => ({
      name,
      command,
      seconds: 1,
      maxBytes: 1000,
      keep: 'head',
      disk,
    })
    const { answers, whole } = runSections(shell, [
      processes,
      section('memory', 'echo memory', false),
      section('hung', `stat -f ${mount}`, true),
      section('disk', 'echo disk', true),
      section('last', 'echo last', false),
    ])
    return {
      states: Object.fromEntries([...answers].map(([name, { state }]) => [name, state])),
      whole,
    }
  }

  it('costs the first look one child, and what lies behind it is still told', () => {
    const [dash] = shells
    if (dash === undefined) throw new Error('no shell')
    expect(asked(dash)).toEqual({
      whole: true,
      states: {
        processes: 'answered',
        memory: 'answered',
        hung: 'lost',
        disk: 'skipped',
        last: 'answered',
      },
    })
    expect(stuck()).toHaveLength(1)
  })

  it.each(shells)('is seen by the next look, which adds none, in $name', (shell) => {
    if (shell.absent !== undefined) return
    expect(asked(shell)).toEqual({
      whole: true,
      states: {
        processes: 'answered',
        memory: 'answered',
        hung: 'skipped',
        disk: 'skipped',
        last: 'answered',
      },
    })
    expect(stuck()).toHaveLength(1)
  })

  it('is never asked by the real program, which tells everything else', () => {
    const [dash] = shells
    if (dash === undefined) throw new Error('no shell')
    // Without the look for children of earlier runs, whose one is still there.
    const { answers, whole } = runSections(
      dash,
      allQuestions.sections.filter(({ name }) => name !== processes.name),
    )
    expect(whole).toBe(true)
    expect(answers.get('filesystems')?.state).toBe('answered')
    expect(answers.get('filesystems')?.text).not.toContain(mount)
    expect(answers.get('files')?.text).toContain(mount)
    expect(stuck()).toHaveLength(1)
  })
})
