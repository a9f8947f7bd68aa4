import * as z from 'zod'
import { BrambleError, clusterError } from '#src/model/error.ts'
import { nodeIsNotListed } from '#src/rules/checks/node-is-not-listed.ts'
import { nothingIsAttachedThere } from '#src/rules/checks/nothing-is-attached-there.ts'
import { replicasOnNode } from '#src/transport/kubernetes/longhorn-objects.ts'
import { getNode, type NodeState } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { orAbsent } from '#src/transport/kubernetes/or-absent.ts'
import { type Resource, resources } from '#src/transport/kubernetes/resources.ts'
import { availabilityGate, defineStep, type StepContext } from './define-step.ts'
import { goneGates } from './node-gates.ts'

const input = z.object({
  node: z.string().min(1),
  /** Longhorn's replicas that are lost with the node: each has a healthy twin. */
  replicas: z.array(z.string()),
  /** Nobody stopped its K3s: that it is off has to be known from elsewhere. */
  isDead: z.boolean(),
})
type Input = Readonly<z.infer<typeof input>>

const pauseMilliseconds = 5000
/** A stopped kubelet is called silent after 50 s. */
const silentLooks = 36
/** Longhorn refuses until it has seen that the node is gone. */
const longhornLooks = 24

const bookGates = goneGates.map((gate) => ({ ...gate, disturbedByStep: true }))
const isOff = availabilityGate(nothingIsAttachedThere, { disturbedByStep: true })

/**
 * Takes a node out of the cluster's books: the Node, Longhorn's node, and the password that K3s
 * keeps of it, so that another board may come under its name. With the Node K3s drops its etcd
 * member too, where it still has one.
 */
export const deleteNode = defineStep({
  id: 'delete-node',
  title: ({ node }) => `Delete the node ${node}`,
  input,
  reads: {},
  risk: 'destructive',
  about: ({ node }) => ({ node, wish: { gone: node } }),
  // Once it is deleted nobody lists what they ask about.
  requires: [...bookGates, isOff],
  requiresFor: ({ isDead }) => (isDead ? [...bookGates, isOff] : bookGates),
  verify: [nodeIsNotListed],

  preview: ({ node, replicas }) => [
    `wait until ${node} is silent: a kubelet that runs would make its Node again`,
    ...replicas.map((name) => `delete Longhorn's replica ${name}: it is lost with ${node}`),
    `delete the Secret kube-system/${passwordOf(node)}`,
    `delete the Node ${node}; pods that were bound to it go with it`,
    `delete Longhorn's node ${node}, where it has one`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply(wish, context) {
    const found = await silentNode(wish.node, context)
    await refuseStrangers(wish, context)
    for (const name of wish.replicas) await remove(resources.longhornReplicas, name, context)
    // Last comes what is asked about afterwards: a run that dies before it does all of this again.
    const secret = { namespace: 'kube-system', name: passwordOf(wish.node) }
    await context.kube.delete(resources.secrets, secret, { signal: context.signal })
    if (found) await deleteSame(found, context)
    await removeFromLonghorn(wish.node, context)
  },

  undo: 'impossible',
})

function passwordOf(node: string): string {
  return `${node}.node-password.k3s`
}

/** Undefined where it is gone already. @throws cluster error `node-still-ready` */
async function silentNode(
  node: string,
  { kube, signal, sleep, say }: StepContext,
): Promise<NodeState | undefined> {
  for (let look = 1; look <= silentLooks; look += 1) {
    const found = await orAbsent(getNode(kube, node, { signal }), undefined)
    if (!found || found.conditions['Ready'] !== 'True') return found
    say(`waiting until ${node} is no longer Ready`)
    await sleep(pauseMilliseconds)
  }
  throw clusterError('node-still-ready', `${node} is Ready: its kubelet still runs.`, {
    next: `Its K3s has to end first: \`bramble service status ${node}\` says what runs there.`,
  })
}

/** What came to the node after the plan was made was asked about by nobody. */
async function refuseStrangers(
  { node, replicas }: Input,
  { kube, signal }: StepContext,
): Promise<void> {
  const here = await orAbsent(replicasOnNode(kube, node, { signal }), undefined)
  const stranger = here?.find((name) => !replicas.includes(name))
  if (stranger !== undefined)
    throw clusterError('replica-on-node', `Longhorn's replica ${stranger} is still on ${node}.`, {
      next: 'Only a new plan asks about its volume.',
    })
}

async function deleteSame({ name, uid }: NodeState, { kube, signal, say }: StepContext) {
  await kube.delete(resources.nodes, { name }, { signal, uid })
  say(`the Node ${name} is deleted`)
}

async function removeFromLonghorn(node: string, context: StepContext): Promise<void> {
  for (let look = 1; ; look += 1) {
    try {
      return await remove(resources.longhornNodes, node, context)
    } catch (error) {
      if (!isRefusal(error) || look >= longhornLooks) throw error
      context.say(`waiting for Longhorn to let ${node} go: ${error.message}`)
    }
    await context.sleep(pauseMilliseconds)
  }
}

function isRefusal(error: unknown): error is BrambleError {
  return (
    error instanceof BrambleError &&
    ['api-refused', 'api-forbidden', 'api-failed'].includes(error.code)
  )
}

/** A cluster without Longhorn has none of its kinds. */
async function remove(
  resource: Resource,
  name: string,
  { kube, signal }: StepContext,
): Promise<void> {
  await orAbsent(
    kube.delete(resource, { namespace: 'longhorn-system', name }, { signal }),
    undefined,
  )
}
