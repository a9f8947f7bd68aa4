import { afterAll, beforeAll, expect, test } from 'vitest'
import { exitCode } from '#src/model/exit-code.ts'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { type PracticeHome, writePracticeHome } from '#src/practice/home.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { runInProcess } from '#test/support/in-process.ts'

let cluster: PracticeCluster
let home: PracticeHome
beforeAll(async () => {
  cluster = await startPracticeCluster(healthy)
  home = await writePracticeHome(cluster)
})
afterAll(async () => {
  await cluster.close()
  await home.remove()
})

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
    const argv = [...words.split(' '), '--config', home.configuration]
    const before = cluster.api.requests.length
    const dry = await runInProcess([...argv, '--dry-run'], home.folder)
    const real = await runInProcess(argv, home.folder)
    expect(dry.err).toBe('')
    expect(dry.code).toBe(exitCode.well)
    expect(real.code).toBe(exitCode.approvalNeeded)
    const digest = /^next: bramble apply ([0-9a-f]{12})\n/m.exec(dry.out)?.[0]
    expect(digest).toBeDefined()
    expect(real.out).toBe(dry.out.replace(digest ?? '', ''))
    const sent = cluster.api.requests.slice(before).filter(({ method }) => method !== 'GET')
    expect(sent).toEqual([])
  },
  60_000,
)
