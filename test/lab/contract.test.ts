import { beforeAll, describe, expect, test } from 'vitest'
import { cases } from '#test/contract/cases/all.ts'
import { clientFor } from '#test/contract/client.ts'
import { compare, compareNodes } from '#test/contract/compare.ts'
import type { Exchanged } from '#test/contract/converse.ts'
import { recordNodes } from '#test/contract/nodes.ts'
import { recordApi } from '#test/contract/record.ts'
import { readRecording } from '#test/contract/recording.ts'
import { nodeTargets } from '#test/contract/targets.ts'
import {
  canBreak,
  forgetFirstMoment,
  inventoryFile,
  noInventory,
  readInventory,
} from '#test/support/lab.ts'

/** The cases of test/kubernetes/contract.test.ts on a real cluster: the other half of each line. */
describe.skipIf(inventoryFile === undefined)(
  `the contract on a real cluster: ${noInventory}`,
  () => {
    let answered: readonly Exchanged[]

    beforeAll(async () => {
      if (canBreak) forgetFirstMoment(readInventory().nodes[0]?.name ?? '')
      answered = await recordApi(clientFor(readInventory().kubeconfig), 75)
    }, 1_200_000)

    test('it answers each case as the case says', () => {
      const expected = cases.flatMap(({ line, exchanges }) =>
        exchanges.map(({ ask, answers }) => `${line}: ${ask}: ${answers}`),
      )
      expect(answered.map(({ line, ask, answers }) => `${line}: ${ask}: ${answers}`)).toEqual(
        expected,
      )
    })

    test('it answers in the forms and words that are recorded', () => {
      expect(compare(readRecording().api, answered)).toEqual([])
    })

    test('its nodes answer over SSH in the forms that are recorded', async () => {
      expect(compareNodes(readRecording().nodes, await recordNodes(nodeTargets()))).toEqual([])
    })
  },
)
