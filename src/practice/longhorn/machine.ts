import { attachVolumes } from '../controllers/attach-detach.ts'
import { servesApi } from '../controllers/control-plane.ts'
import { type Controller, nothingLeftOut, runAll } from '../controllers/controller.ts'
import { leaseKind } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'
import type { Stop } from '../world/clock.ts'
import type { World } from '../world/world.ts'
import { keepReplicaNear } from './data-locality.ts'
import { keepDrainBudget, keepInstanceManager } from './instance-managers.ts'
import { csiNodeIsOld, keepCsiNode, keepStorageNode } from './nodes.ts'
import { provisionClaims } from './provision.ts'
import { keepReplicaCount } from './replicas.ts'
import { replicasOf, volumesOf } from './shapes.ts'
import { keepClass } from './storage-class.ts'
import { type Rebuilds, type Surroundings, volumeControllers } from './volumes.ts'

interface Machine extends Surroundings {
  readonly all: readonly Board[]
}

function onBoards(
  name: string,
  act: (store: PracticeStore, board: Board) => void,
): Controller<Machine> {
  return {
    name,
    step({ store, all }) {
      for (const board of all) act(store, board)
    },
  }
}

const controllers: readonly Controller<Machine>[] = [
  onBoards('storage-nodes', keepStorageNode),
  onBoards('csi-nodes', keepCsiNode),
  { name: 'provisioner', step: ({ store }) => provisionClaims(store) },
  {
    name: 'replica-count',
    step({ store }) {
      for (const volume of volumesOf(store)) keepReplicaCount(store, volume)
    },
  },
  {
    name: 'data-locality',
    step({ store }) {
      for (const volume of volumesOf(store)) keepReplicaNear(store, volume)
    },
  },
  { name: 'attach-detach', step: ({ store }) => attachVolumes(store) },
  ...volumeControllers,
  onBoards('instance-managers', (store, { name }) => keepInstanceManager(store, name)),
  onBoards('drain-budgets', (store, { name }) => keepDrainBudget(store, name)),
]

const storageClass = 'storage-class'

export const longhornNames: readonly string[] = [
  ...controllers.map(({ name }) => name),
  storageClass,
]

/** Everything that Longhorn does by itself, while its API is there. */
export function startLonghorn(world: World, leftOut = nothingLeftOut): Stop {
  const { clock, store, boards } = world
  const rebuilds: Rebuilds = new Map()
  const machine: Machine = {
    store,
    rebuilds,
    seconds: tickSeconds,
    boards: (name: string) => boards.find((board) => board.name === name),
    all: boards,
  }
  let settled = ''
  const stopClass = leftOut.has(storageClass) ? () => {} : keepClass(store)
  const stopTicking = clock.every(tickSeconds, () => {
    if (!servesApi(world)) return
    const before = stateOf(world)
    if (before === settled && !waits(world, rebuilds)) return
    runAll(controllers, machine, leftOut)
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
  const board = ({ power, network, diskUsedBytes, containersRun }: Board) =>
    `${power} ${network} ${diskUsedBytes} ${containersRun}`
  return `${store.versionBesides(leaseKind)} ${boards.map(board).join(' ')}`
}

/** What is only waited for, a replica that may come back, is looked at this often. */
const waitSeconds = 20

/** A driver registers with the kubelet within this time. */
const registrarSeconds = 10

/** Whether time alone will change something: a rebuild, a replica or a driver that is waited for. */
function waits({ store, clock, boards }: World, rebuilds: Rebuilds): boolean {
  if (rebuilds.size > 0) return true
  const isRegistrarTime = Math.round(clock.now() / 1000) % registrarSeconds < tickSeconds
  if (isRegistrarTime && boards.some((board) => csiNodeIsOld(store, board))) return true
  const isTime = Math.round(clock.now() / 1000) % waitSeconds < tickSeconds
  return (
    isTime && replicasOf(store).some(({ spec }) => spec.failedAt !== '' || spec.healthyAt === '')
  )
}
