import type { Opening } from '#src/collect/files/opened-backups.ts'
import { artifacts } from '#src/model/facts/artifacts.ts'
import { backups, openedBackups } from '#src/model/facts/backups.ts'
import * as nodeFacts from '#src/model/facts/node.ts'
import { powerCuts, powerOutlets } from '#src/model/facts/power.ts'
import type { Check } from '#src/rules/define-check.ts'
import type { About } from '#src/rules/reading.ts'
import { wishedWords } from '#src/rules/wished-words.ts'
import { type Look, lookAt } from './ask-gates.ts'
import type { Depth, PlanningSite } from './site.ts'

/**
 * A fresh look on which these questions about one thing can be answered. The API is asked for no more
 * than they read: a wait looks again and again, often at a server that is only just starting.
 */
export async function lookFor(
  questions: readonly Question[],
  about: About,
  site: Pick<PlanningSite, 'nodeNames' | 'observe'>,
): Promise<Look> {
  return lookAt(
    await site.observe({
      nodes: neededNodes(questions, about, site),
      outlets: neededOutlets(questions, about),
      depth: depthFor(questions),
      openings: neededOpenings(questions, about),
      kinds: kindsRead(questions),
    }),
  )
}

/** Kinds of facts that only a node itself can tell. */
const toldByNodes: ReadonlySet<string> = new Set(
  Object.values(nodeFacts).flatMap((fact) => ('kind' in fact ? [fact.kind] : [])),
)

type Question = Pick<Check, 'reads' | 'scope'>

/**
 * Nodes that have to be asked over SSH before these questions can be answered: the one that they
 * are about and those besides, or all where they are about none; nobody
 * where the API knows all that they read.
 */
export function neededNodes(
  questions: readonly Question[],
  about: About,
  { nodeNames }: Pick<PlanningSite, 'nodeNames'>,
): readonly string[] {
  const asking = questions.filter(asksNodes)
  if (asking.length === 0) return []
  const aboutAll = about.node === undefined || asking.some(({ scope }) => scope === 'cluster')
  return aboutAll ? nodeNames : [about.node, ...(about.besides ?? [])]
}

const toldByOutlets: ReadonlySet<string> = new Set([powerOutlets.kind, powerCuts.kind])

/** Nodes whose power has to be asked about before these questions can be answered. */
export function neededOutlets(questions: readonly Question[], { node }: About): readonly string[] {
  const asked = kindsRead(questions).some((kind) => toldByOutlets.has(kind))
  return asked && node !== undefined ? [node] : []
}

/** Backups that have to be opened before these questions can be answered, each with its key. */
export function neededOpenings(
  questions: readonly Question[],
  { wish }: About,
): readonly Opening[] {
  if (!kindsRead(questions).includes(openedBackups.kind)) return []
  const [backup = ''] = wishedWords(wish, 'backup')
  const [identity = ''] = wishedWords(wish, 'identity')
  return [{ backup, identity }]
}

/** What only a look before a change asks of a node, or of files on this machine. */
const toldBeforeChanges: ReadonlySet<string> = new Set([
  nodeFacts.nodePreparation.kind,
  nodeFacts.nodeContainers.kind,
  backups.kind,
  nodeFacts.k3sKept.kind,
])

/** Whether a question needs more of a node than a usual look tells. */
function depthFor(questions: readonly Question[]): Depth | undefined {
  const asked = kindsRead(questions)
  if (asked.includes(nodeFacts.nodeUpdates.kind)) return 'updates'
  if (asked.includes(nodeFacts.storedPieces.kind)) return 'losses'
  if (asked.includes(nodeFacts.boardState.kind)) return 'boards'
  if (asked.includes(artifacts.kind)) return 'artifacts'
  if (!asked.some((kind) => toldBeforeChanges.has(kind))) return undefined
  const ofNodes = asked.filter((kind) => toldByNodes.has(kind) || kind === backups.kind)
  // Boards that are built are looked at again and again, and all at once.
  const isAlone = ofNodes.every((kind) => kind === nodeFacts.nodePreparation.kind)
  return isAlone ? 'preparation-only' : 'preparation'
}

function asksNodes(question: Question): boolean {
  return kindsRead([question]).some((kind) => toldByNodes.has(kind))
}

function kindsRead(questions: readonly Question[]): readonly string[] {
  return questions.flatMap(({ reads }) =>
    Object.values(reads).flatMap((reading) => (reading.reading === 'fact' ? reading.kind : [])),
  )
}
