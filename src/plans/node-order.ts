import { usageError } from '#src/model/error.ts'
import type { Goal } from '#src/model/plan.ts'
import type { Around } from './draft.ts'

/**
 * The nodes that a goal is about: those of `--nodes`, or all of bramble.yaml.
 *
 * @throws usage error `nodes-none` or `node-not-configured`
 */
export function nodesOf({ options }: Goal, { configuration }: Around): readonly string[] {
  const known = Object.keys(configuration?.nodes ?? {})
  if (known.length === 0)
    throw usageError('nodes-none', 'bramble.yaml names no node to do this on.', {
      next: '`bramble init` writes how nodes are reached.',
    })
  const { nodes } = options
  if (typeof nodes !== 'string') return known
  const named = [...new Set(nodes.split(',').map((name) => name.trim()))]
  const strange = named.find((name) => !known.includes(name))
  if (strange === undefined) return named
  throw usageError('node-not-configured', `bramble.yaml names no node "${strange.slice(0, 60)}".`, {
    next: `Its nodes: ${known.join(', ')}.`,
  })
}

/** Those of one role first, by name; the node that Bramble itself runs on comes last. */
export function inOrder(
  nodes: readonly string[],
  first: 'server' | 'agent',
  { configuration, ownNode }: Around,
): readonly string[] {
  const rank = (node: string) =>
    node === ownNode ? 2 : configuration?.nodes[node]?.role === first ? 0 : 1
  return nodes.toSorted(
    (one, other) => rank(one) - rank(other) || (one < other ? -1 : one > other ? 1 : 0),
  )
}
