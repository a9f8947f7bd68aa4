import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareNodes, type Difference } from './compare.ts'
import { isKnown, known } from './differences.ts'
import { type Heard, recordNodes } from './nodes.ts'
import { startContractCluster } from './practice-cluster.ts'
import { readRecording } from './recording.ts'

/** A practice board and a real node answer alike over SSH: sections, logs and exit statuses. */

let heard: readonly Heard[]
let cluster: Awaited<ReturnType<typeof startContractCluster>>

beforeAll(async () => {
  cluster = await startContractCluster()
  heard = await recordNodes(await cluster.targets())
})
afterAll(() => cluster.close())

test('a practice board answers as the recorded node did, but for the known differences', () => {
  const differences = compareNodes(readRecording().nodes, heard)
  const isListed = (one: Difference) => known.some((line) => isKnown(one, line))
  expect(differences.filter((one) => !isListed(one))).toEqual([])
})

test('each known difference of the nodes is still one', () => {
  const differences = compareNodes(readRecording().nodes, heard)
  const ofNodes = known.filter(({ ask }) => /^(server|agent|\*)/.test(ask))
  expect(ofNodes.filter((line) => !differences.some((one) => isKnown(one, line)))).toEqual([])
})
