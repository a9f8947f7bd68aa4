import { expect, test } from 'vitest'
import type { Evidence } from '#src/model/evidence.ts'
import { nodeContainers, nodeIdentity, nodePreparation } from '#src/model/facts/node.ts'
import { machineDigest } from '#src/model/machine-digest.ts'
import { askStrictly, lookAt } from '#src/operations/run/ask-gates.ts'
import { node, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { nodeEvidence } from '#test/support/node-evidence.ts'
import { storageCluster } from '#test/support/storage-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { boardBelongsToNode } from './board-belongs-to-node.ts'

/** pi03 lost its power after K3s was disabled there, and has it again. */
interface Seen {
  machines: Record<string, string | undefined>
  bootId: string | undefined
  machineId: string | undefined
  activeState: string
  running: number
  without?: string
}

const came: Seen = {
  machines: { pi02: '2'.repeat(32), pi03: '3'.repeat(32) },
  bootId: 'a-new-boot',
  machineId: '3'.repeat(32),
  activeState: 'inactive',
  running: 0,
}

function answer(changed: Partial<Seen>): string {
  const seen = { ...came, ...changed }
  const { bootId, machineId } = seen
  const cluster = storageCluster(() => [])
  cluster.nodes = Object.entries(seen.machines).map(([name, machine]) =>
    node(name, machine === undefined ? {} : { machineDigest: machineDigest(machine) }),
  )
  const told: Evidence[] = [
    nodeEvidence(nodeIdentity, 'pi03', { hostname: 'pi03', ...(bootId && { bootId }) }),
    unitEvidence('pi03', { activeState: seen.activeState }),
    nodeEvidence(nodeContainers, 'pi03', { running: seen.running }),
    nodeEvidence(nodePreparation, 'pi03', {
      root: true,
      ...(machineId && { machineId }),
      files: [],
      programs: [],
      modules: [],
    }),
  ]
  const observation = observationOf(cluster)
  const evidence = [...observation.evidence, ...told].filter(({ kind }) => kind !== seen.without)
  const look = lookAt({ ...observation, evidence })
  const [first] = askStrictly(boardBelongsToNode, { node: 'pi03' }, look, Date.parse(takenAt))
  return `${first?.verdict} ${first?.reason}`.trim()
}

test('a board that started anew without K3s is told by its machine id', () => {
  expect(answer({})).toBe('pass')
})

const boots = 'answers with boot id a-new-boot'

const refused: [string, Partial<Seen>, string][] = [
  [
    'another machine answers',
    { machineId: '9'.repeat(32) },
    'is not the one that the kubelet of pi03 reported',
  ],
  [
    'its card was copied to another node',
    { machines: { pi02: '3'.repeat(32), pi03: '3'.repeat(32) } },
    'its machine id is that of pi02 too',
  ],
  ['K3s runs there', { activeState: 'active' }, boots],
  ['K3s is about to run there', { activeState: 'activating' }, boots],
  ['containers run there', { running: 2 }, boots],
]

test.each(refused)('where %s, that alone refuses', (_, changed, reason) => {
  expect(answer(changed)).toMatch(/^fail /)
  expect(answer(changed)).toContain(reason)
})

const open: [string, Partial<Seen>, string][] = [
  ['the board does not say its machine id', { machineId: undefined }, 'its machine id'],
  ['the API shows none', { machines: { pi03: undefined } }, 'no machine id'],
  ['the board does not say its boot', { bootId: undefined }, 'its boot id'],
  ['nothing says what runs there', { without: nodeContainers.kind }, nodeContainers.kind],
]

test.each(open)('where %s, it is not known', (_, changed, reason) => {
  expect(answer(changed)).toMatch(/^unknown /)
  expect(answer(changed)).toContain(reason)
})

test('while K3s runs the boot id decides, whatever the machine id says', () => {
  const runs = { activeState: 'active', running: 3 }
  expect(answer({ ...runs, bootId: 'boot-pi03', machineId: '9'.repeat(32) })).toBe('pass')
  expect(answer({ ...runs, bootId: 'boot-pi09' })).toMatch(/^fail over SSH/)
})
