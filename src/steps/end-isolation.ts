import * as z from 'zod'
import { isolationAnnotation } from '#src/model/isolation.ts'
import { nodeIsNotIsolated } from '#src/rules/checks/node-is-not-isolated.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { defineStep, type StepContext } from './define-step.ts'

/** Takes the note of an isolation, and its verdict, off a node that is back; the journal keeps it. */
export const endIsolation = defineStep({
  id: 'end-isolation',
  title: ({ node }) => `Take the note of its isolation off ${node}`,
  input: z.object({ node: z.string().min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ node }) => ({ node }),
  requires: [],
  verify: [nodeIsNotIsolated],

  preview: ({ node }) => [`remove the annotation ${isolationAnnotation} from ${node}`],

  remembered: z.object({ note: z.string().optional() }),
  remember: async ({ node }, { kube, signal }) => {
    const note = (await getNode(kube, node, { signal })).annotations[isolationAnnotation]
    return note === undefined ? {} : { note }
  },
  apply: ({ node }, context) => annotate(node, null, context),
  undo: ({ node }, { note }, context) => annotate(node, note ?? null, context),
})

/** Null takes it away. */
export async function annotate(
  node: string,
  text: string | null,
  { kube, signal }: Pick<StepContext, 'kube' | 'signal'>,
): Promise<void> {
  const patch = { metadata: { annotations: { [isolationAnnotation]: text } } }
  await patchNode(kube, node, patch, { signal })
}
