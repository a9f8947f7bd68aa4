import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openMemory } from '#src/journal/memory.ts'
import type { CheckReport, Diagnosis } from '#src/model/diagnosis.ts'
import { exitCode } from '#src/model/exit-code.ts'
import type { Measurement } from '#src/model/series.ts'
import { runInProcess } from '#test/support/in-process.ts'
import { practiceSite } from '#test/support/practice-site.ts'

/** What the journal's course foretells: `check`, `diagnose` and a bundle say the same of it. */

const site = practiceSite()
const subject = 'disk/pi02:/'
const hour = 3_600_000
const limit = 60_000

async function bramble(...argv: readonly string[]) {
  const { configuration, folder } = site.home
  return await runInProcess([...argv, '--config', configuration, '--timeout', '60s'], folder)
}

async function diagnosed(...argv: readonly string[]) {
  const { out, code } = await bramble('diagnose', ...argv, '--json')
  const { cause, findings } = JSON.parse(out) as Diagnosis
  return { cause, code, findings: findings.filter((one) => one.cause === 'disk-filling-up') }
}

async function checked() {
  const { out, code } = await bramble('check', '--json')
  const { results } = JSON.parse(out) as CheckReport
  return { code, results: results.filter(({ check }) => check === 'nothing-runs-out') }
}

function remembered() {
  const [path = ''] = globSync(join(site.home.folder, '**/evidence.db'))
  return openMemory(dirname(path))
}

/** Twelve days of looks before this one, four a day, of one figure. */
function keepReadings(reading: (hoursAgo: number) => Measurement) {
  const memory = remembered()
  const now = Date.now()
  for (let ago = 12 * 24; ago > 0; ago -= 6)
    memory.keep(now - ago * hour, (before) => before, [reading(ago)])
  memory.close()
}

/** The disk came nearer to its end all the time, from what is left of it now. */
function rememberLooks({ daysLeft }: { daysLeft: number }) {
  const memory = remembered()
  const left = memory
    .series(0)
    .find((one) => one.series === 'disk-available' && one.subject === subject)
  memory.close()
  const bytes = left?.points.at(-1)?.[1] ?? Number.NaN
  keepReadings((ago) => ({
    series: 'disk-available',
    subject,
    value: bytes * (1 + ago / 24 / daysLeft),
  }))
}

beforeAll(async () => {
  expect(await diagnosed()).toMatchObject({ cause: expect.stringMatching(/^(?:none|benign-.*)$/) })
}, limit)

test(
  'a disk that is full in a month is told, and the cluster is as healthy as before',
  async () => {
    rememberLooks({ daysLeft: 30 })
    const { cause, code, findings } = await diagnosed()
    expect(findings).toMatchObject([{ subject, severity: 'info', confidence: 'suspected' }])
    expect(cause).toMatch(/^(?:none|benign-.*)$/)
    expect(code).toBe(exitCode.well)
    expect((await checked()).results).toMatchObject([{ verdict: 'pass' }])
  },
  limit,
)

test(
  'a K3s that came back on several days is told, and the cluster is as healthy as before',
  async () => {
    keepReadings((ago) => ({
      series: 'unit-restarts',
      subject: 'node/pi03',
      value: Math.floor((12 * 24 - ago) / 48),
    }))
    const { out, code } = await bramble('diagnose', '--json')
    const { cause, findings } = JSON.parse(out) as Diagnosis
    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'k3s-restarting-for-days@node/pi03', severity: 'info' }),
    )
    expect([cause, code]).toEqual([expect.stringMatching(/^(?:none|benign-.*)$/), exitCode.well])
  },
  limit,
)

test(
  'a disk that is full within the week is a warning to everybody who looks',
  async () => {
    rememberLooks({ daysLeft: 5 })
    const told = {
      cause: 'unknown',
      code: exitCode.findings,
      findings: [{ subject, severity: 'warning' }],
    }
    expect(await diagnosed()).toMatchObject(told)
    expect(await checked()).toMatchObject({
      code: exitCode.findings,
      results: [{ verdict: 'fail', subject, severity: 'warning' }],
    })
    const bundle = join(site.home.folder, 'bundle.tar.gz')
    await bramble('collect', '--output', bundle)
    const { out } = await runInProcess(['diagnose', bundle, '--json'], site.home.folder)
    const replayed = JSON.parse(out) as Diagnosis
    expect(replayed.cause).toBe('unknown')
    expect(replayed.findings).toContainEqual(
      expect.objectContaining({ subject, severity: 'warning' }),
    )
    expect((await bramble('fix', 'disk-filling-up')).out).toContain('pi02')
  },
  limit,
)
