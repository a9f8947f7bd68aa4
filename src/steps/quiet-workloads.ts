import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { volumeUsersComeBack } from '#src/rules/checks/volume-users-come-back.ts'
import { volumesAreDetached } from '#src/rules/checks/volumes-are-detached.ts'
import { volumesHaveAHealthyCopy } from '#src/rules/checks/volumes-have-a-healthy-copy.ts'
import { listVolumeUsers, type PodState } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { Cordon, cordonOf, setCordon } from './cordon.ts'
import { availabilityGate, dataGate, defineStep, type StepContext } from './define-step.ts'

const input = z.object({
  /** Every node of the cluster. */
  nodes: z.array(z.string().min(1)).min(1),
  /** The pods that were shown: all that use a claim. */
  pods: z.array(z.object({ namespace: z.string(), name: z.string(), uid: z.string() })),
})
type Input = Readonly<z.infer<typeof input>>

const pauseMilliseconds = 3000
/** A database may take its whole grace, and graces are seldom longer. */
const looks = 200
const detachedWithinSeconds = 600

/**
 * Cordons all nodes and deletes the pods that use a volume, so that every volume is let go. Counts
 * of replicas are left as they are wished: whatever keeps a Deployment's count (Flux, Argo CD, an
 * autoscaler) would put it back, and nothing gets round a cordon. Pods without a volume end with
 * their nodes and are there again with them.
 */
export const quietWorkloads = defineStep({
  id: 'quiet-workloads',
  title: () => 'End everything that uses a volume',
  input,
  reads: { pods },
  risk: 'disruptive',
  about: () => ({}),
  requires: [dataGate(volumesHaveAHealthyCopy), availabilityGate(volumeUsersComeBack)],
  verify: [volumesAreDetached],
  verifyWithinSeconds: () => detachedWithinSeconds,

  preview: ({ nodes, pods: users }) => [
    `cordon ${nodes.join(', ')}`,
    ...users.map(({ namespace, name }) => `delete ${namespace}/${name}; it waits until the start`),
    `wait until each volume is detached, at most ${detachedWithinSeconds / 60} min`,
  ],

  // Journalled before anything is cordoned: a node that was so before stays so.
  remembered: z.object({ cordons: z.record(z.string(), Cordon) }),
  remember: async ({ nodes }, context) => {
    const cordons: Record<string, Cordon> = {}
    for (const node of nodes) cordons[node] = await cordonOf(node, context)
    return { cordons }
  },

  async apply(wish, context) {
    for (const node of wish.nodes) await setCordon(node, 'stop', context)
    await endUsers(wish, context)
  },

  async undo({ nodes }, { cordons }, context) {
    for (const node of nodes) await setCordon(node, cordons[node] ?? 'none', context)
  },
})

/** @throws cluster error `stop-strange-pod` or `stop-timeout` */
async function endUsers(wish: Input, context: StepContext): Promise<void> {
  const { kube, signal, sleep, say, stopHere } = context
  for (let look = 1; look <= looks; look += 1) {
    const users = await listVolumeUsers(kube, { signal })
    if (users.length === 0) return
    refuseStrangers(users, wish)
    for (const pod of users.filter(({ deletedAt }) => deletedAt === undefined)) {
      stopHere()
      const { namespace, name, uid } = pod
      await kube.delete(resources.pods, { namespace, name }, { signal, uid })
    }
    say(`waiting until ${nameOf(users[0])} and ${users.length - 1} more have ended`)
    await sleep(pauseMilliseconds)
  }
  throw clusterError('stop-timeout', 'Pods that use a volume have not ended within 10 minutes.')
}

/** A pod that nobody was shown may be one that nobody wants ended. */
function refuseStrangers(users: readonly PodState[], { pods: known }: Input): void {
  const uids = new Set(known.map(({ uid }) => uid))
  const stranger = users.find(({ uid, deletedAt }) => deletedAt === undefined && !uids.has(uid))
  if (stranger)
    throw clusterError(
      'stop-strange-pod',
      `${nameOf(stranger)} uses a volume, and came after the plan was made: nobody was asked about it.`,
      { next: 'Only a new plan asks about it.' },
    )
}

function nameOf(pod: PodState | undefined): string {
  return pod === undefined ? 'nothing' : `${pod.namespace}/${pod.name}`
}
