import type { Autopsy } from '#src/model/autopsy.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import type { Origin } from '#src/model/facts/define.ts'
import { bootEnds, journalStorage } from '#src/model/facts/node.ts'
import { bootRecords } from '#src/model/facts/restarts.ts'
import type { Scene } from './scene.ts'

type Boot = Autopsy['boots'][number]

/** How many boots are told: enough to see whether it always ends so. */
const mostBoots = 8

/** The running boot and those before it, each with what is known of its end; newest first. */
export function bootsOf(scene: Scene): Boot[] {
  const boots = new Map<number, Boot>()
  const running: Known[] = scene.bootedAt === undefined ? [] : [{ index: 0 }]
  for (const known of [...running, ...fromLogins(scene), ...fromJournal(scene), ...fromLogs(scene)])
    boots.set(known.index, {
      ...(boots.get(known.index) ?? { index: known.index, ending: 'unknown' }),
      ...known,
    })
  return [...boots.values()]
    .sort((one, other) => other.index - one.index)
    .slice(0, mostBoots)
    .map((boot) => corrected(boot, scene))
}

type Known = Partial<Boot> & Pick<Boot, 'index'>

function fromLogins(scene: Scene): Known[] {
  return ofNode(scene, factsOf(scene.index, bootRecords)).map(
    ({ startedAt, ending, endedAt }, place) => ({
      index: -place,
      startedAt,
      ending,
      ...(endedAt !== undefined && { endedAt }),
    }),
  )
}

function fromJournal(scene: Scene): Known[] {
  return ofNode(scene, factsOf(scene.index, journalStorage)).flatMap(({ boots }) =>
    boots.map(({ index, firstAt, lastAt }) => ({
      index,
      ...(firstAt !== undefined && { startedAt: firstAt }),
      ...(lastAt !== undefined && index < 0 && { endedAt: lastAt }),
    })),
  )
}

/** Whole logs come last, so that they have the last word. */
function fromLogs(scene: Scene): Known[] {
  return ofNode(scene, factsOf(scene.index, bootEnds))
    .toSorted(
      (one, other) => rankOf(one) - rankOf(other) || (one.evidence < other.evidence ? -1 : 1),
    )
    .map(({ index, ending, complete, lastAt }) => ({
      index,
      // An excerpt that ends in mid-work tells nothing of its boot's end.
      ending: complete || ending !== 'cut' ? ending : 'unknown',
      ...(lastAt !== undefined && { endedAt: lastAt }),
    }))
}

function rankOf({ complete }: { readonly complete: boolean }): number {
  return complete ? 1 : 0
}

function ofNode<T extends Origin>({ node }: Scene, records: readonly T[]): T[] {
  return records.filter((record) => record.node === undefined || record.node === node)
}

/** By Bramble's clock; the start of the running boot by the node's uptime, which needs none. */
function corrected(boot: Boot, { clocks, node, bootedAt }: Scene): Boot {
  const by = (at: string) => new Date(clocks.correct(Date.parse(at), node)).toISOString()
  const startedAt =
    boot.index === 0 && bootedAt !== undefined
      ? new Date(bootedAt).toISOString()
      : boot.startedAt && by(boot.startedAt)
  return {
    index: boot.index,
    ...(startedAt && { startedAt }),
    ...(boot.endedAt !== undefined && { endedAt: by(boot.endedAt) }),
    ending: boot.index === 0 ? 'running' : boot.ending,
  }
}
