import { writeFileSync } from 'node:fs'
import { clientFor } from '#test/contract/client.ts'
import { recordNodes } from '#test/contract/nodes.ts'
import { recordApi } from '#test/contract/record.ts'
import { type Recording, recordingFile, textOf } from '#test/contract/recording.ts'
import { nodeTargets } from '#test/contract/targets.ts'
import {
  canBreak,
  forgetFirstMoment,
  inventoryFile,
  noInventory,
  readInventory,
} from '#test/support/lab.ts'

/**
 * Asks a real cluster everything that the contract cases ask, and writes down the forms of its
 * answers, against which the practice cluster is then compared everywhere. It makes objects in a
 * namespace of its own, cordons one node for a moment, and takes all of it away again. A new
 * cluster keeps its first moment for up to a quarter of an hour, which one case waits for.
 */
const bookmarkSeconds = 75

if (inventoryFile === undefined) {
  console.error(noInventory.replace('test:lab', 'record:lab'))
  process.exitCode = 64
} else {
  if (canBreak) forgetFirstMoment(readInventory().nodes[0]?.name ?? '')
  const ask = clientFor(readInventory().kubeconfig)
  const { text } = await ask({ method: 'GET', target: '/version' })
  const recording: Recording = {
    version: (JSON.parse(text) as { gitVersion: string }).gitVersion,
    api: await recordApi(ask, bookmarkSeconds),
    nodes: await recordNodes(nodeTargets()),
  }
  writeFileSync(recordingFile, textOf(recording))
  const { api, nodes } = recording
  console.log(`recorded ${api.length} answers of the API and ${nodes.length} of nodes`)
}
