import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { fail, pass, unknown } from '#src/model/verdict.ts'
import { csiPluginRuns } from '#src/rules/checks/csi-plugin-runs.ts'
import { isCsiPlugin } from '#src/rules/csi-plugin.ts'
import { listPodsOnNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { defineStep } from './define-step.ts'

/** Its images are there already; registering takes seconds. */
const runsWithinSeconds = 180

/**
 * Ends the one pod that mounts Longhorn's volumes on a node; its DaemonSet starts another. What is
 * mounted stays mounted: only new mounts wait. Never all of Longhorn, and never an
 * instance-manager, whose end would crash its volumes.
 */
export const restartCsiPlugin = defineStep({
  id: 'restart-csi-plugin',
  title: ({ node }) => `Restart Longhorn's CSI plugin on ${node}`,
  input: z.object({ node: z.string().min(1), pod: z.string(), uid: z.string() }),
  reads: { pods },
  risk: 'safe',
  about: ({ node }) => ({ node }),
  requires: [],
  verify: [csiPluginRuns],
  verifyWithinSeconds: () => runsWithinSeconds,

  compares: {
    title: 'another pod of longhorn-csi-plugin to run there',
    ask({ node, uid }, _, { pods }) {
      const plugin = pods.filter((pod) => pod.nodeName === node && isCsiPlugin(pod))
      if (plugin.length === 0) return unknown(`no pod of longhorn-csi-plugin is on ${node}`)
      return plugin.some((pod) => pod.uid === uid)
        ? fail('the old pod of longhorn-csi-plugin is still there')
        : pass()
    },
  },

  preview: ({ node, pod }) => [
    `evict longhorn-system/${pod} from ${node}; its DaemonSet starts another`,
    'volumes that are mounted stay mounted; new mounts wait until it is registered',
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ node, pod, uid }, { kube, signal, say, intend, answered }) {
    const there = await listPodsOnNode(kube, node, { signal })
    if (!there.some((one) => one.uid === uid && one.deletedAt === undefined)) return
    intend({ request: `evict longhorn-system/${pod}`, subject: uid })
    const name = { namespace: 'longhorn-system', name: pod, uid }
    const eviction = await kube.evict(name, { signal })
    answered(uid, eviction.outcome)
    if (eviction.outcome === 'refused' || eviction.outcome === 'failed')
      throw clusterError('eviction-failed', `${pod} was not evicted: ${eviction.message}`)
    say(`longhorn-system/${pod} evicted`)
  },

  undo: 'impossible',
})
