import { conditionOf, isOver, leaseKind, type PodObject, podsOf } from '../kubernetes/shapes.ts'
import type { Board } from '../world/board.ts'
import type { Stop } from '../world/clock.ts'
import { answersApi } from '../world/etcd.ts'
import { runtimeHungSeconds } from '../world/shortage.ts'
import type { World } from '../world/world.ts'
import { type Blocked, certificateFlaw, complain, complaintSeconds } from './complaints.ts'
import { type Controller, nothingLeftOut, runAll } from './controller.ts'
import { etcdComplaints, etcdMembership, keepMembers } from './etcd.ts'
import { forgetEvents } from './events.ts'
import { heartbeat, heartbeatSeconds, type Kubelet } from './kubelet.ts'
import { localPathProvisioner } from './local-path.ts'
import { monitorSeconds, nodeLifecycle } from './node-lifecycle.ts'
import { pressureEviction } from './node-pressure.ts'
import { podCollection } from './pod-gc.ts'
import { podLife } from './pods.ts'
import { scheduler } from './scheduler.ts'
import { deployments } from './workloads/deployments.ts'
import { sets } from './workloads/sets.ts'
import { workloadStatus } from './workloads/status.ts'

const podSeconds = 1
/** Pods that start, end or wait are looked at this often. */
const waitSeconds = 3
const expirySeconds = 60

/** Whether an API server runs: where none does, its controllers do not either. */
export function servesApi(world: Pick<World, 'boards'>): boolean {
  return world.boards.some((board) => answersApi(world, board))
}

/** Whether a board's own requests get through to an API server. */
function reachesApi(world: World, name: string): boolean {
  return world.boards.some(
    (server) => answersApi(world, server) && (server.name === name || server.isReachable()),
  )
}

const eventExpiry: Controller<World> = {
  name: 'event-expiry',
  step: ({ store, clock }) => forgetEvents(store, clock.now()),
}

const complaints: Controller<World> = {
  name: 'kubelet-complaints',
  step(world) {
    for (const board of world.boards) {
      const blocked = blockedBy(world, board)
      if (blocked && board.runsKubelet()) complain(board, blocked)
    }
  },
}

/** In the order in which a new pod meets them. */
const cluster = [deployments, ...sets, workloadStatus, scheduler, localPathProvisioner]

export const controlPlaneNames: readonly string[] = [
  ...heartbeat,
  ...nodeLifecycle,
  ...cluster,
  ...podLife,
  pressureEviction,
  podCollection,
  eventExpiry,
  complaints,
  etcdComplaints,
  { name: etcdMembership },
].map(({ name }) => name)

/** What Kubernetes does by itself, in the rhythm of the real components. */
export function startControlPlane(world: World, leftOut = nothingLeftOut): Stop {
  const { clock, store, boards, faults } = world
  const onKubelets = (duties: readonly Controller<Kubelet>[], can = (_: Board) => true) => {
    const version = world.health.version
    for (const board of boards)
      if (isHeard(world, board.name) && can(board))
        runAll(duties, { store, board, faults, version }, leftOut)
  }
  let settled = -1
  let servesSince: number | undefined
  const stops = [
    clock.every(heartbeatSeconds, () => onKubelets(heartbeat)),
    clock.every(monitorSeconds, () => {
      const now = clock.now()
      if (!servesApi(world)) servesSince = undefined
      else {
        servesSince ??= now
        runAll(nodeLifecycle, { store, now, since: servesSince }, leftOut)
      }
    }),
    clock.every(podSeconds, () => {
      if (!servesApi(world)) return
      const isTime = Math.round(clock.now() / 1000) % waitSeconds === 0
      const known = store.versionBesides(leaseKind)
      onKubelets([pressureEviction])
      runAll([podCollection], { store, now: clock.now() }, leftOut)
      if (known === settled && !(isTime && podsOf(store).some((pod) => waits(pod, world)))) return
      runAll(cluster, { store }, leftOut)
      onKubelets(podLife, (board) => runtimeHungSeconds(board) === undefined)
      // What this pass changed has to be looked at once more: one controller follows another.
      settled = known
    }),
    clock.every(expirySeconds, () => runAll([eventExpiry], world, leftOut)),
    clock.every(complaintSeconds, () => runAll([complaints, etcdComplaints], world, leftOut)),
    leftOut.has(etcdMembership) ? () => {} : keepMembers(world),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Whether time alone will change a pod: it starts, ends, is not ready yet, or will crash again. */
function waits(pod: PodObject, world: World): boolean {
  if (isOver(pod)) return false
  const { metadata, status } = pod
  const isReady = conditionOf(status.conditions, 'Ready')?.status === 'True'
  return metadata.deletionTimestamp !== undefined || !isReady || isFaulty(pod, world)
}

function isFaulty({ metadata, spec }: PodObject, { boards, faults }: World): boolean {
  const board = boards.find(({ name }) => name === spec.nodeName)
  if (!board) return false
  const sandbox = { pod: metadata.uid, boot: board.boot.id }
  return faults.of(metadata.labels?.['app'] ?? '', board.name, sandbox) !== undefined
}

function isHeard(world: World, name: string): boolean {
  const board = world.boards.find((one) => one.name === name)
  return board?.runsKubelet() === true && blockedBy(world, board) === undefined
}

/** What keeps a kubelet that runs from the API server; undefined where nothing does. */
function blockedBy(world: World, board: Board): Blocked | undefined {
  if (!board.isReachable() && !answersApi(world, board)) return { kind: 'silent' }
  if (!reachesApi(world, board.name)) return { kind: hasServerThere(world) ? 'refused' : 'silent' }
  return certificateFlaw(board, board.certificatesEndAt - certificateMilliseconds)
}

/** A board that is there refuses what its K3s does not take; one that is gone says nothing. */
function hasServerThere({ boards }: World): boolean {
  return boards.some((board) => board.role === 'server' && board.isReachable())
}

/** K3s issues its leaves for a year. */
const certificateMilliseconds = 365 * 86_400_000
