import { usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { longhornNodes, longhornReplicas } from '#src/model/facts/longhorn.ts'
import { nodePreparation, units } from '#src/model/facts/node.ts'
import type { Acceptance, Goal, Left } from '#src/model/plan.ts'
import { hasLeftEtcd } from '#src/rules/etcd-members.ts'
import { deleteNode } from '#src/steps/delete-node.ts'
import { endContainers } from '#src/steps/end-containers.ts'
import { evictReplicas } from '#src/steps/evict-replicas.ts'
import { leaveEtcd } from '#src/steps/leave-etcd.ts'
import { setServiceAtBoot } from '#src/steps/set-service-at-boot.ts'
import { uninstallK3s } from '#src/steps/uninstall-k3s.ts'
import type { Around, Draft, DraftStep, Planner } from './draft.ts'
import { emptying } from './emptying.ts'
import { isReady, type NodeFact, nodeOf, nodeRestsOn, refuseOwnNode } from './node-facts.ts'
import { seen } from './seen.ts'
import { type Service, serviceOf } from './service-facts.ts'
import { replicasRestOn } from './storage.ts'

/**
 * Takes a node out for good: its replicas first, then its pods, its place in etcd, K3s itself, its
 * objects in the cluster, and what K3s left on its disk. A board that is dead is only taken out of
 * the cluster's books.
 *
 * @throws usage error `own-node`, `node-unknown`, `node-not-configured`, `service-absent` or
 *   `remove-unseen`; cluster error `plan-not-seen`
 */
export const planRemove: Planner = (goal, index, accepted, around) => {
  refuseOwnNode(goal, around)
  const node = nodeOf(goal.target, index)
  if (answers(node.name, index)) return planFor({ goal, node, index, accepted, around })
  if (isReady(node))
    throw usageError('remove-unseen', `${node.name} is Ready, and does not answer over SSH.`, {
      next: 'K3s is uninstalled over SSH: see `bramble check`, or add it to bramble.yaml.',
    })
  return { ...deadDraft(node, index), leaves: [staysOnDisk(node.name)] }
}

interface Removing {
  readonly goal: Goal
  readonly node: NodeFact
  readonly index: EvidenceIndex
  readonly accepted: readonly Acceptance[]
  readonly around: Around
}

function planFor({ goal, node, index, accepted, around }: Removing): Draft {
  const service = serviceOf(node.name, index, around)
  const { step: drain, restsOn } = emptying(goal, 'remove', index, accepted)
  const { on, isEnabled } = service
  const atBoot = {
    step: setServiceAtBoot,
    input: { ...on, enabled: false },
    reason: 'a boot midway must not bring it back',
  }
  return {
    steps: [
      ...evictionSteps(node, index),
      ...(drain ? [drain] : []),
      ...etcdSteps(node),
      ...(isEnabled ? [atBoot] : []),
      {
        step: endContainers,
        input: { ...on, leaving: 'remove' },
        reason: 'a kubelet that runs would make its Node again',
      },
      deletion(node, index),
      uninstalling(service, goal, index),
    ],
    restsOn: [...restsOn, ...service.restsOn, ...replicasRestOn(node.name, index)],
    leaves: leftOn(node.name, goal),
  }
}

/** Where the board does not answer and the API calls its node silent: only the books are left. */
export function deadDraft(node: NodeFact, index: EvidenceIndex): Draft {
  return {
    steps: [deletion(node, index, true)],
    restsOn: [...nodeRestsOn(node), ...replicasRestOn(node.name, index)],
  }
}

/** Whether the board said anything over SSH. */
function answers(name: string, index: EvidenceIndex): boolean {
  return factsOf(index, units).some((unit) => unit.node === name)
}

function evictionSteps({ name }: NodeFact, index: EvidenceIndex): DraftStep[] {
  const here = volumesOn(name, index)
  if (!storesReplicas(name, index)) return []
  const reason = `what ${name} holds is built elsewhere first: ${here.length} volumes`
  return [{ step: evictReplicas, input: { node: name, volumes: here }, reason }]
}

/** Longhorn moves replicas off a node only while it works there. */
function storesReplicas(name: string, index: EvidenceIndex): boolean {
  const found = seen(index, longhornNodes).find((one) => one.name === name)
  if (!found) return false
  const ready = found.conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  return ready && (found.allowScheduling || volumesOn(name, index).length > 0)
}

function volumesOn(name: string, index: EvidenceIndex): string[] {
  const here = seen(index, longhornReplicas).filter(({ nodeName }) => nodeName === name)
  return [...new Set(here.map(({ volume }) => volume))].sort()
}

function etcdSteps(node: NodeFact): DraftStep[] {
  if (!node.roles.includes('etcd') || hasLeftEtcd(node)) return []
  const reason = 'etcd counts its members, and misses one that is merely stopped'
  return [{ step: leaveEtcd, input: { node: node.name }, reason }]
}

/** Replicas that no eviction takes away go with the node: its gates asked for their twins. */
function deletion({ name }: NodeFact, index: EvidenceIndex, isDead = false): DraftStep {
  const lost = storesReplicas(name, index)
    ? []
    : seen(index, longhornReplicas).flatMap((one) => (one.nodeName === name ? [one.name] : []))
  return {
    step: deleteNode,
    input: { node: name, replicas: lost.toSorted(), isDead },
    reason: 'nothing is to wait for it any more, and another board may come under its name',
  }
}

function uninstalling({ on }: Service, { options }: Goal, index: EvidenceIndex): DraftStep {
  const machineId = seen(index, nodePreparation).find(({ node }) => node === on.node)?.machineId
  if (machineId === undefined)
    throw usageError('remove-unseen', `${on.node} did not say its machine-id.`, {
      next: `Without it another board could be taken for it: see /etc/machine-id on ${on.node}.`,
    })
  return {
    step: uninstallK3s,
    input: { node: on.node, machineId, wipe: options['wipe'] === true },
    reason: 'the board is to be as it was before it joined',
  }
}

function leftOn(node: string, { options }: Goal): Left[] {
  const files: Left = {
    kind: 'not-asked',
    what: `${node} in bramble.yaml`,
    reason: '`bramble up` would make it a node again',
    instead: [`take ${node} out of bramble.yaml`],
  }
  if (options['wipe'] === true) return [files]
  const longhorn: Left = {
    kind: 'not-asked',
    what: `/var/lib/longhorn on ${node}`,
    reason: 'what replicas left there stays on the disk until it is told to go',
    instead: [`bramble remove ${node} --wipe`],
  }
  return [files, longhorn]
}

function staysOnDisk(node: string): Left {
  return {
    kind: 'by-hand',
    what: `K3s on the disk of ${node}`,
    reason: 'the board does not answer; where it starts again it tries to join',
    instead: ['k3s-uninstall.sh or k3s-agent-uninstall.sh, before it comes to the network again'],
  }
}
