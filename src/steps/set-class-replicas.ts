import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { storageClasses } from '#src/model/facts/kubernetes.ts'
import { classAsksForReplicas } from '#src/rules/checks/class-asks-for-replicas.ts'
import { replicasFitNodes } from '#src/rules/checks/replicas-fit-nodes.ts'
import { classSource, replicasIn, withReplicas } from '#src/transport/kubernetes/class-manifest.ts'
import { classManifestOf, setClassManifest } from '#src/transport/kubernetes/longhorn-objects.ts'
import { availabilityGate, defineStep, type StepContext } from './define-step.ts'
import { replicaCount } from './replica-count.ts'

/**
 * What new claims of the StorageClass `longhorn` get. A class cannot be changed in place, so the
 * ConfigMap is changed that Longhorn makes it from. Only for one that nobody else keeps.
 */
export const setClassReplicas = defineStep({
  id: 'set-class-replicas',
  title: ({ count }) => `Let the StorageClass longhorn ask for ${replicasWord(count)}`,
  input: z.object({ count: replicaCount }),
  reads: { storageClasses },
  risk: 'destructive',
  // One copy is asked twice: what is written to it from then on is on one disk.
  riskOf: ({ count }) => (count === 1 ? 'destructive' : 'disruptive'),
  about: ({ count }) => ({ wish: { count } }),
  requires: [availabilityGate(replicasFitNodes)],
  verify: [classAsksForReplicas],

  preview: ({ count }, { storageClasses }) => {
    const before = storageClasses.find(({ name }) => name === 'longhorn')?.parameters
    return [
      `numberOfReplicas ${before?.['numberOfReplicas'] ?? '?'} → ${count} in the ConfigMap ${classSource.namespace}/${classSource.name}`,
      'Longhorn deletes the StorageClass longhorn and makes it anew; claims and volumes stay',
      ...(count === 1 ? ['new volumes have one copy: a broken disk takes what is on it'] : []),
    ]
  },

  remembered: z.object({ replicas: z.number() }),
  remember: async (_, context) => {
    const replicas = replicasIn((await manifest(context)).text)
    if (replicas === undefined) throw unreadable()
    return { replicas }
  },

  apply: ({ count }, context) => change(count, context),
  undo: (_, { replicas }, context) => change(replicas, context),
})

function replicasWord(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`
}

async function manifest({ kube, signal }: StepContext) {
  const found = await classManifestOf(kube, { signal })
  if (!found) throw unreadable()
  return found
}

async function change(count: number, context: StepContext): Promise<void> {
  const { text, resourceVersion } = await manifest(context)
  if (replicasIn(text) === count) return
  const changed = withReplicas(text, count)
  if (changed === undefined) throw unreadable()
  const { kube, signal, say } = context
  await setClassManifest(kube, { text: changed, resourceVersion }, { signal })
  say(`the ConfigMap ${classSource.name} asks for ${replicasWord(count)}`)
}

function unreadable(): Error {
  const { namespace, name, key } = classSource
  return clusterError(
    'class-source-unreadable',
    `The ConfigMap ${namespace}/${name} does not say numberOfReplicas in ${key} as it should.`,
    { next: `Look at it: \`kubectl -n ${namespace} get configmap ${name} -o yaml\`.` },
  )
}
