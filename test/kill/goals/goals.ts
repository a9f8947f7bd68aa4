import type { Goal } from '#src/model/plan.ts'
import type { PracticeCluster } from '#src/practice/cluster.ts'
import { nodeNamed } from '#src/practice/kubernetes/shapes.ts'
import { boardNamed } from '#src/practice/world/world.ts'

/** A goal that is killed at every place, on a healthy practice cluster that `before` has prepared. */
export interface KilledGoal {
  readonly goal: Goal
  readonly before?: (cluster: PracticeCluster) => void
  /** Gates that refuse on a small cluster, and are accepted. */
  readonly accept?: readonly string[]
}

const target = 'pi03'

function goal(name: string, options: Goal['options'] = {}, more: Partial<KilledGoal> = {}) {
  return { goal: { name, target, options }, ...more }
}

/** By the words that `npm run test:kill:goals` takes. */
export const killedGoals: Readonly<Record<string, KilledGoal>> = {
  drain: goal('drain'),
  uncordon: goal('uncordon', {}, { before: cordon }),
  reboot: goal('reboot'),
  replicas: { goal: { name: 'replicas', target: '3', options: {} }, accept: ['replicas/3'] },
  'storage-off': goal('storage off'),
  'storage-off-evict': goal('storage off', { evict: true }),
  'service-stop': goal('service stop', {}, { accept: ['pod/*'] }),
  'service-restart': goal('service restart'),
  certificates: {
    goal: { name: 'certificates rotate', target: 'cluster', options: {} },
    accept: ['server/pi01'],
  },
  'power-cycle': goal('power-cycle'),
  'power-off': goal('power-off'),
  'power-on': goal('power-on', {}, { before: (cluster) => switchOff(cluster) }),
  'restart-csi-plugin': goal('restart-csi-plugin'),
}

function cordon({ world }: PracticeCluster): void {
  const node = nodeNamed(world.store, target)
  if (!node) throw new Error(`no node ${target}`)
  world.store.put({ ...node, spec: { ...node.spec, unschedulable: true } })
}

function switchOff({ world }: PracticeCluster): void {
  boardNamed(world, target).losePower()
  world.clock.advance(400)
}
