import { expect, test } from 'vitest'
import { exitCode } from '#src/model/exit-code.ts'
import { runInProcess } from '#test/support/in-process.ts'
import { practiceSite } from '#test/support/practice-site.ts'

const practice = practiceSite()
/** Those that ask: a safe one is carried out at once. */
const goals = [
  'drain pi03',
  'reboot pi03',
  'service restart pi03',
  'certificates rotate --nodes pi02',
  'power-cycle pi03',
  'replicas 1',
]

// Without a terminal nobody can say yes: what was shown before the question is all that there is.
test.each(goals)(
  'bramble %s shows with --dry-run what it shows before it asks',
  async (words) => {
    const argv = [...words.split(' '), '--config', practice.home.configuration]
    const before = practice.cluster.api.requests.length
    const dry = await runInProcess([...argv, '--dry-run'], practice.home.folder)
    const real = await runInProcess(argv, practice.home.folder)
    expect(dry.err).toBe('')
    expect(dry.code).toBe(exitCode.well)
    expect(real.code).toBe(exitCode.approvalNeeded)
    const digest = /^next: bramble apply ([0-9a-f]{12})\n/m.exec(dry.out)?.[0]
    expect(digest).toBeDefined()
    expect(real.out).toBe(dry.out.replace(digest ?? '', ''))
    const sent = practice.cluster.api.requests
      .slice(before)
      .filter(({ method }) => method !== 'GET')
    expect(sent).toEqual([])
  },
  60_000,
)
