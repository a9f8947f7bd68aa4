import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { evidenceOf } from '#src/collect/node/evidence.ts'
import { journalFiles } from '#src/collect/node/facts/journal.ts'
import { endQuestions } from '#src/collect/node/program/node-program.ts'
import { readAnswers } from '#src/collect/node/read-answers.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { bootEnds } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { runSections, shells } from './run.ts'

const remote = [
  '/lib/systemd/systemd-journal-remote',
  '/usr/lib/systemd/systemd-journal-remote',
].find((path) => existsSync(path))
const absent = remote === undefined ? 'systemd-journal-remote is not installed' : undefined
const folder = mkdtempSync(join(tmpdir(), 'boots-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const startOfDay = Date.parse('2026-11-24T00:00:00Z') / 1000
interface Entry {
  readonly boot: number
  /** Seconds after midnight, and since its boot. */
  readonly at: number
  readonly uptime: number
  readonly program: string
  readonly text: string
}

/** The journal's export format: https://systemd.io/JOURNAL_EXPORT_FORMATS/ */
function exported({ boot, at, uptime, program, text }: Entry): string {
  const kernel = program === 'kernel'
  return [
    `__REALTIME_TIMESTAMP=${(startOfDay + at) * 1_000_000}`,
    `__MONOTONIC_TIMESTAMP=${uptime * 1_000_000}`,
    `_BOOT_ID=${`${boot}`.repeat(32)}`,
    '_MACHINE_ID=ffffffffffffffffffffffffffffffff',
    '_HOSTNAME=pi03',
    `_TRANSPORT=${kernel ? 'kernel' : 'journal'}`,
    `PRIORITY=${kernel ? 4 : 6}`,
    `SYSLOG_IDENTIFIER=${program}`,
    ...(kernel ? [] : ['_PID=1', 'SYSLOG_PID=1']),
    `MESSAGE=${text}`,
    '',
    '',
  ].join('\n')
}

/** Three boots: the first shut down, the second was cut off, the third runs. */
const story: readonly Entry[] = [
  { boot: 1, at: 100, uptime: 1, program: 'kernel', text: 'Booting Linux on physical CPU 0x0' },
  {
    boot: 1,
    at: 160,
    uptime: 61,
    program: 'systemd',
    text: 'Reached target reboot.target - System Reboot.',
  },
  { boot: 1, at: 160, uptime: 61, program: 'systemd', text: 'Shutting down.' },
  { boot: 2, at: 200, uptime: 1, program: 'kernel', text: 'Booting Linux on physical CPU 0x0' },
  ...Array.from({ length: 30 }, (_, number) => ({
    boot: 2,
    at: 300 + number,
    uptime: 101 + number,
    program: ['k3s', 'containerd', 'cron'][number % 3] ?? '',
    text: `work ${number}`,
  })),
  // The board starts with the time it saved last, long before its real one.
  { boot: 3, at: 250, uptime: 1, program: 'kernel', text: 'Booting Linux on physical CPU 0x0' },
  {
    boot: 3,
    at: 252,
    uptime: 3,
    program: 'kernel',
    text: 'EXT4-fs (nvme0n1p2): recovery complete',
  },
  { boot: 3, at: 9000, uptime: 60, program: 'systemd', text: 'Startup finished.' },
]

describe.each(shells.filter(({ tools }) => tools === undefined))(
  'the boots of a real journal, read in $name',
  (shell) => {
    const skipped = shell.absent ?? absent
    const file = join(folder, 'test.journal')

    beforeAll(() => {
      if (remote === undefined) return
      const made = spawnSync(remote, ['-o', file, '-'], { input: story.map(exported).join('') })
      expect(made.stderr.toString()).not.toContain('Failed')
    })

    it.skipIf(skipped)('tell how each of them ended, and what the last start found', () => {
      const questions = endQuestions(-1)
      const journal = `journal='journalctl --file=${file}' earlier=1 boot='-b 0'`
      const sections = questions.sections.map((section) =>
        section.name === journalFiles.name
          ? { ...section, command: 'echo @persistent; echo @plain', after: journal }
          : section,
      )
      const { answers } = runSections(shell, sections)
      const pieces = readAnswers(answers, { begunAfter: 0, heardBy: 0 }, questions)
      const evidence = pieces.map((piece) =>
        evidenceOf(piece, {
          node: 'pi03',
          takenAt: '2026-11-24T03:00:00.000Z',
          redact: (text) => ({ text, redacted: 0 }),
        }),
      )
      const replayed = lines('recovery complete')
      const index = indexEvidence(evidence, [replayed], Date.parse('2026-11-24T03:00:00Z'))
      const ends = factsOf(index, bootEnds).filter(({ complete }) => complete)
      const told = ends.map(({ index: boot, ending, lastAt }) => `${boot} ${ending} ${lastAt}`)
      expect(told.sort()).toEqual([
        '-1 cut 2026-11-24T00:05:29.000Z',
        '-2 shutdown 2026-11-24T00:02:40.000Z',
      ])
      const start = index.lines.get(replayed)?.filter(({ evidence: id }) => id.endsWith('/start'))
      expect(start).toMatchObject([{ boot: 0, firstUptimeSeconds: 3 }])
      const none = evidence.find(({ id }) => id === 'node/pi03/log/boot-4')
      expect(none?.outcome).toBe('not-applicable')
    })
  },
)
