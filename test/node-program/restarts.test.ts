import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loginRecords } from '#src/collect/node/facts/boot-records.ts'
import { crashFiles } from '#src/collect/node/facts/crash-records.ts'
import { neighbourSection } from '#src/collect/node/facts/neighbours.ts'
import { resets } from '#src/collect/node/facts/reset-status.ts'
import { endQuestions, neighbourQuestions } from '#src/collect/node/program/node-program.ts'
import type { Section } from '#src/collect/node/program/section.ts'
import { readAnswers } from '#src/collect/node/read-answers.ts'
import { runSections, type Shell, shells } from './run.ts'

const moments = { begunAfter: 0, heardBy: 0 }
const folder = mkdtempSync(join(tmpdir(), 'restarts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function recordsOf(shell: Shell, kind: string, section: Section): unknown {
  const { answers } = runSections(shell, [section])
  const questions = kind === 'neighbours' ? neighbourQuestions([]) : endQuestions(-1)
  const piece = readAnswers(answers, moments, questions).find((one) => one.kind === kind)
  return piece?.records ?? piece?.outcome
}

/** One record of wtmp(5) as glibc lays it out: type, process, line, id, user, host, then the time. */
function loginRow(type: number, user: string, at: string): Buffer {
  const row = Buffer.alloc(384)
  row.writeInt16LE(type, 0)
  row.write('~', 8)
  row.write('~~', 40)
  row.write(user, 44)
  row.write('6.12.47+rpt-rpi-2712', 76)
  row.writeInt32LE(Date.parse(at) / 1000, 340)
  return row
}

const noLast = spawnSync('last', ['--version']).error ? 'last is not installed' : undefined

describe.each(shells)('traces of a restart, read in $name', (shell) => {
  const own = shell.tools === undefined ? undefined : 'busybox has its own tools'
  const wtmp = join(folder, 'wtmp')
  const store = join(folder, shell.name)

  beforeAll(() => {
    const boot = 2
    const runLevel = 1
    writeFileSync(
      wtmp,
      Buffer.concat([
        loginRow(boot, 'reboot', '2026-11-20T10:00:00Z'),
        loginRow(runLevel, 'shutdown', '2026-11-20T12:00:00Z'),
        loginRow(boot, 'reboot', '2026-11-20T12:00:40Z'),
        loginRow(boot, 'reboot', '2026-11-22T03:13:31Z'),
      ]),
    )
    mkdirSync(join(store, 'archive/1795316020'), { recursive: true })
    mkdirSync(join(store, 'sys'), { recursive: true })
    writeFileSync(join(store, 'backend'), 'ramoops\n')
  })

  it.skipIf(shell.absent ?? own ?? noLast)('`last` tells which boot crashed', () => {
    const section = {
      ...loginRecords,
      command: loginRecords.command.replace('last -x', `last -f ${wtmp} -x`),
    }
    expect(recordsOf(shell, 'boot-records', section)).toMatchObject([
      { ending: 'running', startedAt: '2026-11-22T03:13:31.000Z' },
      { ending: 'crash', startedAt: '2026-11-20T12:00:40.000Z' },
      { ending: 'shutdown', endedAt: '2026-11-20T12:00:00.000Z' },
    ])
  })

  const crashes = () =>
    recordsOf(shell, 'crash-records', {
      ...crashFiles,
      command: crashFiles.command
        .replaceAll('/sys/module/pstore/parameters/backend', join(store, 'backend'))
        .replaceAll('/var/lib/systemd/pstore', join(store, 'archive'))
        .replaceAll('/sys/fs/pstore', join(store, 'sys')),
    })

  it.skipIf(shell.absent)('an empty store is not none', () => {
    expect(crashes()).toEqual([{ backend: 'ramoops', lines: [] }])
  })

  it.skipIf(shell.absent)('of a dead kernel’s record only the telling lines leave the node', () => {
    const path = join(store, 'archive/1795316020/dmesg-ramoops-0')
    const noise = Array.from({ length: 400 }, (_, line) => `<6>[ 1.${line}] usb: password=hunter2`)
    writeFileSync(
      path,
      ['Panic#1 Part1', ...noise, '<0>[ 9.1] Kernel panic - not syncing: Fatal exception'].join(
        '\n',
      ),
    )
    utimesSync(path, 1_795_316_000, 1_795_316_000)
    expect(crashes()).toEqual([
      {
        backend: 'ramoops',
        path,
        at: new Date(1_795_316_000_000).toISOString(),
        lines: ['Panic#1 Part1', '<0>[ 9.1] Kernel panic - not syncing: Fatal exception'],
      },
    ])
  })

  it.skipIf(shell.absent)('what a panic does is what the kernel says', () => {
    const said = (name: string) => Number(readFileSync(`/proc/sys/kernel/${name}`, 'utf8'))
    expect(recordsOf(shell, 'reset-status', resets)).toMatchObject([
      { panicSeconds: said('panic'), panicOnOops: said('panic_on_oops') > 0 },
    ])
  })

  it.skipIf(shell.absent)('a neighbour that answers is heard', () => {
    const section = neighbourSection([{ node: 'here', address: '127.0.0.1' }])
    const [heard] = recordsOf(shell, 'neighbours', section) as Record<string, unknown>[]
    expect(heard).toMatchObject({ target: 'here', address: '127.0.0.1' })
    const noPing = shell.tools === undefined && spawnSync('ping', ['-V']).error !== undefined
    if (!noPing) expect(heard).toMatchObject({ sent: 2, received: 2 })
  })
})
