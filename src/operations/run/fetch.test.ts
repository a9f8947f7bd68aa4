import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { collectArtifacts } from '#src/collect/files/artifacts.ts'
import { collectReleaseFiles } from '#src/collect/files/release-files.ts'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import { createAuthority } from '#src/practice/kubernetes/certificates.ts'
import type { StepContext } from '#src/steps/define-step.ts'
import { fetchRelease } from '#src/steps/fetch/fetch-release.ts'
import { bareBoard, boardObservation, takenAt } from '#test/support/boards.ts'
import { askStrictly, lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** A mirror on this machine, over real TLS with an authority of the test. */
const version = 'v1.36.3+k3s1'
const sumOf = (text: string) => createHash('sha256').update(text).digest('hex')
const content: Record<string, string> = {
  'k3s-arm64': 'a program of v1.36.3+k3s1',
  'k3s-airgap-images-arm64.tar.zst': 'images',
  k3s: 'a program for others',
  'k3s-airgap-images-amd64.tar.zst': 'images for others',
  'install.sh': '#!/bin/sh\n',
}
const sums = (...names: string[]) =>
  names.map((name) => `${sumOf(content[name] ?? '')}  ${name}\n`).join('')
let served: Record<string, string>
let asked: string[]
let redirect: string | undefined
let server: Server
let mirror: string
let folder: string
const before = getCACertificates('default')
const never = new AbortController().signal

const answer: RequestListener = (request, response) => {
  const name = decodeURIComponent(request.url ?? '').replace(`/k3s/${version}/`, '')
  asked.push(name)
  if (redirect !== undefined && !name.startsWith('/elsewhere')) {
    response.writeHead(302, { location: `${redirect}${name}` }).end()
    return
  }
  const text = served[name.replace('/elsewhere/', '')]
  if (text === undefined) response.writeHead(404).end('not here')
  else response.end(text)
}

beforeAll(async () => {
  const authority = createAuthority('test')
  const hosts = ['127.0.0.1']
  const { certificate, key } = authority.issue({ commonName: 'mirror', use: 'server', hosts })
  server = createServer({ cert: certificate, key }, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  mirror = `https://127.0.0.1:${(server.address() as AddressInfo).port}/k3s`
  setDefaultCACertificates([...before, authority.certificate])
})
afterAll(() => {
  setDefaultCACertificates(before)
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-fetch-'))
  asked = []
  redirect = undefined
  served = {
    ...content,
    'sha256sum-arm64.txt': sums('k3s-arm64', 'k3s-airgap-images-arm64.tar.zst'),
    'sha256sum-amd64.txt': sums('k3s', 'k3s-airgap-images-amd64.tar.zst'),
    'sha256sum-arm.txt': '',
    'install.sh.sha256sum': sums('install.sh'),
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function look() {
  const seen = boardObservation({ pi01: bareBoard('pi01'), pi02: bareBoard('pi02') }, [])
  const rest = seen.evidence.filter(({ kind }) => kind !== 'artifacts')
  const local = await collectArtifacts(folder, takenAt)
  const release = await collectReleaseFiles({ version, mirror }, takenAt, never)
  return lookAt({ ...seen, evidence: [...rest, local, release] })
}

async function planned() {
  const configuration = Configuration.parse({
    nodes: { pi01: { address: '10.0.0.1', role: 'server' } },
    k3s: { version },
    artifacts: { folder, mirror },
  })
  const around = { configuration, ownNode: undefined }
  const goal = { name: 'fetch', target: '', options: {} }
  const site = { cluster: 'home', clock: fixedClock(takenAt), around }
  return planOn(await look(), { goal, accept: [] }, site).plan
}

const context = { signal: never, say: () => {}, stopHere: () => {} } as unknown as StepContext

async function fetchAll() {
  const [step] = (await planned()).steps
  if (!step) throw new Error('nothing to fetch')
  await fetchRelease.apply(step.input, context)
  return step.input
}

test('the plan names every checksum, what is fetched is what it names, and then nothing is left', async () => {
  const plan = await planned()
  expect(asked.every((name) => name.includes('sha256sum'))).toBe(true)
  const files = plan.steps[0]?.input['files'] as { name: string; sha256: string }[]
  const names = ['install.sh', 'k3s-arm64', 'k3s-airgap-images-arm64.tar.zst']
  expect(files.map(({ name }) => name)).toEqual(names)
  expect(plan.steps[0]?.preview.join('\n')).toContain(files[1]?.sha256.slice(0, 12))
  const input = await fetchAll()
  expect(readFileSync(join(folder, 'k3s-arm64'), 'utf8')).toBe(content['k3s-arm64'])
  expect(readdirSync(folder).toSorted()).toEqual(
    [...names, 'sha256sum-v1.36.3-k3s1.txt'].toSorted(),
  )
  const [check] = fetchRelease.checksOf(input, undefined)
  if (!check) throw new Error('no check')
  const at = Date.parse(takenAt)
  const verdicts = async () =>
    askStrictly(check, fetchRelease.about(input), await look(), at).map(({ verdict }) => verdict)
  expect(await verdicts()).toEqual(['pass', 'pass', 'pass'])
  expect((await planned()).steps).toEqual([])
  // Nothing is fetched twice.
  asked = []
  await fetchRelease.apply(input, context)
  expect(asked).toEqual([])
  writeFileSync(join(folder, 'k3s-arm64'), 'another')
  expect(await verdicts()).toContain('fail')
  expect((await planned()).steps).toHaveLength(1)
})

test('bytes that do not fit are thrown away, and what stood there stays', async () => {
  writeFileSync(join(folder, 'k3s-arm64'), 'the release before')
  const [step] = (await planned()).steps
  served['k3s-arm64'] = 'something else'
  await expect(fetchRelease.apply(step?.input, context)).rejects.toMatchObject({
    code: 'fetch-checksum',
  })
  expect(readFileSync(join(folder, 'k3s-arm64'), 'utf8')).toBe('the release before')
  expect(readdirSync(folder).some((name) => name.endsWith('.part'))).toBe(false)
})

test('undo takes what was not there before', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  const [step] = (await planned()).steps
  const had = await fetchRelease.remember(step?.input, context)
  await fetchRelease.apply(step?.input, context)
  await fetchRelease.takeBack(step?.input, had, context)
  expect(readdirSync(folder)).toEqual(['notes.txt'])
})

test('a release that is not there, or lacks a file, is said before anything is planned', async () => {
  delete served['sha256sum-arm64.txt']
  await expect(planned()).rejects.toThrow(/HTTP status 404/)
  served['sha256sum-arm64.txt'] = sums('k3s-arm64')
  await expect(planned()).rejects.toMatchObject({ code: 'fetch-not-in-release' })
})

test('another place is followed over TLS, and never without it', async () => {
  redirect = '/elsewhere/'
  await fetchAll()
  expect(readFileSync(join(folder, 'install.sh'), 'utf8')).toBe(content['install.sh'])
  redirect = 'http://127.0.0.1/'
  await expect(planned()).rejects.toThrow(/anybody could answer/)
})

test('a certificate that nobody vouches for is not trusted', async () => {
  const trusted = getCACertificates('default')
  setDefaultCACertificates(before)
  try {
    await expect(planned()).rejects.toThrow(/could not be fetched/)
  } finally {
    setDefaultCACertificates(trusted)
  }
})
