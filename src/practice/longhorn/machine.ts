import { attachVolumes } from '../controllers/attach-detach.ts'
import { servesApi } from '../controllers/control-plane.ts'
import { leaseKind } from '../kubernetes/shapes.ts'
import type { Board } from '../world/board.ts'
import type { Stop } from '../world/clock.ts'
import type { World } from '../world/world.ts'
import { keepInstanceManager } from './instance-managers.ts'
import { keepStorageNode } from './nodes.ts'
import { provisionClaims } from './provision.ts'
import { keepReplicaCount } from './replicas.ts'
import { replicasOf, volumesOf } from './shapes.ts'
import { keepClass } from './storage-class.ts'
import { keepVolume, type Rebuilds } from './volumes.ts'

/** Everything that Longhorn does by itself, while its API is there. */
export function startLonghorn(world: World): Stop {
  const { clock, store, boards } = world
  const rebuilds: Rebuilds = new Map()
  const surroundings = {
    store,
    rebuilds,
    seconds: tickSeconds,
    boards: (name: string) => boards.find((board) => board.name === name),
  }
  let settled = ''
  const stopClass = keepClass(store)
  const stopTicking = clock.every(tickSeconds, () => {
    if (!servesApi(world)) return
    const before = stateOf(world)
    if (before === settled && !waits(world, rebuilds)) return
    for (const board of boards) keepStorageNode(store, board)
    provisionClaims(store)
    for (const volume of volumesOf(store)) keepReplicaCount(store, volume)
    attachVolumes(store)
    for (const volume of volumesOf(store)) keepVolume(volume, surroundings)
    for (const board of boards) keepInstanceManager(store, board.name)
    settled = before
  })
  return () => {
    stopTicking()
    stopClass()
  }
}

const tickSeconds = 2

/** What everything here follows from, but for time. */
function stateOf({ store, boards }: World): string {
  const board = ({ power, network, diskUsedBytes }: Board) => `${power} ${network} ${diskUsedBytes}`
  return `${store.versionBesides(leaseKind)} ${boards.map(board).join(' ')}`
}

/** What is only waited for, a replica that may come back, is looked at this often. */
const waitSeconds = 20

/** Whether time alone will change something: a rebuild, or a replica that is waited for. */
function waits({ store, clock }: World, rebuilds: Rebuilds): boolean {
  if (rebuilds.size > 0) return true
  const isTime = Math.round(clock.now() / 1000) % waitSeconds < tickSeconds
  return (
    isTime && replicasOf(store).some(({ spec }) => spec.failedAt !== '' || spec.healthyAt === '')
  )
}
