import type * as z from 'zod'
import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import type { Goal, RestsOn } from '#src/model/plan.ts'
import type { Around } from './draft.ts'
import { seen } from './seen.ts'

export type NodeFact = z.infer<typeof nodes.schema>

/** @throws usage error `node-unknown` that names the nodes there are; cluster error `plan-not-seen` */
export function nodeOf(name: string, index: EvidenceIndex): NodeFact {
  const known = seen(index, nodes)
  const found = known.find((node) => node.name === name)
  if (found) return found
  const names = known.map((node) => node.name)
  const none = name === '' ? 'No node is named.' : `The API server lists no node "${name}".`
  throw usageError('node-unknown', none, {
    next:
      names.length > 0 ? `Nodes: ${names.join(', ')}.` : 'Does `bramble nodes` see the cluster?',
  })
}

/** What plans about a node rest on: that it is the same node, and still as it was seen. */
export function nodeRestsOn({ name, unschedulable, bootId }: NodeFact): RestsOn[] {
  return [
    { fact: `node/${name} cordoned`, is: unschedulable ? 'yes' : 'no' },
    { fact: `node/${name} boot id`, is: bootId ?? 'not known' },
  ]
}

export function isReady({ conditions }: NodeFact): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}

/** Of the boot that runs now. @throws usage error `node-without-boot-id` */
export function bootOf({ name, bootId }: NodeFact): string {
  if (bootId !== undefined) return bootId
  throw usageError('node-without-boot-id', `The API server shows no boot id of ${name}.`, {
    next: 'Without one nobody could tell that it started again. Is its kubelet running?',
  })
}

/** What takes Bramble itself down cannot be carried out by it. @throws usage error `own-node` */
export function refuseOwnNode({ name, target }: Goal, { ownNode }: Around): void {
  if (ownNode !== target) return
  throw usageError('own-node', `Bramble runs on ${target} itself.`, {
    next: `Run it from another machine: bramble ${name} ${target}`,
  })
}
