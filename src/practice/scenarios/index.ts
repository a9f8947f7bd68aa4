import budgetBlocksDrain from './budget-blocks-drain.ts'
import cordonLeftBehind from './cordon-left-behind.ts'
import healthy from './healthy.ts'
import lastReplicaOnTheNode from './last-replica-on-the-node.ts'
import nodeLostPower from './node-lost-power.ts'
import replicaCountAboveNodes from './replica-count-above-nodes.ts'
import type { Scenario } from './scenario.ts'
import volumesDoNotMount from './volumes-do-not-mount.ts'

/** In the order in which a newcomer should meet them. */
export const scenarios: readonly Scenario[] = [
  healthy,
  cordonLeftBehind,
  nodeLostPower,
  volumesDoNotMount,
  replicaCountAboveNodes,
  lastReplicaOnTheNode,
  budgetBlocksDrain,
]
