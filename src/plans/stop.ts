import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { cordonAnnotation } from '#src/model/isolation.ts'
import type { UnitOnNode } from '#src/steps/k3s-unit.ts'
import { liftCordons } from '#src/steps/lift-cordons.ts'
import { leavesNode } from '#src/steps/pods-that-leave.ts'
import { quietWorkloads } from '#src/steps/quiet-workloads.ts'
import { startNodes } from '#src/steps/start-nodes.ts'
import { stopNodes } from '#src/steps/stop-nodes.ts'
import { waitFor } from '#src/steps/wait-for.ts'
import type { Around, DraftStep, Planner } from './draft.ts'
import { uidOf } from './emptying.ts'
import { seen } from './seen.ts'
import { type Service, serviceOf } from './service-facts.ts'

const apiSeconds = 600
const nodeSeconds = 600
const volumeSeconds = 4 * 3600

/**
 * Stops the whole cluster for a move: what uses volumes, then the volumes, the agents, the servers.
 *
 * @throws usage error `stop-nodes-unnamed` where bramble.yaml lacks a node of the cluster
 */
export const planStop: Planner = (_goal, index, _accepted, around) => {
  const services = servicesOf(index, around)
  refuseUnnamed(services, index)
  const all = services.map(({ on }) => on)
  const [servers, agents] = [all.filter(isServer), all.filter((on) => !isServer(on))]
  const running = (some: readonly UnitOnNode[]) =>
    some.filter((on) => services.some((one) => one.on === on && one.isActive))
  const users = seen(index, pods)
    .filter((pod) => (pod.claims?.length ?? 0) > 0 && pod.nodeName !== undefined && leavesNode(pod))
    .map((pod) => ({ namespace: pod.namespace, name: pod.name, uid: uidOf(pod) }))
    .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
  const names = seen(index, nodes).map(({ name }) => name)
  return {
    steps: [
      {
        step: quietWorkloads,
        input: { nodes: names.toSorted(), pods: users },
        reason: 'every volume is to be on the disks, whole, before a node stops',
      },
      ...stepFor(stopNodes, running(agents), 'agents need servers, and not the other way round'),
      ...stepFor(stopNodes, running(servers), 'nothing needs the API any more'),
    ],
    restsOn: [
      ...services.flatMap(({ restsOn }) => restsOn),
      ...users.map((pod) => ({ fact: `pod/${nameOf(pod)}`, is: pod.uid })),
    ],
    leaves: [
      {
        kind: 'not-asked',
        what: 'the boards',
        reason: 'they run on; each may be shut down now, and starts K3s again when it boots',
        instead: ['sudo poweroff on each of them', 'bramble start, once they have power again'],
      },
    ],
  }
}

/**
 * Starts a stopped cluster, from nothing that runs: servers, then agents, and then what waited for
 * them. It needs no API to begin with.
 */
export const planStart: Planner = (_goal, index, _accepted, around) => {
  const services = servicesOf(index, around)
  const idle = services.filter(({ isActive }) => !isActive).map(({ on }) => on)
  const isHeld = hasStopCordons(index)
  const restsOn = services.flatMap((service) => service.restsOn)
  if (idle.length === 0 && isHeld === false) return { steps: [], restsOn }
  const waits = [
    ...services.map(({ on }) =>
      waiting(`${on.node} to be Ready`, ['node-is-ready'], nodeSeconds, on.node),
    ),
    {
      step: liftCordons,
      input: {},
      reason: 'they were cordoned to keep everything quiet until all of them are there',
    },
    waiting('whole volumes', ['volumes-are-robust'], volumeSeconds),
  ]
  return {
    steps: [
      ...stepFor(startNodes, idle.filter(isServer), 'agents and the API need them'),
      waiting('the API', ['api-is-ready'], apiSeconds),
      ...stepFor(
        startNodes,
        idle.filter((on) => !isServer(on)),
        'the servers are there',
      ),
      ...waits,
    ],
    restsOn,
  }
}

function servicesOf(index: EvidenceIndex, around: Around): readonly Service[] {
  const names = Object.keys(around.configuration?.nodes ?? {})
  if (names.length === 0)
    throw usageError('stop-nodes-unnamed', 'bramble.yaml names no nodes.', {
      next: 'K3s is stopped and started over SSH: `bramble init` writes how nodes are reached.',
    })
  return names.map((name) => serviceOf(name, index, around))
}

/** A node that goes on while all others stop would take the cluster for broken. */
function refuseUnnamed(services: readonly Service[], index: EvidenceIndex): void {
  const unnamed = seen(index, nodes).find(
    ({ name }) => !services.some(({ on }) => on.node === name),
  )
  if (unnamed)
    throw usageError('stop-nodes-unnamed', `bramble.yaml does not name ${unnamed.name}.`, {
      next: `Add it with its address: bramble init ${unnamed.name}=ADDRESS`,
    })
}

/** Undefined where no API says it. */
function hasStopCordons(index: EvidenceIndex): boolean | undefined {
  if (!index.asked.has(nodes.kind) || index.gaps.has(nodes.kind)) return undefined
  return seen(index, nodes).some(
    ({ unschedulable, annotations }) => unschedulable && annotations?.[cordonAnnotation] === 'stop',
  )
}

function isServer({ unit }: UnitOnNode): boolean {
  return unit === 'k3s.service'
}

function stepFor(
  step: typeof stopNodes,
  on: readonly UnitOnNode[],
  reason: string,
): readonly DraftStep[] {
  return on.length === 0 ? [] : [{ step, input: { nodes: [...on] }, reason }]
}

function waiting(
  what: string,
  checks: readonly string[],
  limitSeconds: number,
  node?: string,
): DraftStep {
  const about = node === undefined ? {} : { node }
  return {
    step: waitFor,
    input: { what, checks, ...about, tolerates: [], limitSeconds },
    reason: 'what comes next needs it',
  }
}

function nameOf({
  namespace,
  name,
}: {
  readonly namespace: string
  readonly name: string
}): string {
  return `${namespace}/${name}`
}
