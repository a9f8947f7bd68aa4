import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findClusterFolder } from '#src/journal/cluster-folder.ts'
import { withSite } from '#src/operations/run/with-site.ts'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { type PracticeHome, writePracticeHome } from '#src/practice/home.ts'
import { createAuthority } from '#src/practice/kubernetes/certificates.ts'
import cordonLeftBehind from '#src/practice/scenarios/cordon-left-behind.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { fingerprintOf } from '#src/transport/kubernetes/fingerprint.ts'
import { runInProcess } from '#test/support/in-process.ts'

/** Both are called `practice`, and one person has both. */
const opened: { cluster: PracticeCluster; home: PracticeHome }[] = []
let state = ''

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'bramble-two-clusters-'))
  for (const scenario of [cordonLeftBehind, healthy]) {
    const cluster = await startPracticeCluster(scenario)
    opened.push({ cluster, home: await writePracticeHome(cluster) })
  }
}, 60_000)

afterAll(async () => {
  await Promise.all(opened.map(({ home }) => home.remove()))
  rmSync(state, { recursive: true, force: true })
})

const on = (place: 0 | 1, ...words: string[]) =>
  runInProcess([...words, '--config', opened[place]?.home.configuration ?? ''], state)

const json = async (place: 0 | 1, ...words: string[]) =>
  JSON.parse((await on(place, ...words, '--json')).out)

/** Where a cluster is noted, once a run of the first one's journal has restored it. */
async function folderOfRestored(): Promise<string> {
  const { certificate } = createAuthority('restored')
  const encoded = Buffer.from(certificate).toString('base64')
  const never = new AbortController().signal
  const options = {
    config: opened[0]?.home.configuration ?? '',
    env: { XDG_STATE_HOME: state },
    cwd: state,
    timeoutMilliseconds: 60_000,
    signal: never,
    stop: never,
    onProgress: () => {},
    onEvent: () => {},
  }
  await withSite(options, (site) =>
    site.replaceKubeconfig(`    certificate-authority-data: ${encoded}\n`, 'of nobody'),
  )
  const marks = { name: 'elsewhere', uid: 'restored', authority: fingerprintOf(certificate) }
  return findClusterFolder(marks, options.env).folder
}

test('two clusters of one name: each remembers its own, while the API answers and when it is gone', async () => {
  expect((await json(0, 'diagnose')).cause).toBe('cordon-left-behind')
  expect((await on(0, 'note', 'the first of two')).code).toBe(0)

  const second = await on(1, 'note', 'the second of two')
  expect(second.err).toContain('Another cluster was called practice here before')
  expect(await json(1, 'status')).not.toHaveProperty('diagnosedAt')
  const told = await on(1, 'diagnose')
  expect(told.err).not.toContain('Another cluster')
  expect(readdirSync(join(state, 'bramble'))).toHaveLength(2)

  expect(await folderOfRestored()).toBe(join(state, 'bramble', 'practice'))

  await Promise.all(opened.map(({ cluster }) => cluster.close()))
  const histories = await Promise.all([on(0, 'history'), on(1, 'history')])
  expect(histories[0].out).toContain('the first of two')
  expect(histories[0].out).not.toContain('the second of two')
  expect(histories[1].out).toContain('the second of two')
  expect(histories[1].out).not.toContain('the first of two')
  const first = await json(0, 'status')
  expect(first.openFindings.map(({ cause }: { cause: string }) => cause)).toContain(
    'cordon-left-behind',
  )
}, 120_000)
