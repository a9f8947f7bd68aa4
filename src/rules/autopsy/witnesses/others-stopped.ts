import { nodes } from '#src/model/facts/kubernetes.ts'
import { bootEnds, nodeIdentity } from '#src/model/facts/node.ts'
import { bootRecords } from '#src/model/facts/restarts.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, lastWordsOf, type Statement } from '../define-witness.ts'
import type { Scene } from '../scene.ts'

/** Nodes that stop within this time of each other stopped together. */
const togetherMilliseconds = 3000
/** Boards of one kind start within this time of each other once the mains are back. */
const startMilliseconds = 60_000

/** Several nodes that stop in the same second have lost what they share: the mains, or a switch. */
export default defineWitness({
  id: 'others-stopped',
  scope: 'cluster',
  reads: { bootEnds, bootRecords, nodeIdentity, nodes },

  look({ bootEnds, bootRecords, nodeIdentity, nodes }, scene): Statement[] {
    if (scene.question === 'silence') return []
    if (scene.question === 'silent-now') return silentTogether(nodes, scene)
    if (scene.boot !== -1 || scene.goneAt === undefined || scene.end?.ending !== 'cut') return []
    const gone = scene.goneAt
    const others = bootEnds.filter(
      (end) =>
        end.node !== undefined &&
        end.node !== scene.node &&
        end.index === -1 &&
        end.ending === 'cut' &&
        end.complete &&
        end.lastAt !== undefined,
    )
    const together = others.filter(
      (end) =>
        Math.abs(scene.clocks.correct(Date.parse(end.lastAt ?? ''), end.node) - gone) <=
        togetherMilliseconds + doubt(scene, end.node),
    )
    if (together.length > 0)
      return [
        {
          for: ['power'],
          sure: true,
          cause: 'power-loss',
          text: `${namesOf(together)} stopped in the same second`,
          evidence: cite(
            together.map((end) =>
              because(end, `last line: ${lastWordsOf(end)}`, Date.parse(end.lastAt ?? '')),
            ),
            scene,
            'journal',
          ),
        },
      ]
    const inOrder = restartedInOrder(bootEnds, bootRecords)
    return startedTogether(
      nodeIdentity.filter(({ node = '' }) => !inOrder.has(node)),
      scene,
    )
  },
})

/** Nodes whose last start somebody asked for: one of them lost nothing, whenever it came back. */
function restartedInOrder(
  ends: readonly { node?: string; index: number; ending: string }[],
  records: readonly { node?: string; ending: string }[],
): ReadonlySet<string> {
  const newestFirst = Map.groupBy(records, ({ node = '' }) => node)
  return new Set([
    ...ends
      .filter(({ index, ending }) => index === -1 && ending === 'shutdown')
      .map(({ node = '' }) => node),
    ...[...newestFirst]
      .filter(
        ([, [running, before]]) => running?.ending === 'running' && before?.ending === 'shutdown',
      )
      .map(([node]) => node),
  ])
}

interface Identity {
  readonly node?: string
  readonly evidence: string
  readonly uptimeSeconds?: number | undefined
}

/** Where a journal is volatile, the starts still tell that several nodes were away at once. */
function startedTogether(identities: readonly Identity[], scene: Scene): Statement[] {
  const { bootedAt, node, index } = scene
  if (bootedAt === undefined) return []
  const others = identities.flatMap((identity) => {
    const takenAt = Date.parse(index.sources.get(identity.evidence)?.takenAt ?? '')
    if (identity.node === undefined || identity.node === node) return []
    if (identity.uptimeSeconds === undefined || Number.isNaN(takenAt)) return []
    const startedAt = takenAt - identity.uptimeSeconds * 1000
    return Math.abs(startedAt - bootedAt) <= startMilliseconds ? [{ ...identity, startedAt }] : []
  })
  if (others.length === 0) return []
  return [
    {
      for: ['power'],
      text: `${namesOf(others)} started anew within the same minute`,
      evidence: cite(
        others.map((other) => because(other, 'started, too')),
        scene,
      ),
    },
  ]
}

/** Lost by the API in the same moment: it looks every five seconds. */
const lookMilliseconds = 10_000

function silentTogether(
  known: readonly { name: string; evidence: string; conditions: readonly Condition[] }[],
  scene: Scene,
): Statement[] {
  const lost = known.flatMap(({ name, evidence, conditions }) => {
    const ready = conditions.find(({ type }) => type === 'Ready')
    const at = Date.parse(ready?.lastTransitionAt ?? '')
    return ready?.status === 'Unknown' && !Number.isNaN(at) ? [{ name, evidence, at }] : []
  })
  const own = lost.find(({ name }) => name === scene.node)
  if (!own) return []
  const others = lost.filter(
    ({ name, at }) => name !== scene.node && Math.abs(at - own.at) <= lookMilliseconds,
  )
  if (others.length === 0) return []
  return [
    {
      for: ['power', 'cut-off'],
      text: `${others
        .map(({ name }) => name)
        .sort()
        .join(' ')} fell silent at the same time: what they share, power or switch`,
      evidence: cite(
        others.map(({ name, evidence, at }) =>
          because({ evidence, node: name }, `${name} is not Ready`, at),
        ),
        scene,
        'API',
      ),
    },
  ]
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly lastTransitionAt?: string | undefined
}

/** How far two clocks can be apart although both were corrected. */
function doubt({ clocks, node }: Scene, other: string | undefined): number {
  return clocks.offsets
    .filter((clock) => clock.node === node || clock.node === other)
    .reduce((sum, { uncertaintySeconds }) => sum + uncertaintySeconds * 1000, 0)
}

function namesOf(records: readonly { readonly node?: string }[]): string {
  return [...new Set(records.flatMap(({ node }) => node ?? []))].sort().join(' ')
}
