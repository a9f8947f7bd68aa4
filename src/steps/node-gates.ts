import type { Leaving } from '#src/model/leaving.ts'
import { anotherServerAnswers } from '#src/rules/checks/another-server-answers.ts'
import { budgetsAllowEviction } from '#src/rules/checks/budgets-allow-eviction.ts'
import { etcdIsOddWithoutMember } from '#src/rules/checks/etcd-is-odd-without-member.ts'
import { etcdKeepsQuorumWithoutMember } from '#src/rules/checks/etcd-keeps-quorum-without-member.ts'
import { memorySufficesElsewhere } from '#src/rules/checks/memory-suffices-elsewhere.ts'
import { nodeEndsItsPods } from '#src/rules/checks/node-ends-its-pods.ts'
import { otherNodesAreReady } from '#src/rules/checks/other-nodes-are-ready.ts'
import { podsCanRunElsewhere } from '#src/rules/checks/pods-can-run-elsewhere.ts'
import { podsComeBack } from '#src/rules/checks/pods-come-back.ts'
import { podsHaveOneBudget } from '#src/rules/checks/pods-have-one-budget.ts'
import { podsKeepNoLocalData } from '#src/rules/checks/pods-keep-no-local-data.ts'
import { quorumSurvivesWithoutNode } from '#src/rules/checks/quorum-survives-without-node.ts'
import { replicasFitWithoutNode } from '#src/rules/checks/replicas-fit-without-node.ts'
import { volumesAreLetGo } from '#src/rules/checks/volumes-are-let-go.ts'
import { volumesHaveAnotherCopy } from '#src/rules/checks/volumes-have-another-copy.ts'
import { volumesSurviveWithoutNode } from '#src/rules/checks/volumes-survive-without-node.ts'
import { volumesWereAttached } from '#src/rules/checks/volumes-were-attached.ts'
import { availabilityGate, dataGate, type Gate, notice } from './define-step.ts'

const evictions = [
  availabilityGate(nodeEndsItsPods),
  availabilityGate(budgetsAllowEviction, { disturbedByStep: true }),
  availabilityGate(podsHaveOneBudget),
  availabilityGate(volumesAreLetGo, { disturbedByStep: true }),
]

const pods = [
  availabilityGate(podsComeBack),
  availabilityGate(podsKeepNoLocalData),
  availabilityGate(podsCanRunElsewhere),
  availabilityGate(memorySufficesElsewhere),
]

const cluster = [availabilityGate(otherNodesAreReady), availabilityGate(quorumSurvivesWithoutNode)]

/** Once it stands nowhere else, what a node holds is gone with it. */
const forGood = [
  dataGate(volumesSurviveWithoutNode),
  dataGate(volumesHaveAnotherCopy),
  dataGate(anotherServerAnswers),
  notice(volumesWereAttached),
]

const forAWhile = [
  dataGate(volumesSurviveWithoutNode),
  availabilityGate(volumesHaveAnotherCopy),
  notice(volumesWereAttached),
]

/** Asked again of a node that is empty, right before it goes down. */
export const emptyNodeGates: readonly Gate[] = [
  ...forAWhile,
  availabilityGate(anotherServerAnswers),
  ...cluster,
]

/** What has to be true where a node, its disk and its place in etcd do not come back. */
export const goneGates: readonly Gate[] = [
  ...forGood,
  dataGate(etcdKeepsQuorumWithoutMember),
  notice(etcdIsOddWithoutMember),
  availabilityGate(otherNodesAreReady),
]

/**
 * The gates of everything that takes a node away. Whether a volume with one copy is data or
 * availability depends on how the node leaves: after a reboot the copy is there again. Steps ask
 * them before they act, and whoever only wants to know asks the very same ones.
 */
export const nodeGates: Readonly<Record<Leaving, readonly Gate[]>> = {
  drain: [...forAWhile, ...cluster, ...evictions, ...pods],
  reboot: [...emptyNodeGates, ...evictions, ...pods],
  remove: [...goneGates, availabilityGate(replicasFitWithoutNode), ...evictions, ...pods],
  // Nobody asks a budget when a node vanishes.
  lose: [...forGood, ...cluster, ...pods],
}
