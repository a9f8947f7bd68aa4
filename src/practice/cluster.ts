import { startControlPlane } from './controllers/control-plane.ts'
import { type Controller, nothingLeftOut, runAll } from './controllers/controller.ts'
import { newHealth, type PracticeApi, startPracticeApi } from './kubernetes/start.ts'
import { PracticeStore } from './kubernetes/store.ts'
import { type Listener, openOnOnePort } from './listener.ts'
import { longhornSystem } from './longhorn/install.ts'
import { startLonghorn } from './longhorn/machine.ts'
import { startRelays } from './power/relays.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { openSshDoors, type SshDoors } from './ssh/doors.ts'
import { Board } from './world/board.ts'
import { PracticeClock, type Stop } from './world/clock.ts'
import { answersApi } from './world/etcd.ts'
import { Faults } from './world/faults.ts'
import { household } from './world/household.ts'
import { K3sCluster } from './world/k3s-cluster.ts'
import { k3sSystem } from './world/k3s-system.ts'
import type { World } from './world/world.ts'

/** A cluster that runs, with its doors open on loopback. */
export interface PracticeCluster {
  readonly world: World
  /** The API of the first server. */
  readonly api: PracticeApi
  /** One for each server, all on one port; they hold the same objects. */
  readonly apis: readonly PracticeApi[]
  readonly ssh: SshDoors
  /** What the boards' power hangs on: a relay each, counted from 0. */
  readonly relays: Listener
  /** From now on time passes only where somebody advances the clock; the doors still follow the boards. */
  stopTime(): void
  close(): Promise<void>
}

/** A healthy life before anything breaks. */
const settleSeconds = 1800
/** The boot before it. */
const bootBeforeSeconds = 6 * 3600
const rebootSeconds = 60
/** How often K3s tries anew to join. */
const joinSeconds = 5
/** How often the doors follow what the boards do. */
const doorSeconds = 1
/** The same where practice time stands still. */
const doorMilliseconds = 100

/**
 * Starts four boards, lets them live for half an hour, lets the scenario happen, and opens the
 * doors at the present time. All of that took place on the practice clock: nobody waits for it.
 */
export async function startPracticeCluster(
  scenario: Scenario,
  leftOut = nothingLeftOut,
): Promise<PracticeCluster> {
  const before = bootBeforeSeconds + rebootSeconds + settleSeconds + scenario.lastsSeconds
  const world = newWorld(Date.now() - before * 1000, scenario)
  const { clock } = world
  const stops = settle(world, leftOut)
  scenario.happen(world)
  clock.advance((Date.now() - clock.now()) / 1000)
  const apis = await startApis(world)
  const ssh = await openSshDoors(world.boards)
  const relays = await startRelays(world.boards, clock, relayAddress)
  const follow = () => runAll(followers, { world, apis, ssh }, leftOut)
  follow()
  const stopFollowing = clock.every(doorSeconds, follow)
  const stopClock = clock.run()
  let doorTimer: NodeJS.Timeout | undefined
  const [{ api }] = apis
  return {
    world,
    api,
    apis: apis.map((one) => one.api),
    ssh,
    relays,
    stopTime() {
      stopClock()
      doorTimer ??= setInterval(follow, doorMilliseconds).unref()
    },
    async close() {
      stopClock()
      clearInterval(doorTimer)
      stopFollowing()
      for (const stop of stops) stop()
      await Promise.all([...apis, ssh, relays].map((door) => door.close()))
    },
  }
}

/** A server's API, and the board that it runs on. */
interface ApiDoor {
  readonly api: PracticeApi
  readonly board: Board
  readonly port: number
  close(): Promise<void>
}

async function startApis(world: World): Promise<readonly [ApiDoor, ...ApiDoor[]]> {
  const { store, health, k3s } = world
  const { authority } = k3s
  const open = (board: Board) => async (port: number) => {
    const { address } = board
    const podEndMilliseconds = 'by its kubelet'
    const of = { store, health, address, port, authority, podEndMilliseconds } as const
    const api = await startPracticeApi(of)
    k3s.apiUrls.set(address, api.url)
    return { api, board, port: Number(new URL(api.url).port), close: () => api.close() }
  }
  const servers = world.boards.filter(({ role, hasK3s }) => role === 'server' || !hasK3s)
  const [first, ...others] = await openOnOnePort(servers.map(open))
  if (!first) throw new Error('A cluster has a server')
  return [first, ...others]
}

interface Doors {
  readonly world: World
  readonly apis: readonly ApiDoor[]
  readonly ssh: SshDoors
}

/** What the boards do shows at their doors. */
const followers: readonly Controller<Doors>[] = [
  {
    name: 'api-doors',
    step({ world, apis }) {
      for (const { api, board } of apis) void api.setServing(answersApi(world, board))
    },
  },
  { name: 'ssh-doors', step: ({ ssh }) => void ssh.follow() },
]

export const doorNames: readonly string[] = followers.map(({ name }) => name)

/** Fills a new world, switches its boards on and lets them live for a while. */
export function settle(world: World, leftOut = nothingLeftOut): readonly Stop[] {
  const { clock, store, boards, k3s } = world
  // What somebody builds begins with nothing, and has no Longhorn.
  const isThere = k3s.hasBegun
  if (isThere)
    for (const object of [...k3sSystem(), ...longhornSystem(), ...household()]) store.put(object)
  liveBefore(world)
  const stops = [
    startControlPlane(world, leftOut),
    ...(isThere ? [startLonghorn(world, leftOut)] : []),
    clock.every(joinSeconds, () => {
      for (const board of boards) board.tryToJoin()
    }),
  ]
  clock.advance(settleSeconds)
  return stops
}

/** All of 127.0.0.0/8 is this machine; each board has an address of its own there. */
const serverAddress = '127.77.0.11'
const relayAddress = '127.77.0.2'

/** A boot before this one that ended as it should, so that there is one to look back at. */
function liveBefore({ boards, clock }: World): void {
  for (const board of boards) board.powerOn()
  clock.advance(bootBeforeSeconds)
  for (const board of boards) board.reboot()
  clock.advance(rebootSeconds)
}

/** @param startsAt milliseconds since the Unix epoch */
export function newWorld(
  startsAt: number,
  { servers = 1, bare = [] }: Pick<Scenario, 'servers' | 'bare'> = {},
): World {
  const clock = new PracticeClock(startsAt)
  const store = new PracticeStore(clock)
  const k3s = new K3sCluster(store)
  const board = (number: number) => {
    const name = `pi0${number}`
    const role = number <= servers ? 'server' : 'agent'
    const hasEtcd = role === 'server' && servers > 1
    const address = `127.77.0.${10 + number}`
    const isBare = bare.includes(name)
    return new Board(clock, { name, address, role, serverAddress, hasEtcd, cluster: k3s, isBare })
  }
  const faults = new Faults()
  const boards = [1, 2, 3, 4].map(board)
  for (const one of boards) one.others = boards.filter((other) => other !== one)
  return { clock, boards, store, health: newHealth(), faults, k3s }
}
