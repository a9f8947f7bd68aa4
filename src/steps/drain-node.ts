import * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { nodeIsCordoned } from '#src/rules/checks/node-is-cordoned.ts'
import { nodeRunsOnlyDaemonSets } from '#src/rules/checks/node-runs-only-daemon-sets.ts'
import { drainRole } from '#src/rules/moving-pods.ts'
import { getNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { setCordon } from './cordon.ts'
import { defineStep } from './define-step.ts'
import { emptyNode, type LeavingPod } from './empty-node.ts'
import { nodeGates } from './node-gates.ts'

type Pod = z.infer<typeof pods.schema> & Origin

const leavingPod = z.object({
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  /** True for Longhorn's instance manager: it goes after all others. */
  last: z.boolean(),
}) satisfies z.ZodType<LeavingPod>

/**
 * Cordons a node and moves its pods away. Cordon and evictions are one step on purpose: undo needs
 * one memory of what was true before both, the gates must be asked before the cordon (Longhorn
 * acts on it), and a run that was killed between the two goes on by doing both again, which
 * changes nothing that is already so.
 */
export const drainNode = defineStep({
  id: 'drain-node',
  title: ({ node }) => `Drain ${node}`,
  input: z.object({
    node: z.string().min(1),
    /** What it is drained for: whether a last copy is away for a while or gone depends on it. */
    leaving: z.enum(['drain', 'reboot', 'remove']),
    timeoutSeconds: z.number().int().positive().max(1800),
    /** The pods that were shown and approved. No other pod is evicted… */
    pods: z.array(leavingPod),
    /** …but those that came since, where the same plan empties other nodes before this one. */
    newcomers: z.boolean().optional(),
    /** `namespace/name` of pods that stay, because what they serve was accepted to be away. */
    leave: z.array(z.string()),
  }),
  reads: { pods },
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: [...new Set([...nodeGates.drain, ...nodeGates.reboot, ...nodeGates.remove])],
  requiresFor: ({ leaving }) => nodeGates[leaving],
  verify: [nodeIsCordoned, nodeRunsOnlyDaemonSets],
  tolerates: ({ leave }) => leave.map((pod) => `pod/${pod}`),

  preview: ({ node, leave, newcomers }, { pods }) => [
    `cordon ${node}`,
    ...pods
      .filter((pod) => pod.nodeName === node)
      .map((pod) => previewOf(pod, leave))
      .sort(),
    ...(newcomers ? ['evict what came here from the nodes before'] : []),
  ],

  remembered: z.object({ wasCordoned: z.boolean() }),
  remember: async ({ node }, { kube, signal }) => ({
    wasCordoned: (await getNode(kube, node, { signal })).unschedulable,
  }),

  async apply(input, context) {
    await setCordon(input.node, 'drain', context)
    await emptyNode(input, context)
  },

  mends: 'lets the node take pods again as before; pods that moved stay where they are',

  // Evicted pods run elsewhere by now; they come back as the scheduler wishes.
  async undo({ node }, { wasCordoned }, context) {
    await setCordon(node, wasCordoned ? 'theirs' : 'none', context)
  },
})

function previewOf(pod: Pod, leave: readonly string[]): string {
  const name = `${pod.namespace}/${pod.name}`
  if (leave.includes(name))
    return `leave ${name}: its budget stays closed while a volume has one copy`
  switch (drainRole(pod)) {
    case 'mirror':
      return `leave ${name}: a static pod of the kubelet`
    case 'daemon-set':
      return `leave ${name}: belongs to the DaemonSet ${pod.owner?.name}`
    case 'finished':
      return `leave ${name}: it has ended`
    case 'leaving':
      return `wait for ${name}: it is Terminating`
    case 'evict':
      return `evict ${name}${whatIsLost(pod)}`
  }
}

function whatIsLost({ emptyDirs = [], owner }: Pod): string {
  const files = emptyDirs.length > 0 ? `; emptyDir ${emptyDirs.join(', ')} is lost` : ''
  return owner ? files : `${files}; nothing starts it again`
}
