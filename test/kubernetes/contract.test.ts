import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pathOf, resources } from '#src/transport/kubernetes/resources.ts'
import { cases } from '#test/contract/cases/all.ts'
import { clientFor } from '#test/contract/client.ts'
import { compare, type Difference } from '#test/contract/compare.ts'
import type { Exchanged } from '#test/contract/converse.ts'
import { isKnown, known } from '#test/contract/differences.ts'
import { startContractCluster } from '#test/contract/practice-cluster.ts'
import { recordApi } from '#test/contract/record.ts'
import { readRecording } from '#test/contract/recording.ts'

/**
 * The practice API and a real one answer alike. What the real one answered was recorded
 * (`npm run record:lab`); test/lab/contract.test.ts asks a real cluster the same cases.
 */

let cluster: Awaited<ReturnType<typeof startContractCluster>>
let practised: readonly Exchanged[]

beforeAll(async () => {
  cluster = await startContractCluster()
  practised = await recordApi(clientFor(cluster.kubeconfig), 2)
})
afterAll(() => cluster.close())

const exchanges = cases.flatMap(({ line, title, exchanges: all }) =>
  all.map((exchange) => ({ line, title, ...exchange })),
)

test('the practice API answers each case as the case says', () => {
  const told = practised.map(({ line, ask, answers }) => `${line}: ${ask}: ${answers}`)
  expect(told).toEqual(exchanges.map(({ line, ask, answers }) => `${line}: ${ask}: ${answers}`))
})

test('it answers as the recorded cluster did, but for the known differences', () => {
  const differences = compare(readRecording().api, practised)
  const isListed = (one: Difference) => known.some((line) => isKnown(one, line))
  expect(differences.filter((one) => !isListed(one))).toEqual([])
})

test('each known difference of the API is still one', () => {
  const differences = compare(readRecording().api, practised)
  const ofApi = known.filter(({ ask }) => /^(GET|POST|PUT|PATCH|DELETE) /.test(ask))
  const isGone = (line: (typeof known)[number]) => !differences.some((one) => isKnown(one, line))
  expect(ofApi.filter(isGone)).toEqual([])
})

test('the recording holds all cases, and nothing but forms', () => {
  const { api } = readRecording()
  expect(api.map(({ ask }) => ask)).toEqual(exchanges.map(({ ask }) => ask))
  expect(api.map(({ answers }) => answers)).toEqual(exchanges.map(({ answers }) => answers))
  expect(JSON.stringify(api)).not.toMatch(
    /BEGIN |ey[\w-]{20,}\.|10\.44\.|[\da-f]{8}(-[\da-f]{4}){3}-/,
  )
})

const surface = readFileSync(new URL('../../src/practice/SURFACE.md', import.meta.url), 'utf8')

test('each line of SURFACE.md about the API has a case, and each case a line', () => {
  const [, section = ''] = /## Kubernetes API([\s\S]*?)\n## /.exec(surface) ?? []
  const lines = [...section.matchAll(/^\| `(\w+)` /gm)].map(([, id]) => id)
  expect(lines.length).toBeGreaterThan(10)
  expect(lines).toEqual([...new Set(lines)])
  expect(new Set(cases.map(({ line }) => line))).toEqual(new Set(lines))
})

test('each list that Bramble asks for is in a case', () => {
  const asked = new Set(exchanges.map(({ ask }) => ask))
  for (const resource of Object.values(resources))
    expect(asked).toContain(`GET ${pathOf(resource)}?limit=500`)
})
