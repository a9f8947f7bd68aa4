import type * as z from 'zod'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Fact, Origin } from '#src/model/facts/define.ts'
import { events, nodes } from '#src/model/facts/kubernetes.ts'
import { bootEnds, units } from '#src/model/facts/node.ts'
import type { LogLine } from '#src/model/line.ts'

/**
 * Logs remember what is long over. In a look at a living cluster a line counts as present when it
 * is of the last quarter of an hour, or not older than the trouble that is there now (a node that
 * is not Ready, a stopped unit) by more than ten minutes. How the boot before ended counts for a
 * day: a crash of last night is asked about in the morning.
 */
const freshMilliseconds = 15 * 60_000
const leadMilliseconds = 10 * 60_000
const bootMilliseconds = 24 * 3_600_000

/** The same evidence without what is over. Undated lines stay: nothing says that they are old. */
export function presentOnly(index: EvidenceIndex): EvidenceIndex {
  const trouble = troubleBegins(index)
  const isPresent = (record: Dated) => !isOver(record, index.takenAt, trouble)
  return {
    ...index,
    lines: new Map(
      [...index.lines].map(([query, found]) => [
        query,
        found.filter((line) => isPresent(ofLine(line))),
      ]),
    ),
    facts: new Map(
      [...index.facts].map(([kind, records]) => {
        if (kind === events.kind)
          return [kind, records.filter((record) => isPresent(ofEvent(record)))]
        if (kind === bootEnds.kind)
          return [kind, records.filter((record) => isPresent(ofBoot(record)))]
        return [kind, records]
      }),
    ),
  }
}

interface Dated {
  readonly node: string | undefined
  /** Milliseconds since the epoch. */
  readonly lastAt: number | undefined
  readonly earlierBoot: boolean
}

function ofLine({ node, lastAt, boot }: LogLine): Dated {
  return { node, lastAt, earlierBoot: boot !== undefined && boot < 0 }
}

function ofEvent(record: Origin): Dated {
  const { lastAt, firstAt } = record as unknown as z.infer<typeof events.schema>
  return { node: record.node, lastAt: time(lastAt ?? firstAt), earlierBoot: false }
}

function ofBoot(record: Origin): Dated {
  return {
    node: record.node,
    lastAt: time((record as unknown as z.infer<typeof bootEnds.schema>).lastAt),
    earlierBoot: true,
  }
}

function isOver({ node, lastAt, earlierBoot }: Dated, now: number, trouble: Trouble): boolean {
  if (lastAt === undefined) return false
  if (earlierBoot) return lastAt < now - bootMilliseconds
  const began = Math.min(
    trouble.anywhere,
    node === undefined ? Infinity : (trouble.ofNode.get(node) ?? Infinity),
  )
  return lastAt < Math.min(now - freshMilliseconds, began - leadMilliseconds)
}

interface Trouble {
  /** Milliseconds since the epoch at which a server's trouble began; it is everybody's. */
  readonly anywhere: number
  readonly ofNode: ReadonlyMap<string, number>
}

/** Since when nodes are not Ready and units do not run, as far as anything says it. */
function troubleBegins(index: EvidenceIndex): Trouble {
  const ofNode = new Map<string, number>()
  const note = (node: string | undefined, at: number | undefined) => {
    if (node !== undefined && at !== undefined)
      ofNode.set(node, Math.min(ofNode.get(node) ?? Infinity, at))
  }
  for (const { name, conditions } of factsOf(index, nodes)) {
    const ready = conditions.find(({ type }) => type === 'Ready')
    if (ready && ready.status !== 'True') note(name, time(ready.lastTransitionAt))
  }
  let anywhere = Infinity
  for (const { node, name, activeState, inactiveSince } of factsOf(index, units)) {
    if (!/^k3s(-agent)?\.service$/.test(name) || activeState === 'active') continue
    note(node, time(inactiveSince))
    if (name === 'k3s.service') anywhere = Math.min(anywhere, time(inactiveSince) ?? Infinity)
  }
  return { anywhere, ofNode }
}

function factsOf<T>(index: EvidenceIndex, fact: Fact<T>): readonly (T & Origin)[] {
  return (index.facts.get(fact.kind) ?? []) as unknown as readonly (T & Origin)[]
}

function time(at: string | undefined): number | undefined {
  const milliseconds = at === undefined ? Number.NaN : Date.parse(at)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}
